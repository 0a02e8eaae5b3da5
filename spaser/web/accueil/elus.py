"""The situation of a buyer for those who decide: a page, no word of the trade."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone

from spaser.documents.francais import format_euros_lus, pluriel, typographie
from spaser.documents.lecture import Mesure
from spaser.documents.vue_bilan import VueBilan
from spaser.metier.obligations.modele import Obligation
from spaser.web.accueil.actes import list_actes, read_acquis
from spaser.web.commun.reglages import list_suites
from spaser.web.espace.bilans import LigneLegale, Situation, read_situation
from spaser.web.espace.perimetre import find_perimetre, read_etendue
from spaser.web.obligations.selectors import find_obligation
from spaser.web.organisations.identite import find_instance
from spaser.web.organisations.models import Espace

# What each line of the law counts, as one says it in a meeting.
SENS: Final = {
    "SOC-01": "Le contrat demande un effort social : insertion, emploi, conditions de travail…",
    "ENV-01": "Le contrat demande un effort pour l’environnement, ou note celui des candidats.",
    "SOC-13": "Le fournisseur est une entreprise solidaire agréée par l’État.",
    "SOC-IN": "Le fournisseur emploie des personnes éloignées de l’emploi ou handicapées.",
}
EFFORTS: Final = {
    "SOC-01": "demandent un effort social",
    "ENV-01": "demandent un effort pour l’environnement",
}
PUBLICATION: Final = "SPASER-INDICATEURS"
SOUS_LE_SEUIL: Final = "Les petits achats, sous 40 000 € HT, qui ne sont pas publiés."


@dataclass(frozen=True)
class LigneElus:
    """A line of the law: what it counts, its figure or why there is none, how sure it is."""

    nom: str
    sens: str
    reponse: str
    precision: str


@dataclass(frozen=True)
class VueElus:
    """All that the page says."""

    phrase: str
    annee: int | None
    lignes: tuple[LigneElus, ...]
    manques: tuple[str, ...]
    suites: tuple[str, ...]
    date_donnees: date | None
    publication: Obligation | None  # of the indicators: the duty, with its text and its date


def name_vue(espace: Espace) -> str:
    """Name the page by the body that decides for this buyer."""
    return f"Vue pour votre {find_instance(espace)}"


def read_vue(espace: Espace) -> VueElus:
    """Gather the situation of a space in plain words."""
    situation = read_situation(espace.siren)
    perimetre = find_perimetre(espace)
    etendue = read_etendue(perimetre, situation.nb_concessions)
    actes = list_actes(espace, situation, list_suites(espace), read_acquis(espace, perimetre))
    return VueElus(
        phrase=_tell_situation(situation, situation.vue) if situation.vue else situation.absence,
        annee=situation.vue.annee if situation.vue else None,
        lignes=tuple(_tell(taux) for taux in situation.legales),
        manques=(*etendue.manque, *etendue.ignore, SOUS_LE_SEUIL, *_list_unanswered(situation)),
        suites=tuple(acte.titre for acte in actes),
        date_donnees=situation.vue.bilan.date_donnees if situation.vue else None,
        publication=find_obligation(PUBLICATION, timezone.localdate()),
    )


def _tell_situation(situation: Situation, vue: VueBilan) -> str:
    """Say in one sentence what was bought in the year, and the two shares everyone asks first."""
    annee = vue.annee
    volumes = situation.portrait.annees if situation.portrait else ()
    volume = next((v for v in volumes if v.nom == str(annee)), None)
    if volume is None:
        return vue.situation
    debut = f"En {annee}, {pluriel(volume.marches, 'marché publié', 'marchés publiés')}"
    if volume.montant is not None:
        debut += f", pour {format_euros_lus(volume.montant)} HT"
    parts = [
        f"{taux.mesure.texte} {EFFORTS[taux.ligne.fiche.code]}"
        for taux in situation.legales
        if taux.mesure and taux.ligne.fiche.code in EFFORTS and taux.conclut
    ]
    return f"{debut} ; {' et '.join(parts)}." if parts else f"{debut}."


def _tell(taux: LigneLegale) -> LigneElus:
    reponse, precision = _read(taux.mesure)
    return LigneElus(taux.nom, SENS[taux.ligne.fiche.code], reponse, precision)


def _read(mesure: Mesure | None) -> tuple[str, str]:
    if mesure is None:
        return "Non connu", "Aucune donnée ne le dit."
    if mesure.verdict == "absent":
        return "Non connu", _sentence(mesure.raison or "")
    if mesure.verdict == "fragile":
        return "On ne peut pas conclure", _sentence(mesure.raison or "")
    morceaux = (mesure.compte, mesure.fourchette, mesure.inconnus)
    return mesure.texte, " ".join(_sentence(morceau) for morceau in morceaux if morceau)


def _sentence(texte: str) -> str:
    propre = typographie(texte).strip()
    return f"{propre[:1].upper()}{propre[1:].rstrip('.')}." if propre else ""


def _list_unanswered(situation: Situation) -> list[str]:
    """Say how many contracts leave the two lines on contracts without an answer."""
    inconnus = [
        taux.mesure.valeur.inconnus
        for taux in situation.legales
        if taux.mesure and taux.mesure.valeur.inconnus
    ]
    if not inconnus:
        return []
    nombre = max(inconnus)
    if nombre == 1:
        return ["La réponse d’un marché publié, qui laisse une ligne sans la renseigner."]
    return [
        f"La réponse de {nombre} marchés publiés, au plus, qui laissent une ligne sans la dire."
    ]
