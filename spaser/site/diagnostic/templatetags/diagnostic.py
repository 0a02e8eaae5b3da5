"""Values of a stakeholder as a page prints them."""

from django import template

from spaser.regles.champs import ChampDit
from spaser.site.socle.champs import tell_dit

register = template.Library()


@register.filter
def en_mots(valeur: object, champ: ChampDit) -> str:
    return tell_dit(champ, valeur)
