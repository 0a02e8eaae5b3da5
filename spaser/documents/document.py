"""A document as plain blocks: what screens compose, and what a renderer turns into a file.

Blocks hold texts, never markup. Headings are put in order here, since a file that machines read
aloud may not jump from a first level to a third.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

NIVEAU_MIN: Final = 1
NIVEAU_MAX: Final = 6


@dataclass(frozen=True, slots=True)
class Titre:
    """A heading under the title of the document, which is not one of its blocks."""

    texte: str
    niveau: int = NIVEAU_MIN


@dataclass(frozen=True, slots=True)
class Paragraphe:
    """A paragraph; `en_avant` for the one that says the essential."""

    texte: str
    en_avant: bool = False


@dataclass(frozen=True, slots=True)
class Liste:
    """A list; `ordonnee` when the order matters."""

    elements: tuple[str, ...]
    ordonnee: bool = False


@dataclass(frozen=True, slots=True)
class Tableau:
    """A table: every row has as many cells as there are titles of columns.

    `largeurs` are the shares of the width that columns take; equal ones when there are none.
    """

    legende: str
    entetes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]
    largeurs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing in SVG, and what it says for those who cannot see it."""

    svg: str
    alt: str
    legende: str


@dataclass(frozen=True, slots=True)
class SautDePage:
    """Where a new page starts."""


type Bloc = Titre | Paragraphe | Liste | Tableau | Figure | SautDePage


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document in French; `mention` stands at the foot of each page."""

    titre: str
    blocs: tuple[Bloc, ...]
    jour: date
    sous_titre: str = ""
    mention: str = ""


def order_titres(blocs: tuple[Bloc, ...]) -> Iterator[Bloc]:
    """Yield the blocks, no heading more than one level below the one before it."""
    courant = NIVEAU_MIN - 1
    for bloc in blocs:
        if isinstance(bloc, Titre):
            courant = min(max(bloc.niveau, NIVEAU_MIN), courant + 1, NIVEAU_MAX)
            yield Titre(bloc.texte, courant)
        else:
            yield bloc
