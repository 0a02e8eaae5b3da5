"""Reads the approach of a space, and the outline that it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaser.web.diagnostic.models import ChoixApproche

if TYPE_CHECKING:
    from spaser.web.espace.acces import Espace


def list_choix(espace: Espace) -> list[ChoixApproche]:
    """Return every choice of a space, the one that holds first."""
    return list(ChoixApproche.objects.filter(**espace.attaches).select_related("auteur"))


def find_choix(espace: Espace) -> ChoixApproche | None:
    """Return the choice that holds."""
    return ChoixApproche.objects.filter(**espace.attaches).select_related("auteur").first()
