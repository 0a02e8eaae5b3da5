"""Values of a stakeholder as a page prints them."""

from django import template

from spaser.site.diagnostic.acteurs.services import write_champ

register = template.Library()


@register.filter
def en_mots(valeur: object, champ: str) -> str:
    return write_champ(champ, valeur)
