"""French as pages print it: dates (the first of a month is « 1er »), punctuation."""

from __future__ import annotations

import re
from collections.abc import Sized
from datetime import date, datetime
from typing import Any, Final

from django import template
from django.template import defaultfilters
from django.template.defaultfilters import stringfilter
from django.utils import timezone

from spaser.documents.francais import INSECABLE, cut_titre, format_date, is_pluriel

register = template.Library()


@register.filter
def jour(valeur: date | datetime | None) -> str:
    """Write a day: 24 novembre 2026. Nothing gives an empty text."""
    if isinstance(valeur, datetime):
        valeur = timezone.localtime(valeur).date()
    return _write(valeur) if valeur else ""


@register.filter
def jour_heure(valeur: datetime | None) -> str:
    """Write a moment: 24 novembre 2026 à 9 h 05."""
    if not valeur:
        return ""
    local = timezone.localtime(valeur)
    return f"{_write(local.date())} à {local.hour}\u00a0h\u00a0{local:%M}"


def _write(valeur: date) -> str:
    """Let a date be cut at the end of a line: columns are narrow on a phone."""
    return format_date(valeur).replace(INSECABLE, " ")


@register.filter(is_safe=False)
def pluralize(valeur: Any, formes: str = "s") -> str:  # noqa: ANN401 - a number or what is counted
    """Stand in for Django's filter, whose plural is English: in French, zero is singular."""
    try:
        nombre = len(valeur) if isinstance(valeur, Sized) and valeur != str(valeur) else valeur
        return defaultfilters.pluralize(2 if is_pluriel(float(nombre)) else 1, formes)
    except (TypeError, ValueError):  # nothing to count
        return ""


@register.filter(is_safe=False)
@stringfilter
def coupe(texte: str, longueur: int) -> str:
    """Shorten a title, its lot number kept."""
    return cut_titre(texte, longueur)


# Sentences that rules write, as a French page prints them.

_HAUTES: Final = re.compile(r" (?=[:;?!%€»])|(?<=«) ")


@register.filter(is_safe=True)
@stringfilter
def insecables(texte: str) -> str:
    """Keep high punctuation with the word it belongs to."""
    return _HAUTES.sub("\u00a0", texte)
