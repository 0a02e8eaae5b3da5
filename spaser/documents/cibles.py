"""Values and targets in words, each in its unit."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from spaser.documents.francais import (
    FINE,
    INSECABLE,
    format_euros,
    format_nombre,
    format_pourcent,
)
from spaser.documents.tableur import Cellule, as_euros, as_part
from spaser.metier.cibles.modele import EUROS, OUI_NON, POURCENT, is_taux
from spaser.metier.cibles.trajectoire import Point

_CENT: Final = 100
_DECIMALES: Final = 2


def write_valeur(valeur: Decimal, unite: str) -> str:
    """Return a value as one reads it: « 48 % », « 1 234,5 heures », « 12 400 € »."""
    if unite == OUI_NON:
        return "oui" if valeur else "non"
    if is_taux(unite):
        return _write_taux(valeur) + unite.removeprefix(POURCENT)
    if unite == EUROS:
        return format_euros(float(valeur))
    return f"{_write_nombre(valeur)}{INSECABLE}{unite}".rstrip()


def write_ecart(ecart: Decimal, unite: str) -> str:
    """Return a gap with its sign; that of a rate is in points."""
    signe = "+" if ecart > 0 else "−" if ecart < 0 else ""
    taille = abs(ecart)
    if is_taux(unite):
        points = format_nombre(float(taille), 1).removesuffix(",0")
        return f"{signe}{points}{INSECABLE}point{'s' if taille >= 2 else ''}"  # noqa: PLR2004 - French plural
    return f"{signe}{write_valeur(taille, '' if unite == OUI_NON else unite)}"


def write_point(point: Point, unite: str) -> str:
    """Return a value and its year: « 60 % en 2028 »."""
    return f"{write_valeur(point.valeur, unite)} en {point.annee}"


def write_saisie(valeur: Decimal | None, unite: str) -> str:
    """Return a value as one types it: every digit, and the sign of a rate."""
    if valeur is None:
        return ""
    if unite == OUI_NON:
        return write_valeur(valeur, unite)
    nu = f"{valeur.normalize():f}".replace(".", ",")
    return f"{nu}{INSECABLE}%" if is_taux(unite) else nu


def as_cellule(valeur: Decimal | None, unite: str) -> Cellule:
    """Return a value as a cell of a workbook, in its unit."""
    if valeur is None:
        return None
    if unite == OUI_NON:
        return write_valeur(valeur, unite)
    if unite == POURCENT:
        return as_part(float(valeur / _CENT))
    return as_euros(valeur) if unite == EUROS else float(valeur)


def _write_taux(valeur: Decimal) -> str:
    part = float(valeur / _CENT)
    return format_pourcent(part) if 0 <= part <= 1 else f"{_write_nombre(valeur)}{FINE}%"


def _write_nombre(valeur: Decimal) -> str:
    nombre = valeur.normalize()
    exposant = nombre.as_tuple().exponent
    decimales = -exposant if isinstance(exposant, int) and exposant < 0 else 0
    return format_nombre(float(nombre), min(decimales, _DECIMALES))
