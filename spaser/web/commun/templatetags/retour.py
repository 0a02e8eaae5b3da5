"""The way back from a tool to the heading of the scheme that it fills."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.template import RequestContext
from django.urls import reverse

from spaser.metier.approches import load_approches
from spaser.metier.trame import Rubrique
from spaser.web.commun.outils import Groupe, list_manifestes
from spaser.web.organisations.models import Espace

register = template.Library()


@register.simple_tag(takes_context=True)
def retour(context: RequestContext, espace: Espace) -> Rubrique | None:
    """Return the first heading that the tool of this page fills; None elsewhere."""
    return find_rubrique(context["request"], espace)


def find_rubrique(request: HttpRequest, espace: Espace) -> Rubrique | None:
    adresses = {
        reverse(outil.vue, args=[espace.siren]): outil.code
        for outil in list_manifestes()
        if outil.groupe is Groupe.OUTILS
    }
    dessus = [adresse for adresse in adresses if request.path.startswith(adresse)]
    if not dessus:
        return None
    code = adresses[max(dessus, key=len)]
    rubriques = (r for partie in load_approches().outline(None) for r in partie.rubriques)
    return next((rubrique for rubrique in rubriques if rubrique.outil == code), None)
