"""The app `fiches`."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse
from django.utils import timezone

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages


class FichesConfig(AppConfig):
    name = "spaser.web.fiches"
    verbose_name = "Fiches"

    def ready(self) -> None:
        from spaser.web.editorial.genres import register_genre  # noqa: PLC0415 - apps are ready
        from spaser.web.fiches.indexation import SOURCE  # noqa: PLC0415 - apps are ready
        from spaser.web.fiches.textes import FICHES  # noqa: PLC0415 - same
        from spaser.web.recherche.textes import register_textes  # noqa: PLC0415 - same

        register_textes(SOURCE)
        register_genre(FICHES)
        register_entree(Entree("Fiches pratiques", "fiches:liste", 10, Zone.METHODE))
        register_pages("fiches", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    from spaser.web.fiches.selectors import read_fiches  # noqa: PLC0415 - apps are ready

    fiches = read_fiches(timezone.localdate())
    yield PagePubliee(reverse("fiches:liste"))
    yield from (PagePubliee(reverse("fiches:fiche", args=[f.code])) for f in fiches)
