"""Shows only what can be done: `{% peut "inviter" organisation as inviter %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from spaser.metier.droits import Operation
from spaser.web.organisations import acces

if TYPE_CHECKING:
    from django.template import RequestContext

    from spaser.web.organisations.models import Organisation

register = template.Library()


@register.simple_tag(takes_context=True)
def peut(context: RequestContext, operation: str, organisation: Organisation | None = None) -> bool:
    """Say whether the reader may do that, there."""
    return acces.peut(context["request"], Operation(operation), organisation)
