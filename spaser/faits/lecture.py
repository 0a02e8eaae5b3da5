"""Read the facts, and find one by its code."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

import msgspec

from spaser.contenus.lecture import list_contenus, read_contenu
from spaser.erreurs import ErreurSpaser
from spaser.faits.modele import Fait
from spaser.faits.verification import find_fautes

_POINT: Final = "."


@cache
def load_sujets() -> dict[str, tuple[Fait, ...]]:
    """Return the facts of each subject; a fault stops everything and names the fact."""
    sujets = {
        sujet: tuple(
            msgspec.structs.replace(fait, sujet=sujet)
            for fait in read_contenu(chemin, tuple[Fait, ...])
        )
        for sujet, chemin in list_contenus("faits").items()
    }
    fautes = find_fautes([fait for faits in sujets.values() for fait in faits])
    if fautes:
        raise ErreurSpaser("Des faits sont à corriger :\n" + "\n".join(fautes))
    return sujets


@cache
def load_faits() -> dict[str, Fait]:
    """Return every fact by its code, subject after subject."""
    return {fait.code: fait for faits in load_sujets().values() for fait in faits}


def find_fait(citation: str) -> Fait:
    """Return the fact that `CODE` or `CODE.point` names."""
    return _find(citation)[0]


def tell(citation: str) -> str:
    """Return the statement that `CODE` or `CODE.point` names."""
    return _find(citation)[1]


def _find(citation: str) -> tuple[Fait, str]:
    code, _, point = citation.partition(_POINT)
    fait = load_faits().get(code)
    enonces = {"": fait.enonce} | fait.points if fait else {}
    if fait is None or point not in enonces:
        raise ErreurSpaser(f"« {citation} » ne nomme aucun fait de spaser/contenus/faits.")
    return fait, enonces[point]


def keep_connus(citations: Iterable[str]) -> tuple[str, ...]:
    """Return the citations of facts that exist: a text of the team may outlive one."""
    connus = load_faits()
    return tuple(c for c in citations if c.partition(".")[0] in connus)
