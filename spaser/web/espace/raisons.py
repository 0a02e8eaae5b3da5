"""Why an indicator would suit a space: each tool says what it knows, another one reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from spaser.metier.indicateurs.raisons import Raison
    from spaser.web.organisations.espaces import Espace

    type Source = Callable[[Espace], Iterable[Raison]]

_SOURCES: Final[dict[str, Source]] = {}


def register_raisons(nom: str, source: Source) -> None:
    """Add a source of reasons; called from an app's `ready`, read at each request."""
    _SOURCES[nom] = source


def list_raisons(espace: Espace) -> list[Raison]:
    """Return what every tool knows of a space."""
    return [raison for source in _SOURCES.values() for raison in source(espace)]
