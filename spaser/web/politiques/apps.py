"""The app `politiques`."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.commun.historique.gestes import register_familles
from spaser.web.commun.outils import Module, register_module
from spaser.web.espace.raisons import register_raisons
from spaser.web.politiques.gestes import FAMILLES
from spaser.web.socle.menu import Entree, Zone, register_entree
from spaser.web.socle.plan import PagePubliee, register_pages


class PolitiquesConfig(AppConfig):
    """Names the app for Django, and tells the floors below what it offers."""

    name = "spaser.web.politiques"
    verbose_name = "Politiques et plans"

    def ready(self) -> None:
        """Register its tool, its reasons and its public pages; listen to the floors below."""
        from spaser.web.politiques import suites  # noqa: PLC0415 - models are ready
        from spaser.web.politiques.selectors import list_raisons  # noqa: PLC0415 - same

        register_familles(*FAMILLES)
        register_module(
            Module(
                "politiques",
                "Politiques et plans",
                "Vos plans et schémas, leurs objectifs qui touchent les achats, leurs trous.",
                "politiques:liste",
                50,
                suites.read_avancement,
                "Ce que vos plans demandent déjà aux achats devient des thèmes et des indicateurs.",
                ("acteurs", "grille"),
            )
        )
        register_raisons("politiques", list_raisons)
        register_entree(Entree("Plans et schémas", "politiques:catalogue", 14, Zone.PIED))
        register_pages("politiques", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    from spaser.metier.politiques.lecture import load_plans  # noqa: PLC0415 - read on demand

    yield PagePubliee(reverse("politiques:catalogue"))
    for plan in load_plans():
        yield PagePubliee(reverse("politiques:plan", args=[plan.code]))
