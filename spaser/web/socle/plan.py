"""The site's public pages, for its plan and for search engines; each app registers its own."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    type Source = Callable[[], Iterable[PagePubliee]]


@dataclass(frozen=True)
class PagePubliee:
    """A page that search engines may read, and when it last changed if that is known."""

    adresse: str
    modifiee_le: datetime | None = None


_SOURCES: Final[dict[str, Source]] = {}


def register_pages(nom: str, source: Source) -> None:
    """Add a source of pages; called from an app's `ready`, read at each request."""
    _SOURCES[nom] = source


def list_pages() -> list[PagePubliee]:
    """Return every page of every source, each once, in the order of the sources."""
    pages = {page.adresse: page for source in _SOURCES.values() for page in source()}
    return list(pages.values())


def list_premieres() -> list[str]:
    """Return the address of the first page of each source."""
    return [page.adresse for source in _SOURCES.values() for page in islice(source(), 1)]
