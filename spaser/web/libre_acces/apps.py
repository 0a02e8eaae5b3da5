"""The app `libre_acces`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

_SOMMAIRE: Final = Entree("Outils en libre accès", "libre_acces:sommaire", 2, Zone.METHODE)
_OUTILS: Final = ("acteurs", "grille", "politiques")


class LibreAccesConfig(AppConfig):
    name = "spaser.web.libre_acces"

    def ready(self) -> None:
        register_entree(_SOMMAIRE)
        register_pages("libre_acces", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    yield PagePubliee(reverse(_SOMMAIRE.vue))
    yield from (PagePubliee(reverse(f"libre_acces:{outil}")) for outil in _OUTILS)
