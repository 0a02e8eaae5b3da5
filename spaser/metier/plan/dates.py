"""The dates of a plan, known to the month or the day: typed, shown, written in a file."""

from __future__ import annotations

import re
from typing import Final

from spaser.lettres import unaccent
from spaser.metier.dates import DatePartielle, is_date_partielle

AIDE: Final = "Un mois ou un jour : 06/2027, juin 2027 ou 15/06/2027."
_MOIS: Final = (
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
)
_CHIFFRES: Final = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})")
_MOTS: Final = re.compile(r"(?:(\d{1,2})(?:er)? )?([a-z]+) (\d{4})")


def read_date_plan(texte: str) -> DatePartielle | None:
    """Return the month or the day that a text says, in figures or in words; None for another."""
    net = unaccent(" ".join(texte.split()))
    iso = net if len(net) > len("2027") else ""
    if is_date_partielle(iso):
        return DatePartielle(iso)
    if trouve := _CHIFFRES.fullmatch(net):
        jour, mois, annee = trouve.groups()
        return _make(annee, int(mois), jour)
    if (trouve := _MOTS.fullmatch(net)) and trouve[2] in _MOIS:
        return _make(trouve[3], _MOIS.index(trouve[2]) + 1, trouve[1])
    return None


def read_jour(texte: str | None) -> DatePartielle | None:
    return DatePartielle(texte) if texte else None


def write_date_plan(jour: DatePartielle | str) -> str:
    """Return a date in figures, as it is typed: 06/2027, 15/06/2027."""
    return "/".join(reversed(str(jour).split("-")))


def _make(annee: str, mois: int, jour: str | None) -> DatePartielle | None:
    iso = f"{annee}-{mois:02}" + (f"-{int(jour):02}" if jour else "")
    return DatePartielle(iso) if is_date_partielle(iso) else None
