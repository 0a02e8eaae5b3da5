"""A step of the questionnaire, as an address names it."""

from __future__ import annotations


def read_etape(texte: str, total: int) -> int:
    """Return the number of a step that exists: the first one when the address names none."""
    est_etape = len(texte) == 1 and texte.isascii() and texte.isdigit()
    return min(max(int(texte), 1), total) if est_etape else 1
