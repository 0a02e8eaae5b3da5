"""The actions of a plan as documents print them."""

from __future__ import annotations

from datetime import date

from spaser.documents.francais import format_nombre, pluriel
from spaser.documents.schema.plan import ActionEcrite, AxeEcrit, EtapeEcrite
from spaser.metier.indicateurs import name_indicateur
from spaser.metier.obligations.modele import load_obligations
from spaser.web.organisations.models import Espace
from spaser.web.plan.lecture import ActionLue, AxeLu, PlanLu, build_plan
from spaser.web.plan.selectors import list_axes, list_imprimees


def read_plan_complet(espace: Espace, jour: date) -> PlanLu:
    return build_plan(list_axes(espace), list_imprimees(espace), jour)


def write_axe_lu(axe: AxeLu) -> AxeEcrit:
    return AxeEcrit(
        code=axe.axe.code if axe.axe else "AXE-0",
        titre=axe.titre,
        texte=axe.axe.texte if axe.axe else "",
        actions=tuple(write_action_lue(lue) for lue in axe.actions),
    )


def write_action_lue(lue: ActionLue) -> ActionEcrite:
    action = lue.action
    obligations = {o.code: o.titre for o in load_obligations()}
    budget = f"{format_nombre(float(action.budget), 2)} €" if action.budget is not None else ""
    return ActionEcrite(
        code=action.code,
        titre=action.titre,
        axe=action.axe.titre if action.axe else "",
        objectif=action.objectif.titre if action.objectif else "",
        description=action.description,
        resultat=action.resultat,
        pilote=action.pilote,
        contributeurs=tuple(
            f"{c} ({c.apport})" if c.apport else str(c) for c in action.contributeurs.all()
        ),
        debut=lue.suivie.debut,
        fin=lue.suivie.fin,
        etat=f"{lue.etat.libelle}.",
        avancement=tell_progres(lue),
        etapes=tuple(
            EtapeEcrite(titre=e.titre, quand=e.fin, faite=e.faite_le is not None)
            for e in lue.suivie.etapes
        ),
        familles=tuple(lue.familles),
        moyens=tuple(filter(None, [budget, action.temps, action.moyens])),
        politiques=tuple(politique.nom_date for politique in action.politiques.all()),
        indicateurs=tuple(map(name_indicateur, action.indicateurs)),
        obligations=tuple(obligations[c] for c in action.obligations if c in obligations),
        preuves=tuple(p.libelle for p in action.preuves.all() if not p.refusee),
        commentaire=" ".join(filter(None, (_end(action.motif), action.commentaire))),
    )


def _end(phrase: str) -> str:
    return phrase if not phrase or phrase.endswith((".", "!", "?", "…")) else f"{phrase}."


def tell_progres(lue: ActionLue) -> str:
    progres, retard = lue.progres, lue.retard
    mots = []
    if progres and progres.total:
        mots.append(
            f"{pluriel(progres.faites, 'étape faite', 'étapes faites')} sur {progres.total}."
        )
    elif progres:
        mots.append(f"{progres.pourcent} %.")
    if retard:
        mots.append(f"En retard : {retard.raison}.")
    return " ".join(mots)
