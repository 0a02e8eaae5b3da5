"""What the demonstration's buyer aims at, and its values of two years, plainly fictitious."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from spaser.metier.cibles.modele import NatureValeur
from spaser.web.cibles.models import IndicateurSuivi, Valeur
from spaser.web.cibles.vises import Vise, list_vises
from spaser.web.organisations.models import Espace
from spaser.web.organisations.premiers_contenus import find_figurant, find_metropole

# By code: what is aimed at in 2028, and the values of years that the site does not compute.
_CIBLES: Final = {
    "SOC-01": (Decimal(70), {}),
    "ENV-01": (Decimal(100), {}),
    "SOC-13": (Decimal(8), {}),
    "SOC-14": (Decimal(12), {}),
    "SOC-07": (Decimal(60_000), {2024: Decimal(31_200), 2025: Decimal(44_850)}),
}
_ANNEE: Final = 2028
_SOURCE: Final = "Bilan du facilitateur de la clause sociale (démonstration)"


def load_demonstration() -> None:
    """Record some targets and values of the fictitious metropolis, once."""
    espace = find_metropole()
    if espace is None or IndicateurSuivi.objects.filter(espace=espace).exists():
        return
    for vise in list_vises(espace):
        if vise.suivi.code in _CIBLES:
            _load(espace, vise)


def _load(espace: Espace, vise: Vise) -> None:
    visee, (cible, valeurs) = vise.visee, _CIBLES[vise.suivi.code]
    auteur = find_figurant("redaction")
    visee.cible_valeur, visee.cible_annee = cible, _ANNEE
    visee.version, visee.modifie_par, visee.espace = 1, auteur, espace
    visee.save()
    for annee, valeur in valeurs.items():
        Valeur.objects.create(
            indicateur=visee,
            annee=annee,
            valeur=valeur,
            nature=NatureValeur.SAISIE.value,
            source=_SOURCE,
            auteur=auteur,
        )
