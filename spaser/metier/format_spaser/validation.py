"""Check a value against a JSON Schema, and say in French what is wrong, where, and how to mend it.

The schema is the only place where the rules of the format are written. This reads the part of
JSON Schema that our formats use, where every node has its type, or the branches among which the
value's own kind chooses; a test compares its verdict with a complete validator's. A keyword it does
not know stops it: no rule is left aside.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

type Chemin = tuple[str | int, ...]

MAXIMUM: Final = 50  # more than that, and nobody reads them: the file is of another kind


@dataclass(frozen=True, slots=True)
class ErreurFormat:
    chemin: Chemin
    lieu: str
    message: str
    correction: str

    @property
    def pointeur(self) -> str:
        parties = (str(p).replace("~", "~0").replace("/", "~1") for p in self.chemin)
        return "".join(f"/{partie}" for partie in parties)

    def __str__(self) -> str:
        return f"{self.lieu} : {self.message} {self.correction}"


type Texte = tuple[str, str]

_LONGUEUR_CITEE: Final = 60

_NOMS_DE_TYPES: Final = {
    "object": "un objet, entre accolades { }",
    "array": "une liste, entre crochets [ ]",
    "string": "un texte, entre guillemets",
    "boolean": "true ou false, sans guillemets",
    "number": "un nombre, sans guillemets, avec un point pour les décimales",
    "integer": "un nombre entier, sans guillemets",
}


def quote(valeur: object) -> str:
    """Quote a value of the file, cut short; half characters are spelled out."""
    texte = str(valeur).encode(errors="backslashreplace").decode()
    coupe = texte if len(texte) <= _LONGUEUR_CITEE else f"{texte[:_LONGUEUR_CITEE]}…"
    return f"« {coupe} »"


def wrong_type(valeur: object, noeud: Mapping[str, Any]) -> Texte:
    if valeur is None:
        return (
            "la valeur est null.",
            "Retirez ce champ : ce qui n’est pas connu s’omet.",
        )
    attendus = [noeud["type"]] if isinstance(noeud["type"], str) else noeud["type"]
    noms = " ; ou ".join(_NOMS_DE_TYPES[attendu] for attendu in attendus)
    return "la valeur n’est pas de la bonne nature.", f"Écrivez {noms}."


def missing(nom: str) -> Texte:
    return "ce champ est obligatoire.", f"Ajoutez le champ « {nom} »."


def unknown_field(nom: str, connus: tuple[str, ...]) -> Texte:
    proches = difflib.get_close_matches(nom[:_LONGUEUR_CITEE], connus, n=1, cutoff=0.6)
    if proches:
        conseil = f"Vouliez-vous écrire « {proches[0]} » ?"
    else:
        conseil = f"Retirez-le, ou choisissez parmi : {', '.join(connus)}."
    return f"le format n’a pas de champ {quote(nom)} ici.", conseil


def repeated(valeur: object) -> Texte:
    return f"{quote(valeur)} est déjà dans la liste.", "Retirez la répétition."


def _const(valeur: object, noeud: Mapping[str, Any]) -> Texte:
    return f"{quote(valeur)} n’est pas la valeur attendue.", f"Écrivez « {noeud['const']} »."


def _enum(valeur: object, noeud: Mapping[str, Any]) -> Texte:
    return (
        f"{quote(valeur)} n’est pas dans la liste des valeurs.",
        f"Choisissez parmi : {', '.join(noeud['enum'])}.",
    )


def _too_long(valeur: str, noeud: Mapping[str, Any]) -> Texte:
    maximum = noeud["maxLength"]
    return (
        f"le texte a {len(valeur)} caractères.",
        f"Ramenez-le à {maximum} caractères au plus.",
    )


def _pattern(valeur: object, noeud: Mapping[str, Any]) -> Texte:
    exemples = noeud.get("examples")
    if exemples:
        cites = " ou ".join(f"« {exemple} »" for exemple in exemples)
        return f"{quote(valeur)} n’a pas la forme attendue.", f"Écrivez par exemple {cites}."
    if not str(valeur).strip():
        return "le texte est vide.", "Écrivez une valeur, ou retirez le champ."
    return (
        "le texte contient un caractère interdit.",
        "Retirez les caractères de contrôle et, d’un texte court, les retours à la ligne.",
    )


def _too_low(valeur: object, noeud: Mapping[str, Any]) -> Texte:
    return f"{quote(valeur)} est trop petit.", f"Le minimum est {_number(noeud['minimum'])}."


def _too_high(valeur: object, noeud: Mapping[str, Any]) -> Texte:
    return f"{quote(valeur)} est trop grand.", f"Le maximum est {_number(noeud['maximum'])}."


def _too_few(valeur: list[object], noeud: Mapping[str, Any]) -> Texte:
    return (
        f"la liste a {len(valeur)} élément{'s' if len(valeur) > 1 else ''}.",
        f"Il en faut {noeud['minItems']} au moins.",
    )


def _too_many(valeur: list[object], noeud: Mapping[str, Any]) -> Texte:
    return (
        f"la liste a {len(valeur)} éléments.",
        f"Gardez-en {noeud['maxItems']} au plus.",
    )


def _number(nombre: float) -> str:
    return f"{nombre:.0f}"


SIMPLES: Final[Mapping[str, Callable[[Any, Mapping[str, Any]], Texte]]] = {
    "const": _const,
    "enum": _enum,
    "maxLength": _too_long,
    "pattern": _pattern,
    "minimum": _too_low,
    "maximum": _too_high,
    "minItems": _too_few,
    "maxItems": _too_many,
}


type Noeud = Mapping[str, Any]
type Faute = tuple[Chemin, str, str]


@dataclass(frozen=True, slots=True)
class _Place:
    racine: Noeud
    noeud: Noeud
    chemin: Chemin = ()

    def enter(self, pas: str | int, noeud: Noeud) -> _Place:
        return _Place(self.racine, _resolve(noeud, self.racine), (*self.chemin, pas))

    def fault(self, texte: Texte, *pas: str | int) -> Faute:
        return (*self.chemin, *pas), *texte


def validate(valeur: object, schema: Noeud) -> Iterator[ErreurFormat]:
    """Yield each fault of a value, outermost first."""
    for chemin, message, correction in _check(valeur, _Place(schema, schema)):
        yield ErreurFormat(chemin, name_chemin(chemin, schema), message, correction)


def name_chemin(chemin: Chemin, schema: Noeud) -> str:
    """Name a place in the words of the schema: `Schéma › Objectifs chiffrés › n° 2 › Échéance`."""
    noms: list[str] = []
    noeuds: list[Noeud] = [schema]
    for pas in chemin:
        noeuds = [enfant for noeud in noeuds for enfant in _list_enfants(noeud, pas, schema)]
        titre = next((n["title"] for n in noeuds if "title" in n), quote(pas))
        noms.append(f"n° {pas + 1}" if isinstance(pas, int) else titre)
    return " › ".join(noms) or "Fichier"


def _list_enfants(noeud: Noeud, pas: str | int, racine: Noeud) -> Iterator[Noeud]:
    """Yield what a step may lead to: one node, or one in each branch that has it."""
    for branche in noeud.get("oneOf", ()):
        yield from _list_enfants(_resolve(branche, racine), pas, racine)
    if isinstance(pas, str):
        enfant = noeud.get("properties", {}).get(pas)
    else:
        places = dict(enumerate(noeud.get("prefixItems", ())))
        enfant = places.get(pas, noeud.get("items"))
    if enfant is not None:
        yield _resolve(enfant, racine)


def _resolve(noeud: Noeud, racine: Noeud) -> Noeud:
    """Follow `$ref` to the shared definitions; what stands beside it, a title, is kept."""
    reference = noeud.get("$ref")
    if reference is None:
        return noeud
    return {**racine["$defs"][reference.removeprefix("#/$defs/")], **noeud}


def _check(valeur: object, place: _Place) -> Iterator[Faute]:
    if "oneOf" in place.noeud:
        yield from _choose(valeur, place)
        return
    attendu = place.noeud["type"]
    if not _TYPES[attendu](valeur):
        yield place.fault(wrong_type(valeur, place.noeud))
        return
    for mot, regle in place.noeud.items():
        if mot in _REFUS:
            if _REFUS[mot](valeur, regle):
                yield place.fault(SIMPLES[mot](valeur, place.noeud))
        elif mot not in _ANNOTATIONS:
            yield from _STRUCTURES[mot](valeur, place)


def _choose(valeur: object, place: _Place) -> Iterator[Faute]:
    """Check against the one branch of the value's type; objects tell theirs by their `genre`."""
    branches = [_resolve(branche, place.racine) for branche in place.noeud["oneOf"]]
    possibles = [b for b in branches if _TYPES[b["type"]](valeur)]
    if isinstance(valeur, dict) and possibles:
        genres = {b["properties"]["genre"]["const"]: b for b in possibles}
        if "genre" not in valeur:
            yield place.fault(missing("genre"), "genre")
            return
        genre = valeur["genre"]
        possibles = [genres[genre]] if isinstance(genre, str) and genre in genres else []
        if not possibles:
            yield place.fault(_enum(genre, {"enum": tuple(genres)}), "genre")
            return
    if not possibles:
        types = list(dict.fromkeys(b["type"] for b in branches))
        yield place.fault(wrong_type(valeur, {"type": types}))
        return
    yield from _check(valeur, _Place(place.racine, possibles[0], place.chemin))


def _required(valeur: dict[str, Any], place: _Place) -> Iterator[Faute]:
    for nom in place.noeud["required"]:
        if nom not in valeur:
            yield place.fault(missing(nom), nom)


def _properties(valeur: dict[str, Any], place: _Place) -> Iterator[Faute]:
    connus = place.noeud["properties"]
    for nom, enfant in valeur.items():
        if nom in connus:
            yield from _check(enfant, place.enter(nom, connus[nom]))


def _no_other(valeur: dict[str, Any], place: _Place) -> Iterator[Faute]:
    connus = tuple(place.noeud["properties"])
    for nom in valeur:
        if nom not in connus:
            yield place.fault(unknown_field(nom, connus), nom)


def _items(valeur: list[Any], place: _Place) -> Iterator[Faute]:
    for rang, enfant in enumerate(valeur):
        yield from _check(enfant, place.enter(rang, place.noeud["items"]))


def _prefix(valeur: list[Any], place: _Place) -> Iterator[Faute]:
    for rang, (enfant, noeud) in enumerate(zip(valeur, place.noeud["prefixItems"], strict=False)):
        yield from _check(enfant, place.enter(rang, noeud))


def _unique(valeur: list[Any], place: _Place) -> Iterator[Faute]:
    """Yield the repeated elements; texts by hash: a hostile list of a million would never end."""
    textes: set[str] = set()
    autres: list[Any] = []
    for rang, enfant in enumerate(valeur):
        if enfant in (textes if isinstance(enfant, str) else autres):
            yield place.fault(repeated(enfant), rang)
        elif isinstance(enfant, str):
            textes.add(enfant)
        else:
            autres.append(enfant)


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
    "minItems": lambda v, regle: len(v) < regle,
    "maxItems": lambda v, regle: len(v) > regle,
}

_STRUCTURES: Final[Mapping[str, Callable[[Any, _Place], Iterator[Faute]]]] = {
    "required": _required,
    "properties": _properties,
    "additionalProperties": _no_other,
    "items": _items,
    "prefixItems": _prefix,
    "uniqueItems": _unique,
}
