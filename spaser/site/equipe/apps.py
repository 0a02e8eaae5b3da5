"""The app `equipe`, for Django."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse
from django.utils import timezone

from spaser.regles.droits import Operation
from spaser.site.socle import pages


def _offer_bilan() -> None:
    from spaser.site.editorial.genres import register_genre
    from spaser.site.equipe.app import SOURCE
    from spaser.site.equipe.revue_editions import EDITIONS
    from spaser.site.recherche.services import register_textes

    register_textes(SOURCE)
    register_genre(EDITIONS)
    pages.register_entree(
        pages.Entree("Éditions et bilans", "bilan:liste", 30, pages.Zone.RESSOURCES)
    )
    pages.register_pages("bilan", _list_pages)


def _list_pages() -> Iterator[pages.PagePubliee]:
    from spaser.site.equipe.revue_editions import read_editions

    yield pages.PagePubliee(reverse("bilan:liste"))
    yield pages.PagePubliee(reverse("bilan:acheteurs"))
    editions = read_editions(timezone.localdate())
    yield from (pages.PagePubliee(reverse("bilan:edition", args=[e.code])) for e in editions)


def _offer_bureau() -> None:
    from spaser.site.organisations.acces import allow

    pages.register_entree(
        pages.Entree(
            "Tableau de bord de l’équipe",
            "bureau:accueil",
            ordre=29,
            zone=pages.Zone.OUTILS,
            icone="fr-icon-dashboard-3-line",
            visible=allow(Operation.VOIR_PROGRAMME),
        )
    )


class EquipeConfig(AppConfig):
    name = "spaser.site.equipe"
    verbose_name = "Équipe du programme"

    def ready(self) -> None:
        _offer_bilan()
        _offer_bureau()
