"""The situation of a buyer for those who decide: a page, no word of the trade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from spaser.documents.francais import pluriel, typographie
from spaser.faits.lecture import fill_enonces
from spaser.metier.assujettissement.regle import Assujettissement
from spaser.metier.droits import Operation
from spaser.metier.obligations.modele import Obligation
from spaser.web.accueil.actes import list_actes, read_acquis
from spaser.web.chiffres.situation import LigneSituation, Situation, read_situation
from spaser.web.espace.perimetre import find_perimetre, read_etendue
from spaser.web.obligations.selectors import find_obligation
from spaser.web.organisations.identite import find_instance
from spaser.web.organisations.models import Espace
from spaser.web.publication.selectors import read_etat
from spaser.web.redaction.models import Moment
from spaser.web.redaction.moment import find_moment
from spaser.web.socle.jetons import SignedPage

# What each line of the law counts, as one says it in a meeting: true of a condition, a criterion
# or a reserved contract.
SENS: Final = {
    "SOC-01": "Un effort social (insertion, emploi, conditions de travail…) figure dans le "
    "contrat, ou a compté dans le choix de l’entreprise.",
    "ENV-01": "Un effort pour l’environnement figure dans le contrat, ou a compté dans le choix de "
    "l’entreprise.",
    "SOC-13": "Le fournisseur est une entreprise solidaire agréée par l’État.",
    "SOC-IN": "Le fournisseur emploie des personnes éloignées de l’emploi ou handicapées.",
}
PARTAGE: Final = SignedPage(
    "accueil:vue_partagee", "Vue des achats responsables", Operation.PARTAGER_VUE
)
PUBLICATION: Final = "SPASER-INDICATEURS"
SOUS_LE_SEUIL: Final = "Les petits achats, qui ne sont pas publiés. {{CCP-R2196-1.seuil}}"


@dataclass(frozen=True)
class VueElus:
    situation: Situation
    lignes: tuple[tuple[LigneSituation, str], ...]  # each with what it counts
    manques: tuple[str, ...]
    suites: tuple[str, ...]
    publication: Obligation | None  # of the indicators: the duty, with its text and its date


def name_vue(espace: Espace) -> str:
    """Name the page by the body that decides for this buyer."""
    return f"Vue pour votre {find_instance(espace)}"


def read_vue(espace: Espace) -> VueElus:
    situation = read_situation(espace)
    perimetre = find_perimetre(espace)
    etendue = read_etendue(perimetre, situation.publie.nb_concessions)
    moment = find_moment(espace) or Moment.PREPARE
    acquis = read_acquis(espace, perimetre, situation)
    etat = read_etat(espace) if moment is Moment.ADOPTE else None
    actes = list_actes(espace, situation, acquis, moment, publication=etat)
    return VueElus(
        situation=situation,
        lignes=tuple((ligne, typographie(SENS[ligne.code])) for ligne in situation.lignes),
        manques=(
            *etendue.manque,
            *etendue.ignore,
            fill_enonces(SOUS_LE_SEUIL),
            *_list_unanswered(situation),
        ),
        suites=tuple(acte.titre for acte in actes),
        publication=_find_publication(situation),
    )


def _find_publication(situation: Situation) -> Obligation | None:
    """Return the duty to publish; none for a buyer concluded not to be bound."""
    conclue = situation.obligation
    if conclue is not None and conclue.verdict is Assujettissement.NON_OBLIGE:
        return None
    return find_obligation(PUBLICATION, timezone.localdate())


def _list_unanswered(situation: Situation) -> list[str]:
    """Say how many contracts leave the lines on contracts without an answer."""
    nombre = max(
        (ligne.des_marches.figure.inconnus for ligne in situation.lignes if ligne.des_marches),
        default=0,
    )
    if not nombre:
        return []
    if nombre == 1:
        return ["La réponse d’un marché, qui laisse une ligne sans la renseigner."]
    return [
        f"La réponse de {pluriel(nombre, 'marché')}, au plus, qui laissent une ligne sans la dire."
    ]
