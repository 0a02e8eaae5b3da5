"""What a spreadsheet says of a contract, among what was already said of it.

The latest act wins, and a spreadsheet counts from its first reading: read again, it replaces what
it said itself and stays below what was corrected since. The table of cases is in the tests.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class SortValeur(StrEnum):
    TIENT = "tient"
    REMPLACE = "remplace"  # it holds, in place of what somebody else said before
    DESSOUS = "dessous"  # kept under what was said since; it counts again if that is undone
    ECARTE = "ecarte"  # not kept


@dataclass(frozen=True, slots=True)
class Deja:
    """A line already written on a field of a contract; `rang` is that of its act."""

    rang: int
    valeur: str
    sienne: bool  # the same spreadsheet said it
    annulee: bool = False


def settle(
    valeur: str, deja: Collection[Deja], premier: int | None, *, seul: bool = False
) -> SortValeur:
    """Return what becomes of a value, by what was said of the same field of the same contract.

    `premier` is the rank of the first reading, None when this is the first one. A spreadsheet read
    again while nobody asked for it (`seul`), as when its trial space is handed over, brings back
    nothing that was undone, and adds nothing to what somebody else has said.
    """
    autres = [d for d in deja if not d.sienne and not d.annulee]
    siennes = [d for d in deja if d.sienne]
    tenait = any(not d.annulee for d in siennes)
    if seul and not tenait and (siennes or autres):
        return SortValeur.ECARTE
    if premier is not None and any(autre.rang > premier for autre in autres):
        return SortValeur.DESSOUS
    dite = max(autres, key=lambda autre: autre.rang).valeur if autres else valeur
    return SortValeur.TIENT if dite == valeur else SortValeur.REMPLACE
