"""A value as people write it: « 60 % », « 1 234,5 h », « 3 millions d’euros ».

A spreadsheet gives 0.3 for a cell that shows 30 %: from a file, a share below one is read as a
rate, and whoever sent it is told. Typed where a rate is asked, 0,3 is 0,3 %.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from spaser.lettres import fold_mots
from spaser.metier.cibles.modele import DECIMALES, EUROS, OUI_NON, is_taux

PAS: Final = Decimal(1).scaleb(-DECIMALES)
_MAX: Final = Decimal(10) ** 13
_BLANCS: Final = re.compile(r"[\s\u00a0\u2009\u202f]+")
_ECRIT: Final = re.compile(
    r"(?P<signe>[-\u2212+]?)(?P<nombre>\d[\d\s\u00a0\u2009\u202f.,']*)\s*(?P<suite>.*)", re.DOTALL
)
_MILLIERS: Final = re.compile(r"\d{1,3}(?:([.,'])\d{3})+(?:(?!\1)[.,]\d+)?")
_AMBIGU: Final = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_OUI: Final = frozenset({"oui", "o", "x", "1", "vrai", "true"})
_NON: Final = frozenset({"non", "n", "0", "faux", "false"})
_EN_EUROS: Final = {
    **dict.fromkeys(("", "€", "euro", "euros", "eur", "€ ht", "euros ht"), 1),
    **dict.fromkeys(("k€", "milliers d’euros", "milliers d'euros"), 1_000),
    **dict.fromkeys(("m€", "million d’euros", "millions d’euros", "millions d'euros"), 1_000_000),
}


class NombreIllisible(ValueError):
    """A text that is not a value in the unit that is asked: what is wrong, and the fix."""

    def __init__(self, probleme: str, remede: str) -> None:
        super().__init__(f"{probleme} {remede}")
        self.probleme = probleme
        self.remede = remede


@dataclass(frozen=True, slots=True)
class NombreLu:
    """A value, and what must be told of how it was read."""

    valeur: Decimal
    remarque: str = ""


def read_nombre(ecrit: object, unite: str, *, de_tableur: bool = False) -> NombreLu:
    """Read a cell or a text as a value in a unit; `de_tableur` says that a file holds it."""
    if isinstance(ecrit, int | float | Decimal) and unite != OUI_NON:
        return _settle(Decimal(str(ecrit)), str(ecrit), unite, de_tableur)
    texte = " ".join(str(ecrit).split())
    if unite == OUI_NON:
        return NombreLu(_read_oui_non(texte))
    trouve = _ECRIT.fullmatch(texte)
    if trouve is None:
        raise _refuse(texte, unite)
    suite = trouve["suite"].strip()
    chiffres = _BLANCS.sub("", trouve["nombre"]).rstrip(".,'")
    if not is_taux(unite) and _AMBIGU.fullmatch(chiffres):
        raise NombreIllisible(
            f"« {texte[:40]} » se lit de deux façons.",
            "Écrivez les milliers avec une espace et les décimales avec une virgule.",
        )
    nombre = _read_chiffres(chiffres, texte) * _read_suite(suite, texte, unite)
    signe = -1 if trouve["signe"] in {"-", "\u2212"} else 1
    return _settle(signe * nombre, texte, unite, de_tableur and not suite)


def clean_nombre(valeur: Decimal | float) -> Decimal:
    exacte = valeur if isinstance(valeur, Decimal) else Decimal(repr(float(valeur)))
    return exacte.quantize(PAS, ROUND_HALF_EVEN)


def _settle(nombre: Decimal, texte: str, unite: str, nu: bool) -> NombreLu:  # noqa: FBT001 - one module
    """Check a number; `nu` says that it is a bare one of a spreadsheet, where a rate is a share."""
    if not nombre.is_finite() or abs(nombre) >= _MAX:
        raise NombreIllisible(f"« {texte[:40]} » est trop grand.", "Vérifiez l’unité.")
    if is_taux(unite) and nu and 0 < nombre < 1:
        pour_cent = clean_nombre(nombre * 100)
        lu = f"{pour_cent.normalize():f}".replace(".", ",")
        return NombreLu(pour_cent, f"« {texte} » est lu comme {lu} %.")
    return NombreLu(clean_nombre(nombre))


def _read_chiffres(plat: str, texte: str) -> Decimal:
    milliers = _MILLIERS.fullmatch(plat)
    if (milliers and plat.count(milliers[1]) > 1) or (milliers and len({*plat} & {*".,'"}) > 1):
        plat = plat.replace(milliers[1], "")
    try:
        return Decimal(plat.replace(",", ".").replace("'", ""))
    except ArithmeticError as cause:
        raise NombreIllisible(
            f"« {texte[:40]} » n’est pas un nombre.", "Écrivez un seul nombre dans la case."
        ) from cause


def _read_suite(suite: str, texte: str, unite: str) -> int:
    """Return what the number is multiplied by; refuse the unit of another measure."""
    plie = suite.lower().strip(" .")
    if is_taux(unite):
        facteur = 1 if plie.startswith(("%", "pour cent")) or not plie else 0
    elif unite == EUROS:
        facteur = _EN_EUROS.get(plie, 0)
    else:
        facteur = 1 if not plie or _is_same(plie, unite) else 0
    if not facteur:
        raise _refuse(texte, unite)
    return facteur


def _read_oui_non(texte: str) -> Decimal:
    plie = fold_mots(texte)
    if plie in _OUI | _NON:
        return Decimal(int(plie in _OUI))
    raise NombreIllisible(f"« {texte[:40]} » n’est ni oui ni non.", "Écrivez oui ou non.")


def _is_same(dite: str, unite: str) -> bool:
    """Tell the same unit: « h » is heures, « tonne » is tonnes."""
    une, autre = fold_mots(dite), fold_mots(unite)
    return bool(une and autre) and (autre.startswith(une) or une.startswith(autre.rstrip("s")))


def _refuse(ecrit: object, unite: str) -> NombreIllisible:
    exemple = "60 %" if is_taux(unite) else f"1 200 {unite}".strip()
    return NombreIllisible(
        f"« {str(ecrit)[:40]} » n’est pas une valeur lisible.",
        f"Écrivez un nombre, par exemple {exemple}.",
    )
