"""Amounts and shares of spend as a page prints them."""

from __future__ import annotations

from decimal import Decimal

from django import template

from spaser.documents.francais import (
    FINE,
    format_euros_lus,
    format_nombre,
    format_pourcent,
    format_siren,
)
from spaser.donnees.depenses.modele import Somme

register = template.Library()


@register.filter
def centimes(montant: Decimal | None) -> str:
    """Write an amount to the cent; « non connu » when there is none."""
    return "non connu" if montant is None else f"{format_nombre(float(montant), 2)}{FINE}€"


@register.filter
def poids(somme: Somme) -> str:
    return centimes(somme.euros)


@register.filter
def lus(montant: Decimal) -> str:
    return format_euros_lus(float(montant))


@register.filter
def part(valeur: float | None) -> str:
    return "non connue" if valeur is None else format_pourcent(valeur)


@register.filter
def nombre(valeur: int) -> str:
    return format_nombre(valeur)


@register.filter
def siren(valeur: str | None) -> str:
    return format_siren(valeur) if valeur else ""


@register.filter
def cherche(table: dict[str, str], cle: str | None) -> str:
    return table.get(cle or "", "")
