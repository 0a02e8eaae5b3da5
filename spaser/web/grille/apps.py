"""The app `grille`."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages


class GrilleConfig(AppConfig):
    name = "spaser.web.grille"
    verbose_name = "Grille des indicateurs"

    def ready(self) -> None:
        from spaser.web.grille.indexation import SOURCE  # noqa: PLC0415 - models are ready
        from spaser.web.recherche.textes import register_textes  # noqa: PLC0415 - same

        register_textes(SOURCE)
        register_entree(
            Entree("Bibliothèque d’indicateurs", "grille:indicateurs", 16, Zone.METHODE)
        )
        register_pages("grille", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    from spaser.metier.indicateurs import load_bibliotheque  # noqa: PLC0415 - on demand

    yield PagePubliee(reverse("grille:indicateurs"))
    for fiche in load_bibliotheque().indicateurs:
        yield PagePubliee(reverse("grille:indicateur", args=[fiche.code]))
