"""Shows only what can be done: `{% peut "inviter" organisation as inviter %}`."""

from django import template
from django.template import RequestContext

from spaser.regles.droits import Operation
from spaser.site.organisations import acces
from spaser.site.organisations.espaces import may_follow
from spaser.site.organisations.models import Espace, Organisation

register = template.Library()


@register.simple_tag(takes_context=True)
def peut(context: RequestContext, operation: str, organisation: Organisation | None = None) -> bool:
    return acces.peut(context["request"], Operation(operation), organisation)


@register.simple_tag(takes_context=True)
def ouvre(context: RequestContext, espace: Espace, adresse: str) -> bool:
    """Say whether the reader may open an address of a space: what she may not has no link."""
    return may_follow(context["request"], espace, adresse)
