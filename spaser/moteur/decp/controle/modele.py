"""What the control of a record finds, and what every examination of a value does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

import msgspec

from spaser.moteur.decp.champs import Champ, GenreChamp, Presence
from spaser.moteur.decp.conversion.normalisation import is_vide
from spaser.moteur.decp.octets import VALEUR_MAX

_VIDE_LONGUEUR_MAX: Final = 8  # « NC », « MQ NC », « null »…
_TEXTES: Final = frozenset({GenreChamp.TEXTE, GenreChamp.IDENTIFIANT, GenreChamp.LIEU})
ABSENT: Final = msgspec.UNSET  # what is left of a value that is taken off

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Sort(StrEnum):
    REPARABLE = "reparable"
    ACHETEUR = "acheteur"
    REMARQUE = "remarque"


class Probleme(NamedTuple):
    """One problem of one record. `schema`: the official schema refuses it too."""

    code: str
    champ: str | None
    valeur: str | None
    message: str
    sort: Sort
    schema: bool


class Releve:
    __slots__ = ("aujourdhui", "problemes", "xml")

    def __init__(self, aujourdhui: date, *, xml: bool = False) -> None:
        self.problemes: list[Probleme] = []
        self.aujourdhui = aujourdhui
        self.xml = xml  # every value of an XML file is text: that alone is no fault

    def repair(
        self, code: str, champ: str, brut: object, message: str, *, schema: bool = True
    ) -> None:
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
        self.problemes.append(Probleme(code, champ, show_brut(brut), message, sort, schema))

    def is_blocked(self) -> bool:
        """Tell whether the buyer is needed."""
        return any(p.sort is Sort.ACHETEUR for p in self.problemes)


type Examen = Callable[[object, Releve], object]
"""Takes a value that is present; returns it, or repaired, or ABSENT; notes what is wrong."""

type Lecteur = Callable[[Any, Releve], object]


def show_brut(brut: object) -> str | None:
    if brut is None or brut is ABSENT:
        return None
    texte = brut if isinstance(brut, str) else _encode(brut).decode()
    return texte if len(texte) <= VALEUR_MAX else f"{texte[: VALEUR_MAX - 1]}…"


def make_examen(
    champ: Champ, chemin: str, attendu: str, lecteurs: Mapping[type, Lecteur]
) -> Examen:
    """Return the examination of a field by what reads each type of value.

    A text that says nothing is taken off, whatever would read it; another type is refused.
    """

    def examine(brut: object, releve: Releve) -> object:
        if brut is None or (type(brut) is str and says_nothing(brut)):
            return leave_out(champ, chemin, brut, releve)
        lecteur = lecteurs.get(type(brut))
        if lecteur is None:
            return refuse_structure(chemin, brut, releve, attendu)
        return lecteur(brut, releve)

    return examine


def says_nothing(texte: str) -> bool:
    """Tell whether a text stands for no answer: blank, NC, MQ and the like."""
    return len(texte) <= _VIDE_LONGUEUR_MAX and is_vide(texte)


def leave_out(champ: Champ, chemin: str, brut: object, releve: Releve) -> object:
    """Take off a value that says nothing; a mandatory one must come from the buyer."""
    blanc = not brut or (isinstance(brut, str) and not brut.strip())
    if champ.presence is Presence.OBLIGATOIRE:
        # The official schema takes any text for a text, even an empty one.
        schema = not (isinstance(brut, str) and champ.genre in _TEXTES and not champ.longueur)
        if blanc:
            releve.ask("champ_absent", chemin, brut, "obligatoire, mais vide", schema=schema)
        else:
            releve.ask("non_renseigne", chemin, brut, "obligatoire, mais sans réponse")
    elif not blanc:
        releve.repair("non_renseigne", chemin, brut, "ne dit rien : le champ est à retirer")
    elif not releve.xml:
        releve.repair("valeur_nulle", chemin, brut, "un champ facultatif vide est à retirer")
    return ABSENT


def refuse_structure(chemin: str, brut: object, releve: Releve, attendu: str) -> object:
    """Note that a value has not the shape expected, and that no certain way leads there."""
    releve.ask("structure_illisible", chemin, brut, f"n’a pas la forme attendue : {attendu}")
    return brut
