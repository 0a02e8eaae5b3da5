"""Tells every process that a set of rows has changed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from spaser.web.recherche.models import Generation

RECHERCHE: Final = "recherche"
"""The set of the index's own rows."""


def bump(nom: str) -> None:
    """Say that a set has changed; part of the caller's transaction."""
    Generation.objects.update_or_create(nom=nom, defaults={"jeton": uuid.uuid4().hex})


def read_generation(nom: str) -> str:
    """Return the token of a set; empty while nothing was ever written."""
    return Generation.objects.filter(nom=nom).values_list("jeton", flat=True).first() or ""


def read_changement(nom: str) -> datetime | None:
    """Return when a set last changed."""
    return Generation.objects.filter(nom=nom).values_list("date", flat=True).first()
