"""Reading cells: folded headers, dates and durations as people type them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Final

from spaser.lettres import unaccent

ANNEES: Final = range(1990, 2101)  # plausible years
_EXCEL_ZERO: Final = date(1899, 12, 30)
_SERIE_EXCEL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_FRANCAISE: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})(?:[T ].*)?")
_EN_LETTRES: Final = re.compile(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4})")
_MOIS: Final = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
_DUREE: Final = re.compile(r"(\d{1,3})(?:\.0)? ?(ans?|annees?|mois)?")
_ANNEES_MAX: Final = 10  # a bare number over this is a number of months
_NON_MOT: Final = re.compile(r"[^a-z0-9]+")


def fold(texte: object) -> str:
    """Lower case, no accent, words separated by one blank."""
    return "" if texte is None else _NON_MOT.sub(" ", unaccent(str(texte))).strip()


def is_blank(valeur: object) -> bool:
    """Tell whether a cell holds nothing."""
    return valeur is None or not str(valeur).strip()


def read_date(valeur: object) -> date | None:
    """Read a day from a cell: a real date, a spreadsheet number or a text. None: unreadable."""
    jour = _read(valeur)
    return jour if jour is not None and jour.year in ANNEES else None


def _read(valeur: object) -> date | None:
    if isinstance(valeur, datetime):
        return valeur.date()
    if isinstance(valeur, date):
        return valeur
    return _read_texte(str(valeur).strip())


def _read_texte(texte: str) -> date | None:
    if _SERIE_EXCEL.fullmatch(texte):
        return _EXCEL_ZERO + timedelta(days=int(float(texte)))
    if trouve := _ISO.fullmatch(texte):
        return _day(trouve[1], trouve[2], trouve[3])
    if trouve := _FRANCAISE.fullmatch(texte):
        annee = trouve[3] if len(trouve[3]) == 4 else f"20{trouve[3]}"  # noqa: PLR2004
        return _day(annee, trouve[2], trouve[1])
    if (trouve := _EN_LETTRES.search(fold(texte))) and trouve[2] in _MOIS:
        return _day(trouve[3], str(_MOIS.index(trouve[2]) + 1), trouve[1])
    return None


def _day(annee: str, mois: str, jour: str) -> date | None:
    try:
        return date(int(annee), int(mois), int(jour))
    except ValueError:
        return None


def read_duree(valeur: object) -> int | None:
    """Read a duration in months: `5 ans`, `60 mois`, or a bare number (years up to ten)."""
    trouve = _DUREE.fullmatch(fold(valeur).removesuffix(" 0"))
    if not trouve:
        return None
    nombre, unite = int(trouve[1]), trouve[2]
    if unite == "mois" or (unite is None and nombre > _ANNEES_MAX):
        return nombre or None
    return nombre * 12 or None


def add_months(jour: date, mois: int) -> date:
    """Give the same day some months later; the last day of the month when there is no such day."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return date(annee, rang + 1, min(jour.day, monthrange(annee, rang + 1)[1]))
