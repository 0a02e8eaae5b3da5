"""The menu of a space: a few entries, one of which is where every other page stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from spaser.web.commun.outils import Groupe, Outil, list_pages
from spaser.web.organisations.models import Espace

# The entry under which pages stand that are not in the menu: tools fill the scheme.
_SOUS: Final[Mapping[Groupe, str]] = {
    Groupe.OUTILS: "redaction",
    Groupe.EQUIPE: "equipe",
    Groupe.CHIFFRES: "tableau",
}


@dataclass(frozen=True)
class Lien:
    """An entry of the menu; `courante` is the value of aria-current, or empty."""

    libelle: str
    adresse: str
    courante: str


def list_entrees(request: HttpRequest, espace: Espace) -> list[Lien]:
    courante = _find_courante(request, espace)
    return [
        Lien(page.name_for(espace), adresse, _tell(request, page, adresse, courante))
        for page in list_pages(Groupe.EN_VUE)
        for adresse in [reverse(page.vue, args=[espace.siren])]
    ]


def _tell(request: HttpRequest, entree: Outil, adresse: str, courante: Outil | None) -> str:
    if courante is None or entree.code != _SOUS.get(courante.groupe, courante.code):
        return ""
    return "page" if request.path == adresse else "true"


def _find_courante(request: HttpRequest, espace: Espace) -> Outil | None:
    """Return the nearest page above this one, else the only one of the same app."""
    pages = {
        reverse(page.vue, args=[espace.siren]): page
        for groupe in (Groupe.EN_VUE, *_SOUS)
        for page in list_pages(groupe)
    }
    if dessus := [adresse for adresse in pages if request.path.startswith(adresse)]:
        return pages[max(dessus, key=len)]
    ici = request.resolver_match
    soeurs = [p for p in pages.values() if ici and p.vue.startswith(f"{ici.namespace}:")]
    return soeurs[0] if len(soeurs) == 1 else None
