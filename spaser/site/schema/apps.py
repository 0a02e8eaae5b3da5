"""The app `schema`, for Django."""

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse

from spaser.site.socle import pages


def _list_pages() -> Iterator[pages.PagePubliee]:
    from spaser.site.schema.models import Publication

    yield pages.PagePubliee(reverse("publication:liste"))
    for une in Publication.objects.publiques().select_related("espace"):
        yield pages.PagePubliee(une.get_absolute_url(), une.publiee_le)


class SchemaConfig(AppConfig):
    name = "spaser.site.schema"
    verbose_name = "Schéma"

    def ready(self) -> None:
        pages.register_entree(
            pages.Entree("Résultats publiés", "publication:liste", 25, pages.Zone.REGISTRE)
        )
        pages.register_pages("publication", _list_pages)
