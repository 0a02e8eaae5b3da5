"""Reads the answers of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaser.metier.perimetre import Etendue, describe
from spaser.web.espace.models import Perimetre

if TYPE_CHECKING:
    from spaser.web.espace.acces import Espace


def find_perimetre(espace: Espace) -> Perimetre | None:
    """Return the answers that hold, or None."""
    return Perimetre.objects.filter(**espace.attaches).select_related("auteur").first()


def read_etendue(perimetre: Perimetre | None, concessions: int = 0) -> Etendue:
    """Say what the figures of a space include and miss."""
    return describe(perimetre.read() if perimetre else None, concessions)
