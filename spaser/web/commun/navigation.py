"""The navigation of a space: a few pages always in sight, the tools and the team folded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.urls import reverse

if TYPE_CHECKING:
    from django.http import HttpRequest

    from spaser.web.organisations.espaces import Espace


class Groupe(StrEnum):
    """Where a page stands in the navigation."""

    EN_VUE = ""
    OUTILS = "Outils"
    EQUIPE = "À plusieurs"


@dataclass(frozen=True)
class Rubrique:
    """A page of every space; its view takes the `siren` and nothing else."""

    libelle: str
    vue: str
    ordre: int
    groupe: Groupe = Groupe.EN_VUE


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


_RUBRIQUES: Final[dict[str, Rubrique]] = {}


def register_rubrique(rubrique: Rubrique) -> None:
    """Add a page to the navigation of every space; called from an app's `ready`."""
    _RUBRIQUES[rubrique.vue] = rubrique


def list_menus(request: HttpRequest, espace: Espace) -> list[Menu]:
    """Return the navigation of a space: what is in sight, then each group that holds a page."""
    rubriques = [*sorted(_RUBRIQUES.values(), key=lambda r: r.ordre), *_list_outils(espace)]
    adresses = {r.vue: reverse(r.vue, args=[espace.siren]) for r in rubriques}
    courante = _find_courante(request, espace, adresses)
    return [
        Menu(groupe.value, liens)
        for groupe in Groupe
        if (
            liens := tuple(
                Lien(r.libelle, adresses[r.vue], _tell(request, r.vue, courante, adresses))
                for r in rubriques
                if r.groupe is groupe
            )
        )
    ]


def _list_outils(espace: Espace) -> list[Rubrique]:
    from spaser.web.commun.reglages import list_allumes  # noqa: PLC0415 - models are ready

    return [Rubrique(m.titre, m.vue, m.ordre, Groupe.OUTILS) for m in list_allumes(espace)]


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
    app = f"{request.resolver_match.namespace}:"
    soeurs = [vue for vue in adresses if vue.startswith(app)]
    return soeurs[0] if len(soeurs) == 1 else ""
