"""Writes the values of a sheet."""

from __future__ import annotations

from django import template

from spaser.metier.registre.valeurs import format_valeur

register = template.Library()


@register.filter
def francais(valeur: object) -> str:
    """Write a value of a sheet in French: a number, a date, a word of a list."""
    return format_valeur(valeur)
