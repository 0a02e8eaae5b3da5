"""The one way by which a page prints a figure, with its reference."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from spaser.documents.lecture import NON_CONNU, Imprimable, mark_chiffre

register = template.Library()


@register.simple_tag
def chiffre(figure: Imprimable | None) -> SafeString:
    """Print a figure: `{% chiffre mesure %}`; « non connu » when there is none."""
    return mark_safe(mark_chiffre(figure) if figure else NON_CONNU)  # noqa: S308 - it escapes
