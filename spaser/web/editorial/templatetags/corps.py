"""Writes the texts that the programme team types."""

from __future__ import annotations

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from spaser.documents.rendus.html import write_blocs
from spaser.web.editorial.images import read_corps, stay

register = template.Library()


@register.filter
def corps(texte: str) -> SafeString:
    """Write a text as HTML; what leads to a page of this site stays on it, whatever its name."""
    return stay(write_blocs(read_corps(texte, timezone.localdate())))
