"""The app `grille`."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.commun.historique.gestes import register_familles
from spaser.web.commun.outils import Module, register_module
from spaser.web.grille.gestes import FAMILLES
from spaser.web.socle.menu import Entree, Zone, register_entree
from spaser.web.socle.plan import PagePubliee, register_pages


class GrilleConfig(AppConfig):
    """Names the app for Django, and tells the floors below what it offers."""

    name = "spaser.web.grille"
    verbose_name = "Grille des indicateurs"

    def ready(self) -> None:
        """Register its tool and its public pages; listen to the floors below."""
        from spaser.web.grille import suites  # noqa: PLC0415 - models are ready

        register_familles(*FAMILLES)
        register_module(
            Module(
                "grille",
                "Grille des indicateurs",
                "Les quatre rubriques du programme, des suggestions, une liste courte à suivre.",
                "grille:grille",
                70,
                suites.read_avancement,
                "Peu d’indicateurs, mais tous suivis : par qui, quand, à partir de quoi.",
            )
        )
        register_entree(Entree("Bibliothèque d’indicateurs", "grille:indicateurs", 16, Zone.PIED))
        register_pages("grille", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    from spaser.metier.indicateurs.lecture import load_bibliotheque  # noqa: PLC0415 - on demand

    yield PagePubliee(reverse("grille:indicateurs"))
    for fiche in load_bibliotheque().indicateurs:
        yield PagePubliee(reverse("grille:indicateur", args=[fiche.code]))
