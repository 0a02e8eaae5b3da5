"""What other pages show of a buyer."""

from typing import Any

from django import template

from spaser.site.acheteurs.page_publique import list_premiers_acheteurs
from spaser.site.chiffres.figures import list_figures_publiees
from spaser.site.chiffres.situation import read_publiee

register = template.Library()


@register.inclusion_tag("acheteurs/exemple.html")
def exemple() -> dict[str, Any]:
    """Draw a figure that concludes, of the first buyer that counted something; else nothing."""
    for identite in list_premiers_acheteurs():
        situation = read_publiee(identite.siren)
        figures = list_figures_publiees(situation) if situation.annee else []
        if solides := [une for une in figures if une.cible.valeur]:
            return {"identite": identite, "situation": situation, "figures": solides[:1]}
    return {"figures": ()}
