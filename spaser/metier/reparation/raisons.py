"""Why a fault matters, in words; what to do about it stands beside each code of anomaly."""

from __future__ import annotations

from functools import cache
from typing import Final

import msgspec

from spaser.contenus.lecture import read_json
from spaser.metier.sources import Source


class FamilleFautes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a family of faults does, for all the codes that belong to it."""

    codes: tuple[str, ...]
    explication: str
    titre: str = ""  # for a code that the control of files does not know
    correction: str = ""  # same


class Raisons(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every family, and the text that they rest on."""

    version: str
    source: Source
    familles: tuple[FamilleFautes, ...]


@cache
def load_raisons() -> Raisons:
    """Return every family."""
    return read_json("reparation/raisons.json", Raisons)


@cache
def _par_code() -> dict[str, FamilleFautes]:
    return {code: raison for raison in load_raisons().familles for code in raison.codes}


_ORDINAIRE: Final = FamilleFautes(codes=(), explication="")


def find_famille(code: str) -> FamilleFautes:
    """Return the family of a code; an empty one when nobody wrote about it."""
    return _par_code().get(code, _ORDINAIRE)
