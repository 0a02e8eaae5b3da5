"""The app `considerations`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.apps import AppConfig
from django.urls import reverse
from django.utils import timezone

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages

_LISTE: Final = Entree("Clauses et critères à copier", "considerations:liste", 15, Zone.METHODE)


class ConsiderationsConfig(AppConfig):
    name = "spaser.web.considerations"

    def ready(self) -> None:
        from spaser.web.chiffres.suites import register_suites  # noqa: PLC0415 - apps are ready
        from spaser.web.considerations.genre import FAMILLES, REGLES  # noqa: PLC0415 - models
        from spaser.web.considerations.indexation import SOURCE  # noqa: PLC0415 - apps are ready
        from spaser.web.considerations.selectors import list_suites  # noqa: PLC0415 - same
        from spaser.web.editorial.genres import register_genre  # noqa: PLC0415 - are ready
        from spaser.web.recherche.textes import register_textes  # noqa: PLC0415 - same

        register_textes(SOURCE)
        register_genre(FAMILLES)
        register_genre(REGLES)
        register_suites("considerations", list_suites)
        register_entree(_LISTE)
        register_pages("considerations", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    from spaser.web.considerations.selectors import read_considerations  # noqa: PLC0415 - as above

    yield PagePubliee(reverse(_LISTE.vue))
    for famille in read_considerations(timezone.localdate()):
        yield PagePubliee(reverse("considerations:famille", args=[famille.code]))
