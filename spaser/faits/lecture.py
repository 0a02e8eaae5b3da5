"""Read the facts, and find one by its code.

They are those of the files, unless the program that runs has said where to ask (`read_from`): the
site then gives those that its team has edited, for the time of a request or of a task.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, wraps
from typing import Final

import msgspec

from spaser.contenus.courant import Courant
from spaser.contenus.lecture import list_contenus, read_contenu
from spaser.erreurs import ErreurSpaser
from spaser.faits.modele import Fait
from spaser.faits.verification import find_fautes

_POINT: Final = "."
_ENONCE: Final = re.compile(r"\{\{([A-Z0-9-]+)(?:\.([a-z0-9_-]+)|:([a-z0-9_/-]+))?\}\}")


@dataclass(frozen=True, eq=False)
class Faits:
    """All the facts at one time; another reading of the same ones is another object."""

    sujets: Mapping[str, tuple[Fait, ...]]

    @cached_property
    def par_code(self) -> dict[str, Fait]:
        return {fait.code: fait for faits in self.sujets.values() for fait in faits}

    def find(self, citation: str) -> tuple[Fait, str]:
        code, _, point = citation.partition(_POINT)
        fait = self.par_code.get(code)
        enonces = {"": fait.enonce} | fait.points if fait else {}
        if fait is None or point not in enonces:
            raise ErreurSpaser(f"« {citation} » ne nomme aucun fait de spaser/contenus/faits.")
        return fait, enonces[point]


@cache
def load_fichiers() -> Faits:
    """Return the facts of the files; a fault stops everything and names the fact."""
    sujets = {
        sujet: tuple(
            msgspec.structs.replace(fait, sujet=sujet)
            for fait in read_contenu(chemin, tuple[Fait, ...])
        )
        for sujet, chemin in list_contenus("faits").items()
    }
    fautes = find_fautes([fait for faits in sujets.values() for fait in faits])
    if fautes:
        raise ErreurSpaser("Des faits sont à corriger :\n" + "\n".join(map(str, fautes)))
    return Faits(sujets)


_COURANTS: Final = Courant("faits", load_fichiers)
read_faits, read_from = _COURANTS.read, _COURANTS.read_from


def cache_faits[**P, T](maxsize: int | None = None) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function draws from the facts, for as long as they are the same."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @lru_cache(maxsize=maxsize or _LECTURES)
        def keep(_faits: Faits, *args: P.args, **kwargs: P.kwargs) -> T:
            return function(*args, **kwargs)

        @wraps(function)
        def read(*args: P.args, **kwargs: P.kwargs) -> T:
            return keep(read_faits(), *args, **kwargs)  # type: ignore[arg-type]  # hashable

        read.cache_clear = keep.cache_clear  # type: ignore[attr-defined]  # as lru_cache names it
        return read

    return decorate


_LECTURES: Final = 8  # those of the files, of the day, of a few drafts: what is kept of each


def load_sujets() -> Mapping[str, tuple[Fait, ...]]:
    return read_faits().sujets


def load_faits() -> dict[str, Fait]:
    return read_faits().par_code


def find_fait(citation: str) -> Fait:
    return read_faits().find(citation)[0]


def read_decompte(code: str, nom: str) -> float:
    """Return a number that figures are computed with: that of the files, whatever is edited."""
    return load_fichiers().find(code)[0].read_valeur(nom)


def tell(citation: str) -> str:
    return read_faits().find(citation)[1]


def fill_enonces(texte: str) -> str:
    """Return a text with the words of each fact that it names.

    `{{CODE}}` and `{{CODE.point}}` are statements, `{{CODE:name}}` a number with its unit.
    """
    return _ENONCE.sub(lambda lue: _say(*lue.groups()), texte)


def fill_connus(texte: str) -> str:
    """Return a text of the team in the same way; what no fact says any more is said to be so."""
    if "{{" not in texte:
        return texte
    for inconnu in find_enonces_inconnus(texte):
        texte = texte.replace(inconnu, f"({inconnu.strip('{}')}, source inconnue)")
    return fill_enonces(texte)


def find_enonces_inconnus(texte: str) -> list[str]:
    return [lue[0] for lue in _ENONCE.finditer(texte) if not _is_said(*lue.groups())]


def _say(code: str, point: str | None, nombre: str | None) -> str:
    if nombre is None:
        return tell(f"{code}.{point}" if point else code)
    dites = [v.dite for v in find_fait(code).valeurs if v.nom == nombre and v.valeur is not None]
    if not dites:
        raise ErreurSpaser(f"« {code} » ne donne aucun nombre « {nombre} ».")
    return dites[0]


def _is_said(code: str, point: str | None, nombre: str | None) -> bool:
    try:
        return bool(_say(code, point, nombre))
    except ErreurSpaser:
        return False


def keep_connus(citations: Iterable[str]) -> tuple[str, ...]:
    """Return the citations of facts that exist: a text of the team may outlive one."""
    connus = load_faits()
    return tuple(c for c in citations if c.partition(_POINT)[0] in connus)
