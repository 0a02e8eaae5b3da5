"""What other pages show of a buyer."""

from typing import Any

from django import template

from spaser.site.acheteurs.page_publique import find_premier_acheteur
from spaser.site.chiffres.figures import list_figures_publiees
from spaser.site.chiffres.situation import read_publiee

register = template.Library()


@register.inclusion_tag("acheteurs/exemple.html")
def exemple() -> dict[str, Any]:
    """Draw the first figure that concludes of the buyer with most contracts; else nothing."""
    identite = find_premier_acheteur()
    situation = read_publiee(identite.siren) if identite else None
    figures = list_figures_publiees(situation) if situation and situation.annee else []
    solides = [une for une in figures if une.ligne.retenue and une.ligne.retenue.conclut]
    return {"identite": identite, "situation": situation, "figures": solides[:1]}
