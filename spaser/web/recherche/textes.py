"""The texts that the search box of the site finds: each app declares its own, in its `apps.py`.

    def ready(self) -> None:
        from spaser.web.faq.indexation import list_textes
        from spaser.web.recherche.textes import SourceTextes, register_textes

        register_textes(SourceTextes("faq", "Questions fréquentes", list_textes, rang=20))

where `list_textes(jour)` yields a `TexteCherchable` for each answer shown on that day: a code that
is its own in the source, a title, an address (with its anchor), and whatever else is read of it.
Marks of typed texts (links, bold, citations) are taken out here. What the team edits names the
`generations` that are bumped when it changes (`services.bump`): the texts are then read again, and
only those that differ are read word by word. What lies in a table, and is too large for the
memory, is a `SourceVive`, which finds for itself.

`rang` is the place of the group where two answer as well; `poids` how much its titles and words
count beside those of the others (1 for an answer or a sheet, less for a text that only cites).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

import msgspec

from spaser.faits.lecture import fill_connus
from spaser.metier.synonymes import Synonymes
from spaser.web.recherche.models import Generation


@dataclass(frozen=True, slots=True)
class TexteCherchable:
    """What can be found: the title counts most, then `mots_cles`, `resume`, and `corps`.

    `mots_cles` are never shown. Of the texts that give the same `page`, only the best is shown.
    """

    code: str
    titre: str
    adresse: str
    resume: str = ""
    corps: str = ""
    mots_cles: str = ""
    page: str = ""


@dataclass(frozen=True)
class SourceTextes:
    nom: str
    libelle: str
    read: Callable[[date], Iterable[TexteCherchable]]
    rang: int = 50
    poids: float = 1.0
    generations: tuple[str, ...] = ()


@dataclass(frozen=True)
class MotsCherches:
    """The words of a question, how many results are wanted; with `entame`, the last is begun."""

    mots: Sequence[str]
    limite: int
    entame: bool = False


@dataclass(frozen=True)
class Vivante:
    """What such a source found, each scored from 0 to 1, for a name as it was typed."""

    textes: tuple[tuple[TexteCherchable, float], ...] = ()
    total: int = 0
    tout: str = ""  # the address where all of it is


@dataclass(frozen=True)
class SourceVive:
    """A source that searches by itself, elsewhere than in the index in memory."""

    nom: str
    libelle: str
    find: Callable[[MotsCherches], Vivante]
    rang: int = 50


type LectureSynonymes = Callable[[date], Iterable[Synonymes]]

_SYNONYMES: Final[list[LectureSynonymes]] = []
_SOURCES: Final[dict[str, SourceTextes]] = {}
_VIVES: Final[dict[str, SourceVive]] = {}


def register_textes(source: SourceTextes) -> None:
    """Declare texts, once, when the app starts."""
    _SOURCES[source.nom] = source


def register_vive(source: SourceVive) -> None:
    """Declare what finds for itself, once, when the app starts."""
    _VIVES[source.nom] = source


def register_synonymes(read: LectureSynonymes) -> None:
    """Declare words that stand for one another, once, when the app starts."""
    _SYNONYMES.append(read)


def read_synonymes(jour: date) -> tuple[Synonymes, ...]:
    """Return the sets of words of a day, or those that are being previewed."""
    return tuple(lu for read in _SYNONYMES for lu in read(jour))


def list_sources() -> tuple[SourceTextes, ...]:
    return tuple(sorted(_SOURCES.values(), key=lambda source: (source.rang, source.nom)))


def list_vives() -> tuple[SourceVive, ...]:
    return tuple(sorted(_VIVES.values(), key=lambda source: (source.rang, source.nom)))


def read_etat() -> tuple[tuple[str, str], ...]:
    """Return the tokens of all that the texts depend on, in one question to the database."""
    noms = {nom for source in _SOURCES.values() for nom in source.generations}
    return tuple(sorted(Generation.objects.filter(nom__in=noms).values_list("nom", "jeton")))


_CITATION: Final = re.compile(r"\s*!?\[\[[^\]]*\]\]")
_LIEN: Final = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_MARQUES: Final = re.compile(r"\*\*|^\s*(?:-|\d+\.)\s+", re.MULTILINE)


def strip_marques(texte: str) -> str:
    """Return the words of a typed text, on one line, without the marks of its syntax."""
    sans_liens = _LIEN.sub(r"\1", _CITATION.sub("", fill_connus(texte)))
    return " ".join(_MARQUES.sub("", sans_liens).split())


_TUS: Final = frozenset({"code", "codes", "faits", "adresse", "cpv", "mise_a_jour"})


def gather(valeur: object, *sans: str) -> str:
    """Return all that a value says: texts, in tuples or in fields, but codes and addresses.

    `sans` are the fields that are read otherwise.
    """
    if isinstance(valeur, str):
        return "" if isinstance(valeur, Enum) else valeur
    if isinstance(valeur, tuple):
        return " ".join(filter(None, (gather(partie, *sans) for partie in valeur)))
    if isinstance(valeur, msgspec.Struct):
        champs = (c for c in valeur.__struct_fields__ if c not in _TUS and c not in sans)
        dits = (getattr(valeur, c) for c in champs if not c.endswith("_adresse"))
        return " ".join(filter(None, (gather(dit, *sans) for dit in dits)))
    return ""
