"""The app `diagnostic`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.diagnostic.gestes import FAMILLES
from spaser.web.socle.menu import Entree, Zone, register_entree
from spaser.web.socle.plan import PagePubliee, register_pages

_ENTREES: Final = (
    Entree("Autodiagnostic", "diagnostic:accueil", 6),
    Entree("Approches d’un SPASER", "diagnostic:approches", 12, Zone.PIED),
)


class DiagnosticConfig(AppConfig):
    """Names the app for Django, and adds its pages to the menus, to the plan and to spaces."""

    name = "spaser.web.diagnostic"
    verbose_name = "Autodiagnostic"

    def ready(self) -> None:
        """Register what the floors below offer to list."""
        from spaser.web.commun.historique.gestes import register_familles  # noqa: PLC0415 - same
        from spaser.web.commun.outils import Module, register_module  # noqa: PLC0415 - same
        from spaser.web.comptes.donnees_personnelles import (  # noqa: PLC0415 - models are ready
            Part,
            register_part,
        )
        from spaser.web.diagnostic import (  # noqa: PLC0415 - same
            donnees_personnelles,
            suites,
        )
        from spaser.web.diagnostic.campagnes.services import ORIGINE  # noqa: PLC0415 - same
        from spaser.web.espace.propositions.origines import (  # noqa: PLC0415 - same
            register_origine,
        )

        for entree in _ENTREES:
            register_entree(entree)
        register_pages("diagnostic", _list_pages)
        register_origine(ORIGINE, "Autodiagnostic")
        register_familles(*FAMILLES)
        register_module(
            Module(
                "diagnostic",
                "Autodiagnostic",
                "Où vous en êtes, à plusieurs voix, et le chemin parcouru d’une année à l’autre.",
                "diagnostic:campagnes",
                30,
                suites.read_diagnostic,
                "Vous savez sur quoi porter l’effort, et vous pouvez montrer le chemin parcouru.",
                ("approche", "propositions", "grille"),
            )
        )
        register_module(
            Module(
                "approche",
                "Approche",
                "La manière de bâtir votre schéma, et le plan qu’elle donne.",
                "diagnostic:approche",
                40,
                suites.read_approche,
                "Le plan du schéma est posé, et l’on sait dire pourquoi celui-là.",
            )
        )
        register_part(
            Part(
                "autodiagnostics",
                exporte=donnees_personnelles.export_part,
                efface=donnees_personnelles.erase_part,
                reste="Vos réponses aux autodiagnostics restent, sans votre nom.",
            )
        )


def _list_pages() -> Iterator[PagePubliee]:
    yield from (PagePubliee(reverse(entree.vue)) for entree in _ENTREES)
    yield PagePubliee(reverse("diagnostic:papier"))
