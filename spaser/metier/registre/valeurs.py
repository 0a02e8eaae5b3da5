"""The values of a sheet, as a reader sees them."""

from __future__ import annotations

from typing import Final

from spaser.metier.dates import DatePartielle
from spaser.metier.registre.nomenclatures import Nomenclature
from spaser.metier.statuts import Statut

_ESPACE_FINE: Final = "\u202f"


def format_valeur(valeur: object) -> str:
    """Write one value in French: a date, a yes or no, a number, a word of a list, a text."""
    match valeur:
        case None:
            return ""
        case bool():
            return "oui" if valeur else "non"
        case int() | float():
            return _number(valeur)
        case Nomenclature() | Statut() | DatePartielle():
            return valeur.libelle
        case tuple():
            return ", ".join(format_valeur(element) for element in valeur)
        case _:
            return str(valeur)


def _number(nombre: float) -> str:
    entier, _, decimales = f"{nombre:,.10g}".partition(".")
    groupes = entier.replace(",", _ESPACE_FINE)
    return f"{groupes},{decimales}" if decimales else groupes
