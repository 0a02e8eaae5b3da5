"""An amount as a person writes it, and as a page writes it back."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_EXEMPLE: Final = "Exemples : « 62 500 000 », « 62,5 M€ », « 62,5 millions »."
_BLANCS: Final = re.compile(r"[\s\u00a0\u2009\u202f]+")
_MONTANT: Final = re.compile(
    r"(?P<nombre>[+-]?[0-9][0-9 .,]*?)"
    r" ?(?P<unite>k|m|md|mds|mille|millions?|milliards?)?"
    r"(?: ?(?:d'|d’)?(?:€|euros?|eur))?"
)
_ENTIER: Final = re.compile(r"[0-9]+|[0-9]{1,3}(?: [0-9]{3})+")
_DECIMALES: Final = re.compile(r"[0-9]{1,6}")
_UNITES: Final = {"k": 10**3, "m": 10**6, "md": 10**9, "mille": 10**3}
_LONGUEUR: Final = 40
_SANS_UNITE: Final = 10_000  # below, a buyer's yearly spend was written in another unit
_PLAFOND: Final = 100 * 10**9
_CENTIMES: Final = 2
_MILLIERS: Final = 3
_ESPACE_FINE: Final = "\u202f"


class ErreurMontant(ValueError):
    """An amount that cannot be read, told with the fix."""


def read_depenses_annuelles(texte: str) -> Decimal:
    """Return an amount in euros; refuse what could be read in two ways."""
    plat = _BLANCS.sub(" ", texte.casefold()).strip()
    if re.search(r"\b(ht|ttc|hors tax)", plat):
        raise ErreurMontant("N’écrivez ici que le montant : hors taxes ou non se dit à part.")
    trouve = _MONTANT.fullmatch(plat) if len(plat) <= _LONGUEUR else None
    if trouve is None:
        raise ErreurMontant(f"Ce n’est pas un montant que nous savons lire. {_EXEMPLE}")
    unite = _scale(trouve["unite"] or "")
    return _check(_number(trouve["nombre"].strip(), unite) * unite, texte.strip(), unite)


def write_montant(montant: Decimal | int) -> str:
    """Write an amount in full, without centimes when there are none: `62 500 000 €`."""
    decimales = 0 if montant == int(montant) else _CENTIMES
    entier, _, reste = f"{montant:,.{decimales}f}".partition(".")
    groupes = entier.replace(",", _ESPACE_FINE)
    return f"{groupes},{reste}\u00a0€" if reste else f"{groupes}\u00a0€"


def format_millions(montant: int) -> str:
    """Write a threshold in words: `50 millions d’euros`."""
    return f"{montant // 10**6}\u00a0millions d’euros"


def _scale(unite: str) -> int:
    if unite.startswith("milliard") or unite in {"md", "mds"}:
        return _UNITES["md"]
    if unite.startswith("million"):
        return _UNITES["m"]
    return _UNITES.get(unite, 1)


def _number(nombre: str, unite: int) -> Decimal:
    if nombre.startswith("-"):
        raise ErreurMontant("Un total de dépenses n’est pas négatif : écrivez-le sans signe.")
    entier, signe, decimales = _split(nombre.removeprefix("+"))
    if not _ENTIER.fullmatch(entier):
        raise ErreurMontant(f"Groupez les chiffres par trois, ou collez-les. {_EXEMPLE}")
    if signe and not _DECIMALES.fullmatch(decimales):
        raise ErreurMontant(f"Les décimales ne se lisent pas. {_EXEMPLE}")
    if signe == "." and len(decimales) == _MILLIERS:
        raise ErreurMontant(
            f"« {nombre} » peut se lire de deux façons : séparez les milliers par une espace, "
            "les décimales par une virgule."
        )
    if signe and unite == 1 and len(decimales) > _CENTIMES:
        raise ErreurMontant(
            "Un montant en euros a deux décimales au plus : séparez les milliers par une espace."
        )
    return Decimal(f"{entier.replace(' ', '')}.{decimales or 0}")


def _split(nombre: str) -> tuple[str, str, str]:
    """Cut at the only comma or dot; with two, one of them separates thousands: refused."""
    signes = [c for c in nombre if c in ",."]
    if len(signes) > 1:
        raise ErreurMontant("Séparez les milliers par une espace, les décimales par une virgule.")
    if not signes:
        return nombre, "", ""
    entier, _, decimales = nombre.partition(signes[0])
    return entier, signes[0], decimales


def _check(montant: Decimal, texte: str, unite: int) -> Decimal:
    if montant > _PLAFOND:
        raise ErreurMontant(
            "Ce montant dépasse 100 milliards d’euros : vérifiez le nombre de zéros et l’unité."
        )
    if 0 < montant < _SANS_UNITE and unite == 1:
        raise ErreurMontant(
            f"Dites l’unité : « {texte} » euros, ce serait très peu pour une année. "
            f"Écrivez par exemple « {texte} M€ » pour des millions."
        )
    return montant
