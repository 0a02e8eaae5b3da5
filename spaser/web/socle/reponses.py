"""Answers that are not pages."""

from __future__ import annotations

from django.http import HttpResponse


def reply_csv(texte: str, nom: str) -> HttpResponse:
    """Return a spreadsheet that the browser saves and nobody else keeps."""
    return reply_fichier(texte.encode(), "text/csv; charset=utf-8", nom)


def reply_fichier(contenu: bytes, mime: str, nom: str) -> HttpResponse:
    """Return a file that the browser saves and nobody else keeps."""
    reponse = HttpResponse(contenu, content_type=mime)
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    reponse["Cache-Control"] = "private, no-store"
    return reponse
