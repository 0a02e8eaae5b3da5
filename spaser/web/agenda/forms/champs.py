"""What several forms of the agenda ask or check."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from spaser.web.editorial.controle import check_textes


def check_corps(texte: str | None) -> str:
    """Return a text whose links and citations lead somewhere; ValidationError says which do not."""
    if fautes := check_textes(texte or ""):
        raise ValidationError(fautes)
    return texte or ""
