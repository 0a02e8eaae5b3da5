"""What the store of published contracts says of a buyer, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone

from spaser.documents.lecture import Mesure
from spaser.documents.vue_bilan import LigneBilan, VueBilan, build_vue
from spaser.donnees.bilan import compute_bilan
from spaser.donnees.entrepot.chaud import EntrepotChaud
from spaser.donnees.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.donnees.entrepot.lecture import Entrepot
from spaser.donnees.portrait import Portrait, compute_portrait, count_titularisations
from spaser.donnees.valeurs import Acheteur
from spaser.web.espace.entrepot import entrepot

SANS_ENTREPOT: Final = (
    "Ce site n’a pas encore lu de données de marchés. La personne qui l’exploite peut les "
    "importer ; vos chiffres apparaîtront ici sans autre geste."
)
SANS_MARCHE: Final = (
    "Aucun marché publié ne porte ce SIREN dans les données que ce site a lues. Trois causes "
    "fréquentes : vos marchés sont publiés sous un autre SIREN, votre profil d’acheteur ne les a "
    "pas transmis, ou ils sont sous le seuil de publication (40 000 € HT)."
)

# The four lines of the law, as one says them to a director.
NOMS_LEGAUX: Final = {
    "SOC-01": "Achats socialement responsables",
    "ENV-01": "Achats écologiquement responsables",
    "SOC-13": "Achats aux entreprises solidaires d’utilité sociale (ESUS)",
    "SOC-IN": "Achats aux entreprises employant des personnes défavorisées ou vulnérables",
}


@dataclass(frozen=True)
class Situation:
    """The figures of a buyer; `absence` says why there are none."""

    vue: VueBilan | None = None
    portrait: Portrait | None = None
    absence: str = ""

    @property
    def nb_concessions(self) -> int:
        """Return how many concessions are published."""
        return self.vue.bilan.acheteur.nb_concessions if self.vue else 0

    @property
    def legales(self) -> list[LigneLegale]:
        """Return the four lines of the law."""
        return [LigneLegale(ligne) for ligne in self.vue.legales] if self.vue else []


@dataclass(frozen=True)
class LigneLegale:
    """A line of the law, in plain words."""

    ligne: LigneBilan

    @property
    def nom(self) -> str:
        """Return what it measures."""
        return NOMS_LEGAUX[self.ligne.fiche.code]

    @property
    def mesure(self) -> Mesure | None:
        """Return the measure of the year, in number of contracts."""
        return self.ligne.principale

    @property
    def conclut(self) -> bool:
        """Say whether there is enough to conclude."""
        return self.mesure is not None and self.mesure.verdict == "solide"


def read_situation(siren: str, source: EntrepotChaud | None = None) -> Situation:
    """Return the figures of a buyer, kept until the store changes: by default, published ones."""
    aujourdhui = timezone.localdate()
    try:
        return (source or entrepot()).recall(
            ("situation", siren, aujourdhui), lambda ouvert: _read(ouvert, siren, aujourdhui)
        )
    except (EntrepotAbsent, EntrepotAbime):
        return Situation(absence=SANS_ENTREPOT)


def find_acheteur(siren: str) -> Acheteur | None:
    """Return a buyer of the store; None when it is not there, or when there is no store."""
    try:
        with entrepot().read() as ouvert:
            return ouvert.acheteur(siren)
    except (EntrepotAbsent, EntrepotAbime):
        return None


def count_contrats_gagnes(siren: str) -> int:
    """Return how many contracts a SIREN has won as a supplier, by what the store holds."""
    try:
        with entrepot().read() as ouvert:
            return count_titularisations(ouvert, siren)
    except (EntrepotAbsent, EntrepotAbime):
        return 0


def _read(ouvert: Entrepot, siren: str, aujourdhui: date) -> Situation:
    bilan = compute_bilan(ouvert, siren, None, aujourdhui)
    if bilan is None or not bilan.valeurs:
        return Situation(absence=SANS_MARCHE)
    return Situation(build_vue(bilan), compute_portrait(ouvert, siren, aujourdhui))
