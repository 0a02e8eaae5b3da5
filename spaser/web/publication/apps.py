"""The app `publication`."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages


class PublicationConfig(AppConfig):
    name = "spaser.web.publication"
    verbose_name = "Publication des résultats"

    def ready(self) -> None:
        register_entree(Entree("Résultats publiés", "publication:liste", 25, Zone.REGISTRE))
        register_pages("publication", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    from spaser.web.publication.models import Publication  # noqa: PLC0415 - models are ready

    yield PagePubliee(reverse("publication:liste"))
    for une in Publication.objects.publiees().select_related("espace"):
        yield PagePubliee(une.get_absolute_url(), une.publiee_le)
