"""Values of a stakeholder as a page prints them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template

from spaser.documents.francais import format_date
from spaser.metier.acteurs.catalogue import load_catalogue

register = template.Library()


@register.filter
def en_mots(valeur: Any, champ: str) -> str:  # noqa: ANN401 - of any field
    """Write a value with the words of its codes."""
    if not valeur:
        return ""
    if champ == "typologie":
        return load_catalogue().name_typologie(valeur)
    if champ == "formes":
        return ", ".join(forme.libelle for forme in valeur)
    if isinstance(valeur, date):
        return format_date(valeur)
    return getattr(valeur, "libelle", str(valeur))
