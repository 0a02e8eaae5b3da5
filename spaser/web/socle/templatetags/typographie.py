"""Sentences that rules write, as a French page prints them."""

from __future__ import annotations

import re
from typing import Final

from django import template
from django.template.defaultfilters import stringfilter

register = template.Library()
_HAUTES: Final = re.compile(r" (?=[:;?!%€»])|(?<=«) ")


@register.filter(is_safe=True)
@stringfilter
def insecables(texte: str) -> str:
    """Keep high punctuation with the word it belongs to."""
    return _HAUTES.sub("\u00a0", texte)
