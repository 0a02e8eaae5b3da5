"""The app `aide`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

_SOMMAIRE: Final = Entree("Aide", "aide:sommaire", 0, Zone.RESSOURCES)


class AideConfig(AppConfig):
    name = "spaser.web.aide"

    def ready(self) -> None:
        from spaser.web.aide.indexation import SOURCE  # noqa: PLC0415 - models are ready
        from spaser.web.recherche.textes import register_textes  # noqa: PLC0415 - same

        register_textes(SOURCE)
        register_entree(_SOMMAIRE)
        register_pages("aide", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    from spaser.web.aide.guide import load_guide  # noqa: PLC0415 - addresses are ready

    yield PagePubliee(reverse(_SOMMAIRE.vue))
    yield from (PagePubliee(page.adresse) for page in load_guide().values())
