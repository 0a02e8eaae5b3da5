"""Gives the floors below the facts that the team has edited, for the time of a request or a task.

The base is asked once, when the first fact is read. A draft that is being previewed stands in place
of its text. Outside of a request and of a task, the facts are those of the files.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date
from functools import lru_cache
from typing import cast

from django.utils import timezone

from spaser.faits.lecture import Faits, load_fichiers, read_from
from spaser.metier.textes_lus import TexteLu, merge_textes
from spaser.web.editorial.selectors import find_essai, read_generation, read_publies
from spaser.web.obligations.faits import FAITS


class LectureFaits:
    def __init__(self) -> None:
        self._lus: Faits | None = None

    def __call__(self) -> Faits:
        """Return the facts that are shown today, with the draft that is being previewed."""
        if self._lus is None:
            self._lus = _read(read_generation(FAITS), timezone.localdate())
        essai = find_essai(FAITS.code)
        return _try(self._lus, cast("TexteLu", essai)) if essai else self._lus


def open_faits() -> AbstractContextManager[None]:
    """Have the facts read as the team has edited them, in all that is done inside."""
    return read_from(LectureFaits())


@lru_cache(maxsize=4)
def _read(generation: str, jour: date) -> Faits:
    """Return the facts of a day: the same object for as long as nobody changes one."""
    if not generation:
        return load_fichiers()
    edites = [t for t in read_publies(FAITS, generation, jour) if t.mise_a_jour]
    return merge_textes(load_fichiers(), edites) if edites else load_fichiers()


@lru_cache(maxsize=4)
def _try(faits: Faits, essai: TexteLu) -> Faits:
    return merge_textes(faits, [essai])
