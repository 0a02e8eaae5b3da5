"""Reads the sheets to show on a day: those of the files, as the programme team has edited them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date

from django.utils import timezone

from spaser.metier.fiches import FichePratique, read_fiches_from
from spaser.web.editorial.selectors import find_contenu, read_contenus
from spaser.web.fiches.textes import FICHES


def read_fiches(jour: date) -> tuple[FichePratique, ...]:
    """Return the sheets of a day, in the order they are listed."""
    return read_contenus(FICHES, jour)


def find_fiche(code: str, jour: date) -> FichePratique | None:
    """Return a sheet as it is shown on a day."""
    return find_contenu(FICHES, code, jour)


def open_fiches() -> AbstractContextManager[None]:
    """Have tools find the sheets as the team has edited them, in all that is done inside."""
    return read_fiches_from(lambda: read_fiches(timezone.localdate()))
