"""What the control of a record finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

from spaser.donnees.decp.octets import VALEUR_MAX

ABSENT: Final = msgspec.UNSET  # what is left of a value that is taken off

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Sort(StrEnum):
    """What can be done about a problem."""

    REPARABLE = "reparable"
    ACHETEUR = "acheteur"
    REMARQUE = "remarque"


TITRES: Final[dict[Sort, str]] = {
    Sort.REPARABLE: "réparable",
    Sort.ACHETEUR: "à corriger par l’acheteur",
    Sort.REMARQUE: "à vérifier",
}


class Probleme(NamedTuple):
    """One problem of one record. `schema`: the official schema refuses it too."""

    code: str
    champ: str | None
    valeur: str | None
    message: str
    sort: Sort
    schema: bool


class Releve:
    """The problems of a record, as they are found."""

    __slots__ = ("aujourdhui", "problemes", "xml")

    def __init__(self, aujourdhui: date, *, xml: bool = False) -> None:
        self.problemes: list[Probleme] = []
        self.aujourdhui = aujourdhui
        self.xml = xml  # every value of an XML file is text: that alone is no fault

    def repair(
        self, code: str, champ: str, brut: object, message: str, *, schema: bool = True
    ) -> None:
        """Note a problem whose repair is certain."""
        self._note(code, champ, brut, message, Sort.REPARABLE, schema=schema)

    def ask(
        self, code: str, champ: str, brut: object, message: str, *, schema: bool = True
    ) -> None:
        """Note a problem that only the buyer can solve."""
        self._note(code, champ, brut, message, Sort.ACHETEUR, schema=schema)

    def remark(self, code: str, champ: str, brut: object, message: str) -> None:
        """Note what deserves a look and prevents nothing."""
        self._note(code, champ, brut, message, Sort.REMARQUE, schema=False)

    def _note(
        self,
        code: str,
        champ: str,
        brut: object,
        message: str,
        sort: Sort,
        *,
        schema: bool,
    ) -> None:
        self.problemes.append(Probleme(code, champ, show(brut), message, sort, schema))

    def is_blocked(self) -> bool:
        """Tell whether the buyer is needed."""
        return any(p.sort is Sort.ACHETEUR for p in self.problemes)


type Examen = Callable[[object, Releve], object]
"""Takes a value that is present; returns it, or repaired, or ABSENT; notes what is wrong."""


def show(brut: object) -> str | None:
    """Return a value as text, cut when it is long."""
    if brut is None or brut is ABSENT:
        return None
    texte = brut if isinstance(brut, str) else _encode(brut).decode()
    return texte if len(texte) <= VALEUR_MAX else f"{texte[: VALEUR_MAX - 1]}…"
