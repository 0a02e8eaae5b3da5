"""Values and targets in words, each in its unit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, Protocol

from spaser.documents.comptes import tell_compte, tell_effectif
from spaser.documents.francais import (
    FINE,
    INSECABLE,
    capitalize,
    format_euros,
    format_nombre,
    format_pourcent,
)
from spaser.documents.tableur import Cellule, as_euros, as_part
from spaser.metier.cibles.modele import EUROS, OUI_NON, POURCENT, is_taux
from spaser.metier.cibles.trajectoire import Point
from spaser.metier.reference import ReferenceChiffre

_CENT: Final = 100
_DECIMALES: Final = 2


class Comptee(Protocol):
    """A value with what it was counted from; `reserve` says why it does not let conclude."""

    @property
    def bas(self) -> Decimal | None:
        """Return its lower bound."""

    @property
    def haut(self) -> Decimal | None:
        """Return its upper bound."""

    @property
    def numerateur(self) -> Decimal | None:
        """Return what was counted."""

    @property
    def denominateur(self) -> Decimal | None:
        """Return what it was counted among."""

    @property
    def n(self) -> int | None:
        """Return how many were looked at."""

    @property
    def inconnus(self) -> int | None:
        """Return how many of them do not answer."""

    @property
    def reference(self) -> str:
        """Return what names the figure; empty for a value that somebody typed."""

    @property
    def reserve(self) -> str:
        """Say why it does not let conclude."""


def tell_details(une: Comptee, unite: str) -> Iterator[str]:
    reference = ReferenceChiffre.parse(une.reference) if une.reference else None
    dits = (
        tell_compte(reference, une.numerateur, une.denominateur),
        _tell_bornes(une.bas, une.haut, unite),
        tell_effectif(reference, une.n, une.inconnus),
        une.reserve.rstrip("."),
    )
    return (f"{capitalize(dit)}." for dit in dits if dit)


def _tell_bornes(bas: Decimal | None, haut: Decimal | None, unite: str) -> str:
    if bas is None or haut is None or bas == haut:
        return ""
    dits = f"entre {write_valeur(bas, unite)} et {write_valeur(haut, unite)}"
    return f"{dits}, selon les réponses qui manquent"


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
    signe = "+" if ecart > 0 else "\u2212" if ecart < 0 else ""
    taille = abs(ecart)
    if is_taux(unite):
        points = format_nombre(float(taille), 1).removesuffix(",0")
        return f"{signe}{points}{INSECABLE}point{'s' if taille >= 2 else ''}"  # noqa: PLR2004 - French plural
    return f"{signe}{write_valeur(taille, '' if unite == OUI_NON else unite)}"


def write_point(point: Point, unite: str) -> str:
    """Return a value and its year: « 60 % en 2028 »."""
    return f"{write_valeur(point.valeur, unite)} en {point.annee}"


def write_saisie(valeur: Decimal | None, unite: str) -> str:
    if valeur is None:
        return ""
    if unite == OUI_NON:
        return write_valeur(valeur, unite)
    nu = f"{valeur.normalize():f}".replace(".", ",")
    return f"{nu}{INSECABLE}%" if is_taux(unite) else nu


def as_cellule(valeur: Decimal | None, unite: str) -> Cellule:
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
