"""The one row of a space: found, made, and told that something changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

from spaser.web.marches.models import Fonds

if TYPE_CHECKING:
    from spaser.web.organisations.espaces import Espace
    from spaser.web.organisations.models.rattache import Rattache


def find_fonds(espace: Espace) -> Fonds | None:
    """Return the row of a space, or None when it holds nothing of its own yet."""
    return Fonds.objects.filter(**espace.attaches).first()


def find_fonds_of(ligne: Rattache) -> Fonds | None:
    """Return the row of the space of a line, or None."""
    return Fonds.objects.filter(**attaches_of(ligne)).first()


def make_fonds(attaches: dict[str, Any]) -> Fonds:
    """Return the row of a space, made if need be."""
    return Fonds.objects.get_or_create(**attaches)[0]


def attaches_of(ligne: Rattache) -> dict[str, Any]:
    """Return the space that a line belongs to."""
    return {"organisation_id": ligne.organisation_id, "essai_id": ligne.essai_id}


def touch_fonds(attaches: dict[str, Any]) -> Fonds:
    """Say that what a space shows has changed: nothing computed before is shown again."""
    fonds = make_fonds(attaches)
    Fonds.objects.filter(pk=fonds.pk).update(revision=F("revision") + 1)
    fonds.refresh_from_db()
    return fonds
