"""Reading cells: folded words, days and amounts as people type them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from spaser.lettres import fold_mots

ANNEES: Final = range(1990, 2101)  # plausible years
MOIS: Final = (
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
)
_DECLENCHEURS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_EXCEL_ZERO: Final = date(1899, 12, 30)
_SERIE_EXCEL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_FRANCAISE: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})(?:[T ].*)?")
_COMPACTE: Final = re.compile(r"(19|20)(\d{2})(\d{2})(\d{2})")
_EN_LETTRES: Final = re.compile(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4})")


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
    if trouve := _FRANCAISE.fullmatch(texte):
        annee = trouve[3] if len(trouve[3]) == 4 else f"20{trouve[3]}"  # noqa: PLR2004
        return _day(annee, trouve[2], trouve[1])
    if trouve := _ISO.fullmatch(texte):
        return _day(trouve[1], trouve[2], trouve[3])
    if _SERIE_EXCEL.fullmatch(texte):
        return _EXCEL_ZERO + timedelta(days=int(float(texte)))
    if trouve := _COMPACTE.fullmatch(texte):
        return _day(trouve[1] + trouve[2], trouve[3], trouve[4])
    if (trouve := _EN_LETTRES.search(fold_mots(texte))) and trouve[2] in MOIS:
        return _day(trouve[3], str(MOIS.index(trouve[2]) + 1), trouve[1])
    return None


def _day(annee: str, mois: str, jour: str) -> date | None:
    try:
        return date(int(annee), int(mois), int(jour))
    except ValueError:
        return None


def write_texte(cellule: object) -> str:
    """Return a cell as one reads it: a day as 01/02/2026, a whole number without decimals."""
    if cellule is None:
        return ""
    if isinstance(cellule, bool):
        return "oui" if cellule else "non"
    if isinstance(cellule, datetime | date):
        return f"{cellule:%d/%m/%Y}"
    if isinstance(cellule, float):
        return str(int(cellule)) if cellule.is_integer() else str(cellule).replace(".", ",")
    return str(cellule)


def guard_texte(texte: str) -> str:
    """Return a text that no spreadsheet runs as a formula when it opens a CSV."""
    return f"'{texte}" if _runs_formula(texte) else texte


def free_texte(texte: str) -> str:
    """Return a text as it was before `guard_texte`."""
    return texte[1:] if texte[:1] == "'" and _runs_formula(texte[1:]) else texte


def _runs_formula(texte: str) -> bool:
    """Tell a text that a spreadsheet may run, or that looks like one already kept from it."""
    return texte.lstrip("' ").startswith(_DECLENCHEURS)
