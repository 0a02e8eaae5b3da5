"""Amounts and shares as a page prints them."""

from __future__ import annotations

from django import template

from spaser.documents.francais import (
    format_euros_courts,
    format_nombre,
    format_pourcent,
    pluriel,
    typographie,
)
from spaser.documents.lecture import Mesure, format_bornes
from spaser.documents.reperes import format_part

register = template.Library()


@register.filter
def euros(montant: float | None) -> str:
    """Write an amount short; « non connu » when there is none."""
    return "non connu" if montant is None else format_euros_courts(montant)


@register.filter
def pourcent(part: float) -> str:
    """Write a published share with the decimal that its source gives."""
    return format_part(part)


@register.filter
def nombre(valeur: float) -> str:
    """Write a whole number, thousands apart."""
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
    """Write the bounds of a figure."""
    return format_bornes(mesure)


@register.filter
def couverture(mesure: Mesure) -> str:
    """Write the share of contracts whose answer is known."""
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
