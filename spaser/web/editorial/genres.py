"""Kinds of texts that the team edits. Each app above declares its own, once, when it starts.

A kind is a frozen struct (`metier`) and the Django form whose fields bear the same names; what
repeats in it is a `Liste` whose name is that of a field. A field that no form shows stays as it
was. The page of the app reads `selectors.read_contenus(GENRE, jour)` and nothing else: it then
shows what the team wrote, and what is being previewed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.utils.safestring import SafeString

from spaser.metier.editorial import Contenu, Ecriture
from spaser.web.editorial.champs import FormContenu
from spaser.web.socle.repetitions import Liste

MOTS: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""A code in small letters; the kinds that follow it may stand in an anchor."""

FAITS: Final = "faits"
"""The kind of the facts, that texts of every kind cite."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Genre[C: Contenu]:
    """A kind of texts.

    `un` names one of them, with its article (« une réponse »). `pages` are the public pages and
    documents that show a text, by name: each is shown with a draft in its place. `render` writes
    one as the public will read it. `check` says in French what keeps it from its second reader.
    `start` gives an empty one of a code, where the team may add some. `complete` changes what was
    typed, as plain values, before the struct is made. `suit_faits`: what its files leave out comes
    from the facts, which the team edits too. `read_from` has the floors below read the kind there
    (`contenus.courant`), as the team has edited it.
    """

    code: str
    titre: str
    un: str
    forme: type[C]
    load: Callable[[], Iterable[C]]
    form: type[FormContenu]
    render: Callable[[C, date], SafeString]
    pages: Callable[[C], Iterable[tuple[str, str]]]
    listes: tuple[Liste, ...] = ()
    check: Callable[[C, date], list[str]] = field(default=lambda _contenu, _jour: [])
    ecritures: Mapping[str, tuple[str, Ecriture]] = field(default_factory=dict)
    start: Callable[[str], C] | None = None
    forme_code: re.Pattern[str] = MOTS
    aide_code: str = "En minuscules, les mots reliés par des tirets."
    arrange: Callable[[tuple[C, ...]], tuple[C, ...]] = field(default=lambda contenus: contenus)
    complete: Callable[[C, dict[str, Any]], dict[str, Any]] = field(default=lambda _avant, lus: lus)
    suit_faits: bool = False
    read_from: Callable[[Callable[[], tuple[C, ...]]], AbstractContextManager[None]] | None = None

    @property
    def en_recoit(self) -> bool:
        """Say whether the team may add one; a template would call `start`, and find nothing."""
        return self.start is not None


_GENRES: Final[dict[str, Genre[Any]]] = {}


def register_genre(genre: Genre[Any]) -> None:
    """Declare a kind; called from an app's `ready`."""
    _GENRES[genre.code] = genre


def list_genres() -> tuple[Genre[Any], ...]:
    return tuple(sorted(_GENRES.values(), key=lambda genre: genre.titre))


def find_genre(code: str) -> Genre[Any] | None:
    return _GENRES.get(code)


type Suite = Callable[[datetime], None]

_SUITES: Final[dict[str, Suite]] = {}


def register_suite(genre: Genre[Any], suite: Suite) -> None:
    """Have something done each time a text of a kind is approved; called from `ready`."""
    _SUITES[genre.code] = suite


def follow_approbation(code: str, maintenant: datetime) -> None:
    if code in _SUITES:
        _SUITES[code](maintenant)
