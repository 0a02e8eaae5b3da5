"""What stands beside a rate: its yardsticks, its years.

`{% load reperes %}`, then `{% reperes mesure.valeur objectifs %}` for all of them with their
sources, `{% reperes_courts … %}` for a line each; `{% tendance lue %}` for the years, of what
`read_tendance(ligne, variante, vue)` (`documents/tendance.py`) read.
`objectifs` is `list_objectifs(espace)` (`commun/outils.py`); without it, as on a page that anybody
reads, nothing is said of what the buyer aims at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import mark_safe

from spaser.documents.reperes import (
    BASES_DIFFERENTES,
    SANS_TAUX,
    explain_repere,
    list_lignes,
    name_repere,
    tell_repere,
)
from spaser.documents.tendance import LEGENDE, Tendance
from spaser.documents.vue_bilan import DOUBLES
from spaser.donnees.depenses.resultats.valeurs import ValeurDepense
from spaser.donnees.valeurs import Valeur
from spaser.metier.reperes import Objectif, Repere, list_reperes
from spaser.web.commun.outils import Objectifs

register = template.Library()

type Taux = Valeur | ValeurDepense


@register.inclusion_tag("espace/reperes/reperes.html", takes_context=True)
def reperes(
    context: Context, taux: Taux | Sequence[Taux], objectifs: Objectifs | None = None
) -> dict[str, Any]:
    tous = list(taux) if isinstance(taux, Sequence) else [taux]
    siens = _find_objectifs(tous, objectifs or {})
    trouves = [r for rang, t in enumerate(tous) for r in _list(t, [] if rang else siens)]
    return {
        "reperes": [(r, name_repere(r), tell_repere(r), explain_repere(r)) for r in trouves],
        "avertissement": _warn(tous, trouves),
        "sans_objectif": objectifs is not None and not siens,
        "espace": context.get("espace"),
    }


@register.inclusion_tag("espace/reperes/courts.html")
def reperes_courts(taux: Taux, objectifs: Objectifs | None = None) -> dict[str, Any]:
    """Show the main yardsticks, a line each; nothing beside a rate that is not known."""
    siens = _find_objectifs([taux], objectifs or {})
    return {"lignes": list_lignes(_list(taux, siens)) if taux.valeur is not None else []}


@register.inclusion_tag("espace/reperes/tendance.html")
def tendance(lue: Tendance | None) -> dict[str, Any]:
    dessin = mark_safe(lue.dessin) if lue else ""  # noqa: S308 - `graphiques` escapes every text
    return {"tendance": lue, "dessin": dessin, "legende": LEGENDE}


def _list(taux: Taux, objectifs: Sequence[Objectif]) -> list[Repere]:
    return list_reperes(taux.indicateur, taux.variante, taux.annee, objectifs)


def _warn(tous: Sequence[Taux], trouves: Sequence[Repere]) -> str:
    """Say that there is nothing to compare, or that bases differ; only where it is so."""
    if all(taux.valeur is None for taux in tous):
        return SANS_TAUX
    return BASES_DIFFERENTES if any(repere.source for repere in trouves) else ""


def _find_objectifs(tous: Sequence[Taux], objectifs: Objectifs) -> list[Objectif]:
    """Return the objectives of an indicator and of its twin in number or in value."""
    codes = [code for taux in tous for code in (taux.indicateur, DOUBLES.get(taux.indicateur, ""))]
    return [objectif for code in dict.fromkeys(codes) for objectif in objectifs.get(code, ())]
