"""Reads the sheets to show on a day."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from spaser.metier.fiches import FichePratique, load_fiches, sort_fiches


def read_fiches(jour: date | None = None) -> tuple[FichePratique, ...]:
    """Return the sheets of a day, today by default, in the order they are listed."""
    _ = jour or timezone.localdate()
    return sort_fiches(load_fiches())


def find_fiche(code: str) -> FichePratique | None:
    """Return a sheet of today by its code."""
    return next((fiche for fiche in read_fiches() if fiche.code == code), None)
