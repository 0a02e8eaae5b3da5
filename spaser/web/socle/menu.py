"""The site's menus: each app registers its entries, so that no floor names one above it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest


class Zone(StrEnum):
    """Where an entry is shown."""

    PRINCIPAL = "principal"
    OUTILS = "outils"
    PIED = "pied"
    LEGAL = "legal"


def _always(request: HttpRequest) -> bool:
    return True


@dataclass(frozen=True)
class Entree:
    """One link of a menu; `visible` keeps it from those who could not follow it."""

    libelle: str
    vue: str
    ordre: int
    zone: Zone = Zone.PRINCIPAL
    icone: str = ""
    visible: Callable[[HttpRequest], bool] = field(default=_always, compare=False)


@dataclass(frozen=True)
class LienMenu:
    """An entry as a page shows it; `courante` is the value of aria-current, or empty."""

    libelle: str
    adresse: str
    courante: str
    icone: str


_ENTREES: Final[dict[tuple[Zone, str], Entree]] = {}


def register_entree(entree: Entree) -> None:
    """Add a link to a menu; called from an app's `ready`."""
    _ENTREES[(entree.zone, entree.vue)] = entree


def list_liens_menu(request: HttpRequest, zone: Zone) -> list[LienMenu]:
    """Return the links of one menu for this visitor, in order."""
    entrees = sorted(
        (e for e in _ENTREES.values() if e.zone is zone), key=lambda e: (e.ordre, e.libelle)
    )
    adresses = [
        (entree, _address(entree.vue, settings.ROOT_URLCONF))
        for entree in entrees
        if entree.visible(request)
    ]
    proche = _find_proche(request.path, [adresse for _, adresse in adresses])
    return [
        LienMenu(
            entree.libelle,
            adresse,
            _tell_courante(request.path, adresse) if adresse == proche else "",
            entree.icone,
        )
        for entree, adresse in adresses
    ]


@cache
def _address(vue: str, table: str) -> str:
    """Return the address of a view without argument; every page asks for the same twenty."""
    return reverse(vue, table)


def _find_proche(chemin: str, adresses: list[str]) -> str:
    """Return the entry nearest to the page: /registre/carte/ is the map, not the register."""
    return max((a for a in adresses if _tell_courante(chemin, a)), key=len, default="")


def _tell_courante(chemin: str, adresse: str) -> str:
    if chemin == adresse:
        return "page"
    return "true" if adresse != "/" and chemin.startswith(adresse) else ""
