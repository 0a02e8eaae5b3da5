"""The navigation of a space: a few pages always in sight, the tools and the team folded."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from spaser.web.commun.outils import Groupe, list_rubriques
from spaser.web.commun.reglages import list_allumes
from spaser.web.organisations.models import Espace


@dataclass(frozen=True)
class Lien:
    """A page as the navigation shows it; `courante` is the value of aria-current, or empty."""

    libelle: str
    adresse: str
    courante: str


@dataclass(frozen=True)
class Menu:
    """A group of pages under one name; the pages in sight have none."""

    libelle: str
    liens: tuple[Lien, ...]

    @property
    def courant(self) -> Lien | None:
        """Return the page of this group where one is."""
        return next((lien for lien in self.liens if lien.courante), None)


def list_menus(request: HttpRequest, espace: Espace) -> list[Menu]:
    """Return the navigation of a space: what is in sight, then each group that holds a page."""
    pages = [*list_rubriques(), *list_allumes(espace)]
    adresses = {page.vue: reverse(page.vue, args=[espace.siren]) for page in pages}
    courante = _find_courante(request, espace, adresses)
    return [
        Menu(groupe.value, liens)
        for groupe in Groupe
        if (
            liens := tuple(
                Lien(p.name_for(espace), adresses[p.vue], _tell(request, p.vue, courante, adresses))
                for p in pages
                if p.groupe is groupe
            )
        )
    ]


def _tell(request: HttpRequest, vue: str, courante: str, adresses: dict[str, str]) -> str:
    if vue != courante:
        return ""
    return "page" if request.path == adresses[vue] else "true"


def _find_courante(request: HttpRequest, espace: Espace, adresses: dict[str, str]) -> str:
    """Return the view of the nearest page above this one, else the only one of the same app."""
    racine = espace.get_absolute_url()
    dessus = [
        vue
        for vue, adresse in adresses.items()
        if request.path == adresse or (adresse != racine and request.path.startswith(adresse))
    ]
    if dessus:
        return max(dessus, key=lambda vue: len(adresses[vue]))
    ici = request.resolver_match
    soeurs = [vue for vue in adresses if ici and vue.startswith(f"{ici.namespace}:")]
    return soeurs[0] if len(soeurs) == 1 else ""
