"""Tags for the components of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.http import HttpRequest

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
def numeros(page: Page) -> list[int | str]:
    """Return the page numbers worth showing, with an ellipsis for each gap."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
