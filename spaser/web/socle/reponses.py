"""Answers that are not pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

from spaser.documents.classeur import write_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaser.documents.classeur import Format, Onglet


def reply_csv(texte: str, nom: str) -> HttpResponse:
    """Return a spreadsheet that the browser saves and nobody else keeps."""
    return reply_fichier(texte, nom, "text/csv; charset=utf-8")


def reply_classeur(onglets: Sequence[Onglet], classeur: Format, nom: str) -> HttpResponse:
    """Return tables in the kind asked for; `nom` comes without its suffix."""
    return reply_fichier(write_table(onglets, classeur), f"{nom}.{classeur}", classeur.mime)


def reply_fichier(contenu: bytes | str, nom: str, mime: str) -> HttpResponse:
    """Return a file that the browser saves and nobody else keeps."""
    reponse = HttpResponse(contenu, content_type=mime)
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    reponse["Cache-Control"] = "private, no-store"
    return reponse
