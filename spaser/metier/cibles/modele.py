"""What is aimed at for an indicator, and how a value came to be known."""

from __future__ import annotations

from typing import Final

from spaser.metier.registre.nomenclatures import Nomenclature

POURCENT: Final = "%"
EUROS: Final = "€"
OUI_NON: Final = "oui ou non"
DECIMALES: Final = 6  # kept of a value: a share is told to the ten-millionth
LIBELLE_MAX: Final = 300
TEXTE_MAX: Final = 1000
UNITE_MAX: Final = 60
_NOMBRES: Final = frozenset({"nombre", "unité", "unités"})


class Sens(Nomenclature):
    HAUSSE = "hausse", "Augmenter"
    BAISSE = "baisse", "Diminuer"
    MAINTIEN = "maintien", "Rester au même niveau"


class NatureValeur(Nomenclature):
    AUTOMATIQUE = "automatique", "Calculée"
    SAISIE = "saisie", "Saisie"
    COLLECTEE = "collectee", "Collectée"
    IMPORTEE = "importee", "Importée"


SANS_CIBLE: Final = "Sans cible"  # said where nothing is aimed at


class EtatCible(Nomenclature):
    ATTEINT = "atteint", "Atteint"
    EN_BONNE_VOIE = "en_bonne_voie", "En bonne voie"
    EN_RETARD = "en_retard", "En retard"
    INDECIS = "indecis", "On ne peut pas dire"


def choose_unite(dite: str) -> str:
    """Return the one unit that a target takes, of what the library says: « % des marchés » is %.

    Where the library names several, the first one holds; a plain number has none.
    """
    plie = dite.strip()
    if plie.startswith(POURCENT):
        return POURCENT
    if plie == OUI_NON:
        return OUI_NON
    premiere = plie.partition(",")[0].partition(" et ")[0].partition(" ou ")[0].strip()
    if premiere == "euros":
        return EUROS
    return "" if premiere in _NOMBRES else premiere


def is_taux(unite: str) -> bool:
    return unite.startswith(POURCENT)
