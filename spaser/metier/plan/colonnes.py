"""An action in plain values, and the columns that hold it in a file: what is exported reads back.

Lists stand in one cell, an item a line. A code is followed by its words (« SOC-01 : … »), a step by
its date and the day it was done (« Écrire la lettre | 06/2027 | faite le 02/05/2027 »).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from spaser.donnees.tables.colonnes import Nature, colonne, list_colonnes
from spaser.metier.dates import DatePartielle
from spaser.metier.plan.dates import AIDE, read_date_plan, write_date_plan
from spaser.metier.plan.modele import EtatAction
from spaser.metier.plan.suivi import ActionSuivie, EtapeSuivie

BARRE: Final = " | "
_FAITE: Final = re.compile(r"faite?(?: le (.+))?", re.IGNORECASE)
_MOTS: Final = re.compile(r"[\u00a0 ]:[\u00a0 ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContenuAction:
    """What a plan says of an action; people, plans and other actions are told by their names.

    None is the state that a file leaves untold: a new action is still to begin.
    """

    # fmt: off
    code: str = colonne("Code", "", nature=Nature.CLE, debuts="code|numero|n de l action")
    axe: str = colonne("Axe", "", nature=Nature.LIGNE, debuts="axe")
    objectif: str = colonne("Objectif", "", nature=Nature.LIGNE, debuts="objectif")
    titre: str = colonne("Action", "", nature=Nature.LIGNE, question="Titre de l’action",
        titres="intitule", debuts="action|titre|intitule de l action|nom de l action")
    description: str = colonne("Ce que l’on fait", "", debuts="ce que l on fait|description|detail")
    resultat: str = colonne("Pourquoi, ce que l’on en attend", "",
        debuts="pourquoi|ce que l on attend|resultat")
    etat: EtatAction | None = colonne("État", EtatAction.A_LANCER, nature=Nature.CHOIX,
        debuts="etat|statut")
    avancement: int | None = colonne("Avancement", None, nature=Nature.LIGNE,
        question="Avancement, de 0 à 100", debuts="avancement|taux d avancement|progression",
        aide="Seulement sans étape : les étapes faites le disent d’elles-mêmes.")
    motif: str = colonne("Raison de l’abandon", "", nature=Nature.LIGNE,
        aide="Pour une action abandonnée.", debuts="raison de l abandon|motif")
    pilote: str = colonne("Pilote", "", nature=Nature.LIGNE, debuts="pilote|porteur|responsable",
        aide="Un service ou une fonction plutôt qu’un nom.")
    contributeurs: tuple[str, ...] = colonne("Contributeurs", (), debuts="contributeur|partenaire")
    debut: DatePartielle | None = colonne("Début", None, nature=Nature.LIGNE, aide=AIDE,
        debuts="debut|date de debut|lancement")
    fin: DatePartielle | None = colonne("Échéance", None, nature=Nature.LIGNE, aide=AIDE,
        debuts="echeance|fin|date de fin|date limite")
    etapes: tuple[EtapeSuivie, ...] = colonne("Étapes", (), debuts="etape|jalon|sous action")
    familles: tuple[str, ...] = colonne("Familles d’achat", (), debuts="famille")
    budget: Decimal | None = colonne("Budget", None, nature=Nature.LIGNE,
        question="Budget, en euros", debuts="budget|cout")
    temps: str = colonne("Temps à prévoir", "", nature=Nature.LIGNE,
        aide="Par exemple 10 jours, ou 0,2 équivalent temps plein.", debuts="temps|etp")
    moyens: str = colonne("Autres moyens", "", debuts="autres moyens|moyens")
    politiques: tuple[str, ...] = colonne("Politiques et plans liés", (),
        debuts="politique|plans lies|schemas lies")
    indicateurs: tuple[str, ...] = colonne("Indicateurs", (), debuts="indicateur")
    obligations: tuple[str, ...] = colonne("Obligations", (), debuts="obligation")
    attend: tuple[str, ...] = colonne("Commence après", (), debuts="commence apres|depend de")
    preuves: tuple[str, ...] = colonne("Preuves", (), debuts="preuve")
    commentaire: str = colonne("Où on en est", "", debuts="ou on en est|commentaire|remarque")
    modele: str = colonne("Action de la bibliothèque", "", nature=Nature.CLE,
        debuts="action de la bibliotheque|bibliotheque")
    cle_import: str = colonne("Repère dans un fichier", "", nature=Nature.CLE,
        debuts="repere|reference|identifiant")
    # fmt: on

    def follow(self) -> ActionSuivie:
        return ActionSuivie(
            etat=self.etat or EtatAction.A_LANCER,
            debut=self.debut,
            fin=self.fin,
            saisi=self.avancement,
            motif=self.motif,
            etapes=self.etapes,
        )


COLONNES: Final = list_colonnes(ContenuAction)
TITRES: Final = tuple(colonne_.titre for colonne_ in COLONNES)
# A second sheet that our files hold, for people: nothing of it is read back.
TITRES_SUIVI: Final = (
    "Code", "Action", "État", "En retard", "Depuis", "Étapes faites", "Étapes",
)  # fmt: skip
PAR_NOM: Final = {colonne_.nom: colonne_ for colonne_ in COLONNES}
# The columns whose items are codes, followed by their words; a family is told by its name alone.
CODES: Final = ("indicateurs", "obligations", "attend")

type Nommer = Callable[[str, str], str]  # the words of a code, by its column


def write_action(action: ContenuAction, name: Nommer) -> list[str | int | Decimal | None]:
    return [_write(nom, getattr(action, nom), name) for nom in PAR_NOM]


def write_etape(etape: EtapeSuivie) -> str:
    faite = f"faite le {write_date_plan(etape.faite_le.isoformat())}" if etape.faite_le else ""
    date_ecrite = write_date_plan(etape.fin) if etape.fin else ""
    return BARRE.join(filter(None, [clean_titre(etape.titre), date_ecrite, faite]))


def read_etape(ligne: str) -> EtapeSuivie:
    """Return the step of a line; what is neither a date nor « faite le… » is of its title."""
    titre, *reste = [morceau.strip() for morceau in ligne.split("|")]
    fin: DatePartielle | None = None
    faite_le: date | None = None
    for morceau in reste:
        faite = _FAITE.fullmatch(morceau)
        if faite and (jour := read_date_plan(faite[1] or "")):
            faite_le = jour.fin
        elif lue := read_date_plan(morceau):
            fin = lue
        elif morceau:
            titre = f"{titre}, {morceau}"
    return EtapeSuivie(titre, fin, faite_le)


def read_lignes(texte: str) -> tuple[str, ...]:
    return tuple(net for ligne in texte.splitlines() if (net := " ".join(ligne.split())))


def read_codes(texte: str) -> tuple[str, ...]:
    """Return the codes of a cell; words stand after a colon."""
    return tuple(read_code(ligne) for ligne in read_lignes(texte))


def read_code(texte: str) -> str:
    """Return a code without its words; another text as it is."""
    return _MOTS.split(texte.strip(), maxsplit=1)[0]


def clean_titre(titre: str) -> str:
    """Return a title on one line, without the bar that parts a step from its date."""
    return " ".join(titre.replace("|", "/").split())


def _write(nom: str, valeur: object, name: Nommer) -> str | int | Decimal | None:
    if isinstance(valeur, DatePartielle):
        return write_date_plan(valeur)
    if isinstance(valeur, EtatAction):
        return valeur.libelle
    if isinstance(valeur, tuple):
        return _write_liste(nom, valeur, name)
    if nom == "modele" and valeur:
        return _tell_code(nom, str(valeur), name)
    return valeur if isinstance(valeur, int | Decimal) else str(valeur or "")


def _write_liste(nom: str, valeurs: Sequence[str | EtapeSuivie], name: Nommer) -> str:
    return "\n".join(_write_item(nom, valeur, name) for valeur in valeurs)


def _write_item(nom: str, valeur: str | EtapeSuivie, name: Nommer) -> str:
    if isinstance(valeur, EtapeSuivie):
        return write_etape(valeur)
    if nom == "familles":
        return name(nom, valeur) or valeur
    return _tell_code(nom, valeur, name) if nom in CODES else valeur


def _tell_code(nom: str, code: str, name: Nommer) -> str:
    mots = name(nom, code)
    return f"{code}\u00a0: {mots}" if mots else code
