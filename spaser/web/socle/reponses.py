"""Answers that are not pages."""

from __future__ import annotations

from django.http import HttpResponse


def reply_csv(texte: str, nom: str) -> HttpResponse:
    """Return a spreadsheet that the browser saves and nobody else keeps."""
    reponse = HttpResponse(texte, content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    reponse["Cache-Control"] = "private, no-store"
    return reponse
