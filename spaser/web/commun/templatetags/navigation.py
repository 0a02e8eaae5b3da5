"""The navigation of a space: `{% include "commun/navigation.html" %}` does it all."""

from __future__ import annotations

from django import template
from django.template import RequestContext

from spaser.web.commun.navigation import Lien, list_entrees
from spaser.web.organisations.espaces import is_relu, is_visite
from spaser.web.organisations.models import Espace

register = template.Library()


@register.simple_tag(takes_context=True)
def situe(context: RequestContext, espace: Espace) -> dict[str, bool]:
    """Say why this page is only read, if it is: a visit, or a kept trial that was asked for."""
    request = context["request"]
    return {"visite": is_visite(request, espace), "relu": is_relu(request, espace)}


@register.simple_tag(takes_context=True)
def entrees(context: RequestContext, espace: Espace) -> list[Lien]:
    return list_entrees(context["request"], espace)
