"""The ways through the site that each app declares: its menu, its plan."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.template import Origin
from django.template.loaders import app_directories, filesystem
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from spaser.site.socle.declarations import list_declares

type Source = Callable[[], Iterable[PagePubliee]]

# The site's menus: each app declares its entries, so that no floor names one above it.


class Zone(StrEnum):
    """Where an entry is shown: alone in the main menu, under one of its titles, or elsewhere."""

    PRINCIPAL = "principal"
    REGISTRE = "registre"
    LOI = "loi"
    METHODE = "methode"
    RESSOURCES = "ressources"
    OUTILS = "outils"  # of whoever is signed in, at the top
    EQUIPE = "equipe"  # of the programme team, on its desk
    PIED = "pied"
    LEGAL = "legal"


# The titles of the main menu, each with its place among the entries that stand alone.
TITRES: Final = (
    (Zone.REGISTRE, "Registre", 20),
    (Zone.LOI, "Ce que dit la loi", 30),
    (Zone.METHODE, "S’outiller, se former", 40),
    (Zone.RESSOURCES, "Ressources", 50),
)


@dataclass(frozen=True)
class Entree:
    """One link of a menu; `visible` keeps it from those who could not follow it.

    `sous` names the view of the entry that gathers it, in whose zone it is: the menu shows that one
    alone, their pages lead to each other.
    """

    libelle: str
    vue: str
    ordre: int
    zone: Zone = Zone.PRINCIPAL
    icone: str = ""
    sous: str = ""
    visible: Callable[[HttpRequest], bool] = field(default=lambda _request: True, compare=False)


@dataclass(frozen=True)
class LienMenu:
    """An entry as a page shows it; `courante` is the value of aria-current, or empty."""

    libelle: str
    adresse: str
    courante: str
    icone: str


@dataclass(frozen=True)
class EntreeMenu:
    """What the main menu shows: a link, or a title and the links under it."""

    libelle: str
    ordre: int
    lien: LienMenu | None = None
    liens: tuple[LienMenu, ...] = ()

    @property
    def courante(self) -> bool:
        return any(lien.courante for lien in (*self.liens, *filter(None, [self.lien])))


def list_menu(request: HttpRequest) -> list[EntreeMenu]:
    """Return the main menu for this visitor; a title under which nothing stands is left out."""
    seules = [
        EntreeMenu(entree.libelle, entree.ordre, lien)
        for entree, lien in _list_entrees(request, Zone.PRINCIPAL)
    ]
    titres = [
        EntreeMenu(libelle, ordre, liens=tuple(_list_de_tete(request, zone)))
        for zone, libelle, ordre in TITRES
    ]
    return sorted((*seules, *filter(_leads, titres)), key=lambda entree: entree.ordre)


def list_liens_menu(request: HttpRequest, zone: Zone) -> list[LienMenu]:
    return [lien for _, lien in _list_entrees(request, zone)]


def list_autour(request: HttpRequest) -> list[LienMenu]:
    """Return the pages that stand under the same entry as this one, the gathering one first."""
    entrees: list[Entree] = list_declares("ENTREES")
    ici = (e for e in entrees if _address(e.vue, settings.ROOT_URLCONF) == request.path)
    tete = next((e.sous or e.vue for e in ici), "")
    if not tete or all(e.sous != tete for e in entrees):
        return []
    zone = next(e.zone for e in entrees if e.vue == tete)
    siennes = [(e, lien) for e, lien in _list_entrees(request, zone) if tete in {e.vue, e.sous}]
    return [lien for _, lien in sorted(siennes, key=lambda un: bool(un[0].sous))]


def _list_de_tete(request: HttpRequest, zone: Zone) -> list[LienMenu]:
    return [lien for entree, lien in _list_entrees(request, zone) if not entree.sous]


def _leads(entree: EntreeMenu) -> bool:
    return bool(entree.liens)


def _list_entrees(request: HttpRequest, zone: Zone) -> list[tuple[Entree, LienMenu]]:
    declarees: list[Entree] = list_declares("ENTREES")
    zones = {entree.vue: entree.zone for entree in declarees}
    entrees = sorted(
        (e for e in declarees if zones[e.sous or e.vue] is zone), key=lambda e: (e.ordre, e.libelle)
    )
    adresses = [
        (entree, _address(entree.vue, settings.ROOT_URLCONF))
        for entree in entrees
        if entree.visible(request)
    ]
    proche = _find_proche(request.path, [adresse for _, adresse in adresses])
    tetes = {entree.sous for entree, adresse in adresses if adresse == proche}
    return [
        (
            entree,
            LienMenu(
                entree.libelle,
                adresse,
                _tell_courante(request.path, adresse)
                if adresse == proche
                else "true" * (entree.vue in tetes),
                entree.icone,
            ),
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


# The site's public pages, for its plan and for search engines; each app declares its own.


@dataclass(frozen=True)
class PagePubliee:
    """A page that search engines may read, and when it last changed if that is known."""

    adresse: str
    modifiee_le: datetime | None = None


def list_pages() -> list[PagePubliee]:
    """Return every page of every source, each once, in the order of the sources."""
    sources: list[Source] = list_declares("PAGES")
    pages = {page.adresse: page for source in sources for page in source()}
    return list(pages.values())


def list_premieres() -> list[str]:
    sources: list[Source] = list_declares("PAGES")
    return [page.adresse for source in sources for page in islice(source(), 1)]


# What every page of the site is given.


def site(request: HttpRequest) -> dict[str, Any]:
    """Give the brand and the menus; computed only if the page is one of ours."""
    return {"site": SimpleLazyObject(lambda: _describe(request))}


def _describe(request: HttpRequest) -> dict[str, Any]:
    from spaser.site.socle.courriels.envoi import shows_courriels  # noqa: PLC0415 - apps are ready

    neutre = settings.MARQUE != "etat"
    return {
        "accueil": "/",
        "marque": settings.MARQUE,
        "demonstration": settings.DEMONSTRATION,
        "sans_courriel": settings.SANS_COURRIEL,
        "courriels_montres": shows_courriels(),
        "avertissement": neutre or settings.DEMONSTRATION,
        "menu": list_menu(request),
        "autour": [(un.libelle, un.adresse, un.courante == "page") for un in list_autour(request)],
        "outils": list_liens_menu(request, Zone.OUTILS),
        "pied": list_liens_menu(request, Zone.PIED),
        "legal": list_liens_menu(request, Zone.LEGAL),
    }


# --- Reads templates so that French punctuation never begins a line, nor a quote ends one ---
# The words of a template are typed with plain spaces. Once, when it is loaded, those that go with
# high punctuation become unbreakable; tags, variables and addresses are left as they are, and so
# are the lengths and the lines that errors name.


_BALISE: Final = re.compile(
    r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)>"
    r"|<(?:\{%.*?%\}|\{\{.*?\}\}|[^>])*>",
    re.DOTALL,
)
_PLACE: Final = "\x01"  # stands for a tag: a sign, for what comes after it
_TENUE: Final = re.compile(rf"(?<=\S) (?=[:;?!»%€](?:[\s.,)»{_PLACE}]|$))|(?<=«) (?=\S)")
_INSECABLE: Final = "\u00a0"


def hold_punctuation(gabarit: str) -> str:
    """Return a template with unbreakable spaces around its French punctuation."""
    mots = _BALISE.sub(lambda balise: _PLACE * len(balise[0]), gabarit)
    signes = list(gabarit)
    for espace in _TENUE.finditer(mots):
        signes[espace.start()] = _INSECABLE
    return "".join(signes)


class _Tenus(filesystem.Loader):
    """Holds the punctuation of pages; the texts of mails keep plain spaces."""

    def get_contents(self, origin: Origin) -> str:
        contenu = super().get_contents(origin)
        return hold_punctuation(contenu) if origin.name.endswith(".html") else contenu


class Dossiers(_Tenus):
    """Templates of the folders that the settings name."""


class Applications(_Tenus, app_directories.Loader):
    """Templates of the apps."""
