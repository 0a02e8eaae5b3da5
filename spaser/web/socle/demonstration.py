"""Sign-in links of a demonstration: an upper app makes them, the server prints them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.conf import settings

USAGE: Final = "demonstration"  # of the single-use links


@dataclass(frozen=True)
class LienDemonstration:
    """Who the link signs in as, in French, and its path on the site."""

    libelle: str
    chemin: str


type Fabrique = Callable[[], list[LienDemonstration]]

_FABRIQUES: Final[list[Fabrique]] = []


def register_liens(fabrique: Fabrique) -> Fabrique:
    """Register a function that makes new single-use links; called from an app's `ready`."""
    _FABRIQUES.append(fabrique)
    return fabrique


def list_liens() -> list[LienDemonstration]:
    """Return new links, none outside a demonstration."""
    if not settings.DEMONSTRATION:
        return []
    return [lien for fabrique in _FABRIQUES for lien in fabrique()]
