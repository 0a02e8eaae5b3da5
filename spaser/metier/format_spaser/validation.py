"""Check a value against a JSON Schema, and say in French what is wrong.

The schema is the only place where the rules of the format are written. This reads the part of
JSON Schema that our formats use, where every node has its type; a test compares its verdict with
a complete validator's. A keyword it does not know stops it: no rule is left aside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from spaser.metier.format_spaser import messages
from spaser.metier.format_spaser.erreurs import Chemin, ErreurFormat

type Noeud = Mapping[str, Any]
type Faute = tuple[Chemin, str, str]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where we are, in the file and in the schema."""

    racine: Noeud
    noeud: Noeud
    chemin: Chemin = ()

    def enter(self, pas: str | int, noeud: Noeud) -> _Place:
        return _Place(self.racine, _resolve(noeud, self.racine), (*self.chemin, pas))

    def fault(self, texte: messages.Texte, *pas: str | int) -> Faute:
        return (*self.chemin, *pas), *texte


def validate(valeur: object, schema: Noeud) -> Iterator[ErreurFormat]:
    """Yield each fault of a value, outermost first."""
    for chemin, message, correction in _check(valeur, _Place(schema, schema)):
        yield ErreurFormat(chemin, name_chemin(chemin, schema), message, correction)


def name_chemin(chemin: Chemin, schema: Noeud) -> str:
    """Name a place in the words of the schema: `Schéma › Objectifs chiffrés › n° 2 › Échéance`."""
    noms: list[str] = []
    noeud: Noeud = schema
    for pas in chemin:
        noeud = _child(noeud, pas, schema)
        noms.append(
            f"n° {pas + 1}" if isinstance(pas, int) else noeud.get("title", messages.quote(pas))
        )
    return " › ".join(noms) or "Fichier"


def _child(noeud: Noeud, pas: str | int, racine: Noeud) -> Noeud:
    enfants = {pas: noeud.get("items", {})} if isinstance(pas, int) else noeud.get("properties", {})
    return _resolve(enfants.get(pas, {}), racine)


def _resolve(noeud: Noeud, racine: Noeud) -> Noeud:
    """Follow `$ref` to the shared definitions; what stands beside it, a title, is kept."""
    reference = noeud.get("$ref")
    if reference is None:
        return noeud
    return {**racine["$defs"][reference.removeprefix("#/$defs/")], **noeud}


def _check(valeur: object, place: _Place) -> Iterator[Faute]:
    attendu = place.noeud["type"]
    if not _TYPES[attendu](valeur):
        yield place.fault(messages.wrong_type(valeur, place.noeud))
        return
    for mot, regle in place.noeud.items():
        if mot in _REFUS:
            if _REFUS[mot](valeur, regle):
                yield place.fault(messages.SIMPLES[mot](valeur, place.noeud))
        elif mot not in _ANNOTATIONS:
            yield from _STRUCTURES[mot](valeur, place)


def _required(valeur: dict[str, Any], place: _Place) -> Iterator[Faute]:
    for nom in place.noeud["required"]:
        if nom not in valeur:
            yield place.fault(messages.missing(nom), nom)


def _properties(valeur: dict[str, Any], place: _Place) -> Iterator[Faute]:
    connus = place.noeud["properties"]
    for nom, enfant in valeur.items():
        if nom in connus:
            yield from _check(enfant, place.enter(nom, connus[nom]))


def _no_other(valeur: dict[str, Any], place: _Place) -> Iterator[Faute]:
    connus = tuple(place.noeud["properties"])
    for nom in valeur:
        if nom not in connus:
            yield place.fault(messages.unknown_field(nom, connus), nom)


def _items(valeur: list[Any], place: _Place) -> Iterator[Faute]:
    for rang, enfant in enumerate(valeur):
        yield from _check(enfant, place.enter(rang, place.noeud["items"]))


def _unique(valeur: list[Any], place: _Place) -> Iterator[Faute]:
    for rang, enfant in enumerate(valeur):
        if enfant in valeur[:rang]:
            yield place.fault(messages.repeated(enfant), rang)


def _is_integer(valeur: object) -> bool:
    return not isinstance(valeur, bool) and (
        isinstance(valeur, int) or (isinstance(valeur, float) and valeur.is_integer())
    )


@lru_cache(maxsize=64)
def compile_motif(motif: str) -> re.Pattern[str]:
    """Compile a pattern of the schema: in JSON Schema, `$` is the very end of the text."""
    return re.compile(re.sub(r"\$$", r"\\Z", motif))


_ANNOTATIONS: Final = frozenset(
    {"$schema", "$id", "$defs", "$ref", "title", "description", "examples", "format", "type"}
)

_TYPES: Final[Mapping[str, Callable[[object], bool]]] = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
    "integer": _is_integer,
}

_REFUS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "const": lambda v, regle: v != regle,
    "enum": lambda v, regle: v not in regle,
    "maxLength": lambda v, regle: len(v) > regle,
    "pattern": lambda v, regle: compile_motif(regle).search(v) is None,
    "minimum": lambda v, regle: v < regle,
    "maximum": lambda v, regle: v > regle,
    "maxItems": lambda v, regle: len(v) > regle,
}

_STRUCTURES: Final[Mapping[str, Callable[[Any, _Place], Iterator[Faute]]]] = {
    "required": _required,
    "properties": _properties,
    "additionalProperties": _no_other,
    "items": _items,
    "uniqueItems": _unique,
}
