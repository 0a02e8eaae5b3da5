"""Tags for the components of the site."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest

from spaser.documents.francais import format_nombre
from spaser.web.socle.apercu import read_apercu

register = template.Library()


@register.simple_tag
def adresse_avec(request: HttpRequest, **changements: object) -> str:
    """Return the page's own query string with some values replaced; empty ones are taken out."""
    parametres = request.GET.copy()
    for nom, valeur in changements.items():
        parametres.pop(nom, None)
        if valeur not in (None, ""):
            parametres[nom] = str(valeur)
    return f"?{parametres.urlencode()}"


@register.filter
def numeros(page: Page[Any]) -> list[int | str]:
    """Return the page numbers worth showing, with an ellipsis for each gap."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.filter
def sauts(page: Page[Any]) -> dict[str, int]:
    """Return where the links beside the numbers lead; 0 where there is no such page."""
    avant, apres = page.number - 1, page.number + 1 if page.has_next() else 0
    derniere = page.paginator.num_pages if apres else 0
    return {"premiere": min(avant, 1), "avant": avant, "apres": apres, "derniere": derniere}


@register.filter
def etendue(page: Page[Any]) -> str:
    """Say which part of a list is on a page: « 1 à 50 sur 5 000 »."""
    bornes = (page.start_index(), page.end_index(), page.paginator.count)
    return "{} à {} sur {}".format(*map(format_nombre, bornes))


@register.inclusion_tag("socle/composants/entete_tri.html", takes_context=True)
def entete_tri(context: template.Context, nom: str, libelle: str) -> dict[str, str]:
    """Return a table header that sorts by this column; a second click turns the order over."""
    request: HttpRequest = context["request"]
    tri = request.GET.get("tri", "")
    sens = {nom: "ascending", f"-{nom}": "descending"}.get(tri, "")
    suivant = f"-{nom}" if sens == "ascending" else nom
    return {
        "libelle": libelle,
        "sens": sens,
        "adresse": adresse_avec(request, tri=suivant, page=""),
    }


@register.inclusion_tag("socle/page/apercu.html", takes_context=True)
def apercu(context: template.Context) -> dict[str, str]:
    return read_apercu(context)
