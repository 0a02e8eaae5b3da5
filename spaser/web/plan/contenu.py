"""An action of the database in plain values: written in files, frozen with an edition, printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from spaser.donnees.referentiels.embarques import read_familles
from spaser.metier.actions import load_actions
from spaser.metier.indicateurs import load_bibliotheque
from spaser.metier.obligations.modele import load_obligations
from spaser.metier.plan.colonnes import PAR_NOM, ContenuAction, Nommer, write_action
from spaser.metier.plan.modele import A_POURVOIR
from spaser.web.plan.lecture import ActionLue
from spaser.web.plan.models import Action


def read_contenu(action: Action) -> ContenuAction:
    """Return an action in plain values; links are told by names, but codes."""
    lue = ActionLue(action, date.min)
    pilote = action.pilote
    return ContenuAction(
        code=action.code,
        axe=action.axe.titre if action.axe else "",
        objectif=action.objectif.titre if action.objectif else "",
        titre=action.titre,
        description=action.description,
        resultat=action.resultat,
        etat=lue.etat,
        avancement=action.saisi,
        motif=action.motif,
        pilote="" if pilote == A_POURVOIR else pilote,
        contributeurs=tuple(map(str, action.contributeurs.all())),
        debut=action.commence,
        fin=action.finit,
        etapes=lue.suivie.etapes,
        familles=tuple(action.familles),
        budget=action.budget,
        temps=action.temps,
        moyens=action.moyens,
        politiques=tuple(politique.nom_date for politique in action.politiques.all()),
        indicateurs=tuple(action.indicateurs),
        obligations=tuple(action.obligations),
        attend=tuple(autre.code for autre in action.attend.all() if autre.ecarte_le is None),
        preuves=tuple(preuve.ecrite for preuve in action.preuves.all()),
        commentaire=action.commentaire,
        modele=action.modele,
        cle_import=action.cle_import,
    )


def make_nommer(titres: dict[str, str]) -> Nommer:
    """Return what gives the words of a code; `titres` are those of the actions of the plan."""
    obligations = {o.code: o.titre for o in load_obligations()}

    def name(colonne: str, code: str) -> str:
        match colonne:
            case "familles":
                return read_familles().get(code, "")
            case "indicateurs":
                return load_bibliotheque().name(code)
            case "obligations":
                return obligations.get(code, "")
            case "attend":
                return titres.get(code, "")
        modele = load_actions().find(code)
        return modele.titre if modele else ""

    return name


def freeze_action(action: Action, jour: date) -> dict[str, Any]:
    """Return what an edition keeps of an action, by the titles of columns, and how far it was.

    It names no member: an account that is erased must not stay there.
    """
    lue = ActionLue(action, jour)
    contenu = replace(
        read_contenu(action),
        pilote=action.pilote_nom,
        contributeurs=tuple(str(c) for c in action.contributeurs.all() if c.membre_id is None),
    )
    cellules = write_action(contenu, make_nommer({}))
    valeurs = {
        colonne.titre: str(cellule)
        for colonne, cellule in zip(PAR_NOM.values(), cellules, strict=True)
        if cellule not in {None, ""}
    }
    progres = lue.progres
    return {
        "code": action.code,
        "titre": action.titre,
        "axe": action.axe.titre if action.axe else "",
        "etat": action.etat,
        "motif": action.motif,
        "avancement": progres.pourcent if progres else None,
        "valeurs": valeurs,
    }
