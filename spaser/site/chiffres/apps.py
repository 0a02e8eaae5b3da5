"""The app `chiffres`, for Django."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse

from spaser.site.socle import pages


def _offer_chiffres() -> None:
    pages.register_entree(
        pages.Entree("Méthodes de calcul", "chiffres:methodes", 20, pages.Zone.RESSOURCES)
    )
    pages.register_pages("chiffres", _list_pages)


def _list_pages() -> Iterator[pages.PagePubliee]:
    yield pages.PagePubliee(reverse("chiffres:methodes"))
    yield pages.PagePubliee(reverse("chiffres:loi"))


def _offer_depenses() -> None:
    from spaser.site.chiffres.depenses import (
        extraits,  # noqa: F401
        services,  # noqa: F401
    )
    from spaser.site.chiffres.depenses.services import list_nommees
    from spaser.site.socle.fichiers import register_nommes

    register_nommes(list_nommees)


def _offer_marches() -> None:
    from spaser.site.chiffres.marches import entrepot, fichiers  # noqa: F401
    from spaser.site.chiffres.marches.entrepot import list_prives_nommes
    from spaser.site.socle.fichiers import register_nommes

    register_nommes(list_prives_nommes)


class ChiffresConfig(AppConfig):
    name = "spaser.site.chiffres"
    verbose_name = "Chiffres"

    def ready(self) -> None:
        _offer_marches()
        _offer_depenses()
        _offer_chiffres()
