"""The app `bilan`."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse
from django.utils import timezone

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages


class BilanConfig(AppConfig):
    name = "spaser.web.bilan"
    verbose_name = "Éditions et bilans"

    def ready(self) -> None:
        from spaser.web.bilan.indexation import SOURCE  # noqa: PLC0415 - apps are ready
        from spaser.web.bilan.textes import EDITIONS  # noqa: PLC0415 - same
        from spaser.web.editorial.genres import register_genre  # noqa: PLC0415 - same
        from spaser.web.recherche.textes import register_textes  # noqa: PLC0415 - same

        register_textes(SOURCE)
        register_genre(EDITIONS)
        register_entree(Entree("Éditions et bilans", "bilan:liste", 30, Zone.RESSOURCES))
        register_pages("bilan", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    from spaser.web.bilan.selectors import read_editions  # noqa: PLC0415 - apps are ready

    yield PagePubliee(reverse("bilan:liste"))
    yield PagePubliee(reverse("bilan:acheteurs"))
    editions = read_editions(timezone.localdate())
    yield from (PagePubliee(reverse("bilan:edition", args=[e.code])) for e in editions)
