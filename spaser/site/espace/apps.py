"""The app `espace`, for Django."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.site.socle import pages


def _offer_commun() -> None:
    """Read what every tool declares: the models of all apps are ready."""
    from spaser.site.comptes.donnees_personnelles import (
        register_modeles,
        register_part,
        register_recherche,
    )
    from spaser.site.espace.historique import find_citations
    from spaser.site.organisations.outils import list_manifestes

    for outil in list_manifestes():
        register_modeles(*outil.modeles)
        for part in outil.donnees:
            register_part(part)
    register_recherche(find_citations)


_CONCERNE: Final = pages.Entree("Suis-je concerné ?", "espace:concerne", 5, pages.Zone.LOI)


def _offer_espace() -> None:
    pages.register_entree(_CONCERNE)
    pages.register_pages("espace", _list_pages)


def _list_pages() -> Iterator[pages.PagePubliee]:
    return iter((pages.PagePubliee(reverse(_CONCERNE.vue)),))


class EspaceConfig(AppConfig):
    name = "spaser.site.espace"
    verbose_name = "À plusieurs"

    def ready(self) -> None:
        _offer_commun()
        _offer_espace()
