"""What was asked by a link of the thing of a page: `{% demandes espace objet %}`."""

from typing import Any

from django import template

from spaser.site.entourage.demandes import list_questions
from spaser.site.organisations.models import Espace

register = template.Library()


@register.inclusion_tag("entourage/demandes/du_sujet.html")
def demandes(espace: Espace, objet: str) -> dict[str, Any]:
    du_sujet = list_questions(espace).filter(objet=objet, reprise_le=None, close_le=None)
    return {"questions": du_sujet}
