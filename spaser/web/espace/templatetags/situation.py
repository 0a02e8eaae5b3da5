"""Amounts and shares as a page prints them."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import RequestContext

from spaser.documents.couverture import tell_fichiers
from spaser.documents.francais import (
    format_euros_courts,
    format_nombre,
    format_pourcent,
    pluriel,
    typographie,
)
from spaser.documents.lecture import Mesure, format_bornes
from spaser.documents.reperes import format_part
from spaser.documents.vue_bilan import CODES_LEGAUX, VueBilan
from spaser.donnees.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.donnees.indicateurs.catalogue import PAR_CODE
from spaser.donnees.indicateurs.textes import tell_absentes
from spaser.metier.droits import Operation
from spaser.web.espace.entrepot import entrepot
from spaser.web.organisations.acces import peut

register = template.Library()


@register.filter
def euros(montant: float | None) -> str:
    """Write an amount short; « non connu » when there is none."""
    return "non connu" if montant is None else format_euros_courts(montant)


@register.filter
def pourcent(part: float) -> str:
    return format_part(part)


@register.filter
def nombre(valeur: float) -> str:
    return format_nombre(valeur)


@register.filter
def points(ecart: float) -> str:
    """Write the distance between two shares: « 3 points », « moins d’un point »."""
    en_points = ecart * 100
    if 0 < en_points < 1:
        return "moins d’un point"
    return pluriel(round(en_points), "point")


@register.filter
def bornes(mesure: Mesure) -> str:
    return format_bornes(mesure)


@register.filter
def couverture(mesure: Mesure) -> str:
    valeur = mesure.valeur
    return format_pourcent((valeur.n - valeur.inconnus) / valeur.n) if valeur.n else "–"


@register.filter
def typo(texte: str | None) -> str:
    """Give a sentence of the definitions its printed apostrophes and unbreakable spaces."""
    return typographie(texte) if texte else ""


@register.filter
def nombre_de(nombre: int, noms: str) -> str:
    """Count in French, where the plural starts at two: « 0 réponse », « 2 réponses ».

    `noms` is the singular, then after a comma a plural that is not just the singular with an s.
    """
    singulier, _, au_pluriel = noms.partition(",")
    return pluriel(nombre, singulier, au_pluriel or None)


@register.inclusion_tag("espace/situation/listes.html", takes_context=True)
def listes_absentes(context: RequestContext, de: str = "") -> dict[str, Any]:
    """Name, once on a page, the lists that the site lacks: those of the law's lines, or all."""
    try:
        absentes = entrepot().recall(("listes",), lambda ouvert: ouvert.listes_absentes)
    except (EntrepotAbsent, EntrepotAbime):
        return {"phrase": ""}
    if de == "legales":
        absentes &= {liste for code in CODES_LEGAUX for liste in PAR_CODE[code].referentiels_requis}
    phrase = typographie(tell_absentes(absentes))
    return {"phrase": phrase, "agir": bool(phrase) and _may_act(context.get("request"))}


@register.inclusion_tag("espace/situation/fichiers.html")
def fichiers_lus(vue: VueBilan | None) -> dict[str, Any]:
    """Say in a line which files were read of a buyer, and which years they cover; fold the rest."""
    return {"lus": tell_fichiers(vue) if vue else None}


def _may_act(request: HttpRequest | None) -> bool:
    """Say whether the reader may see how to load them; a document that the site writes has none."""
    return request is not None and peut(request, Operation.VOIR_PROGRAMME)
