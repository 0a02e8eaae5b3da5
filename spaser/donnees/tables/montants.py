"""Amounts as finance extracts write them, in whole cents."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_UN_CENTIME: Final = Decimal("0.01")
_SIMPLE: Final = re.compile(r"(-?)(\d{1,12})(?:[.,](\d{1,2}))?")
_PARASITES: Final = re.compile(r"[\s\u00a0\u2009\u202f'’€]+|eur(?:os?)?", re.IGNORECASE)
_MOINS: Final = str.maketrans("\u2212\u2013\u2011", "---")  # minus, dash, unbreakable hyphen
_MILLIERS: Final = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,](\d{1,6}))?")
_NOMBRE: Final = re.compile(r"(\d{0,12})(?:[.,](\d+))?")
_EURO: Final = 100
_GRAND: Final = 1e9  # below, a float tells cents without doubt
_POUSSIERE: Final = 1e-4  # of a cent: what binary fractions leave


class MontantIllisible(ValueError):
    """A cell that is not an amount, or that can be read in two ways; told in French."""


def read_centimes(valeur: object) -> int:
    """Read « 1 234,50 € », `(1 234,50)`, `1.234,50-` or a number as a count of cents."""
    if isinstance(valeur, bool):
        raise MontantIllisible("ce n’est pas un montant")
    if isinstance(valeur, int):
        return valeur * _EURO
    if isinstance(valeur, float | Decimal):
        return _read_nombre(valeur)
    texte = str(valeur)
    if trouve := _SIMPLE.fullmatch(texte):
        signe, entier, decimales = trouve.groups()
        centimes = int(entier) * _EURO + int((decimales or "0").ljust(2, "0"))
        return -centimes if signe else centimes
    return _read_texte(texte)


def _read_nombre(valeur: float | Decimal) -> int:
    """Take the cents of a number at once when it has two decimals, as nearly all have."""
    if isinstance(valeur, float) and abs(valeur) < _GRAND:
        centimes = round(valeur * _EURO)
        if abs(valeur * _EURO - centimes) < _POUSSIERE:
            return centimes
    return _round(Decimal(str(valeur)))


def _read_texte(texte: str) -> int:
    plat, signe = _strip_signe(_PARASITES.sub("", texte.translate(_MOINS)))
    if trouve := _MILLIERS.fullmatch(plat):
        separateur, decimales = trouve.groups()
        if decimales is None and plat.count(separateur) == 1:
            raise MontantIllisible(
                "se lit de deux façons : écrivez les milliers avec une espace et les décimales "
                "avec une virgule"
            )
        entier = plat[: -len(decimales) - 1] if decimales else plat
        return signe * _round(Decimal(f"{entier.replace(separateur, '')}.{decimales or 0}"))
    nombre = _NOMBRE.fullmatch(plat)
    if not plat or nombre is None:
        raise MontantIllisible("n’est pas un montant : écrivez par exemple 1 234,50")
    return signe * _round(Decimal(f"{nombre[1] or 0}.{nombre[2] or 0}"))


def _strip_signe(plat: str) -> tuple[str, int]:
    """Part the digits from a sign before, a sign after, or brackets."""
    if plat.startswith("(") and plat.endswith(")"):
        return plat[1:-1], -1
    if plat.endswith("-"):
        return plat[:-1], -1
    if plat.startswith(("-", "+")):
        return plat[1:], -1 if plat[0] == "-" else 1
    return plat, 1


def _round(montant: Decimal) -> int:
    if not montant.is_finite():
        raise MontantIllisible("n’est pas un montant")
    return int(montant.quantize(_UN_CENTIME, ROUND_HALF_UP) * _EURO)


def read_taux(valeur: object) -> Decimal | None:
    """Read a rate of VAT in per cent: « 20 % », 5.5, or 0.2 as a workbook shows 20 %."""
    texte = str(valeur).replace("%", "").replace(",", ".").strip()
    try:
        taux = Decimal(texte)
    except ArithmeticError:
        return None
    if not taux.is_finite():
        return None
    if 0 < taux < 1:
        taux *= 100
    return taux if 0 <= taux <= 100 else None  # noqa: PLR2004 - per cent
