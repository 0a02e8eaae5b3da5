"""The app `schema`, for Django."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.urls import reverse

from spaser.site.socle import pages

if TYPE_CHECKING:
    from spaser.site.espace.editions import Piece
    from spaser.site.espace.models import EditionArretee


def _list_pages() -> Iterator[pages.PagePubliee]:
    from spaser.site.schema.models import Publication

    yield pages.PagePubliee(reverse("publication:liste"))
    for une in Publication.objects.publiques().select_related("espace"):
        yield pages.PagePubliee(une.get_absolute_url(), une.publiee_le)


def _list_pieces(edition: EditionArretee) -> list[Piece]:
    from spaser.site.schema.fichiers import PIECES

    return PIECES[edition.nature](edition)


class SchemaConfig(AppConfig):
    name = "spaser.site.schema"
    verbose_name = "Schéma"

    def ready(self) -> None:
        from spaser.site.espace.editions import register_pieces

        register_pieces(_list_pieces)
        pages.register_entree(
            pages.Entree("Résultats publiés", "publication:liste", 25, pages.Zone.REGISTRE)
        )
        pages.register_pages("publication", _list_pages)
