"""The app `registre`, for Django."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.regles.droits import Operation
from spaser.site.socle import pages

_ENTREES: Final = (
    pages.Entree("Tous les schémas", "registre:liste", 10, pages.Zone.REGISTRE),
    pages.Entree("Carte", "registre:carte", 20, pages.Zone.REGISTRE),
    pages.Entree("Chiffres clés", "registre:chiffres", 30, pages.Zone.REGISTRE),
    pages.Entree("Comparer des schémas", "registre:comparaison", 40, pages.Zone.REGISTRE),
    pages.Entree("Déposer un schéma", "registre:deposer", 50, pages.Zone.REGISTRE),
    pages.Entree("Suivre le registre", "registre:alerte", 60, pages.Zone.REGISTRE),
)


def _offer_registre() -> None:
    """Declare what can be found, the menus and the public pages; listen to the floors below."""
    from spaser.site.organisations.acces import allow
    from spaser.site.recherche.services import register_type, register_vive
    from spaser.site.registre.depot import envoi  # noqa: F401
    from spaser.site.registre.documents import FICHE, PAGE
    from spaser.site.registre.liste import PASSAGES, SCHEMAS

    register_type(FICHE)
    register_type(PAGE)
    register_vive(SCHEMAS)
    register_vive(PASSAGES)
    for entree in _ENTREES:
        pages.register_entree(entree)
    pages.register_entree(
        pages.Entree(
            "Modération",
            "registre:moderation",
            ordre=30,
            zone=pages.Zone.EQUIPE,
            icone="fr-icon-todo-line",
            visible=allow(Operation.MODERER_DEPOT),
        )
    )
    pages.register_pages("registre", _list_pages)


def _list_pages() -> Iterator[pages.PagePubliee]:
    from spaser.site.registre.models import Fiche

    yield from (pages.PagePubliee(reverse(entree.vue)) for entree in _ENTREES)
    for fiche in Fiche.objects.publiees().only("slug", "mise_a_jour_le"):
        yield pages.PagePubliee(fiche.get_absolute_url(), fiche.mise_a_jour_le)


class RegistreConfig(AppConfig):
    name = "spaser.site.registre"
    verbose_name = "Registre des schémas"

    def ready(self) -> None:
        _offer_registre()
