"""Reading cells: folded words, days and amounts as people type them; amounts in whole cents."""

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from spaser.elements import fold_mots

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
_TOTAL: Final = re.compile(
    r"(sous )?tota(l|ux)( (?!energies\b).*)?|(montant )?cumul( .*)?|sommes?( .*)?|report|a reporter"
)
_EN_LETTRES: Final = re.compile(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4})")


def is_blank(valeur: object) -> bool:
    return valeur is None or (isinstance(valeur, str) and not valeur.strip())


def read_texte(valeur: object) -> str:
    """Return a cell on one line; a whole number loses the « .0 » of a spreadsheet."""
    if isinstance(valeur, float) and valeur.is_integer():
        valeur = int(valeur)
    return " ".join(str(valeur).split())


def is_total(debut: object) -> bool:
    """Tell a line of total by the cell that it begins with."""
    return _TOTAL.fullmatch(fold_mots(debut)) is not None


def read_date_cellule(valeur: object) -> date | None:
    """Read a day from a cell: a real date, a spreadsheet number or a text. None: unreadable."""
    if isinstance(valeur, datetime):
        jour: date | None = valeur.date()
    else:
        jour = valeur if isinstance(valeur, date) else _read_jour(str(valeur).strip())
    return jour if jour is not None and jour.year in ANNEES else None


def _read_jour(texte: str) -> date | None:
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
    return _read_montant(texte)


def _read_nombre(valeur: float | Decimal) -> int:
    """Take the cents of a number at once when it has two decimals, as nearly all have."""
    if isinstance(valeur, float) and abs(valeur) < _GRAND:
        centimes = round(valeur * _EURO)
        if abs(valeur * _EURO - centimes) < _POUSSIERE:
            return centimes
    return _round(Decimal(str(valeur)))


def _read_montant(texte: str) -> int:
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


def read_taux_tva(valeur: object) -> Decimal | None:
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
