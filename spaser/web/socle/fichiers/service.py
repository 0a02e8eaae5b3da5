"""Handing out a file, always as a download, and dropping it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404

from spaser.web.socle.fichiers.formats import TYPES_MIME, Format

if TYPE_CHECKING:
    from spaser.web.socle.models import Fichier


def serve_fichier(fichier: Fichier) -> FileResponse:
    """Return a sound file as a download; anything else is not found."""
    if not fichier.est_sain:
        raise Http404("Ce fichier n’est pas disponible.")
    reponse = FileResponse(
        fichier.contenu.open("rb"),
        as_attachment=True,
        filename=fichier.nom,
        content_type=TYPES_MIME[Format(fichier.format)],
    )
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return reponse


def delete_fichier(fichier: Fichier) -> None:
    """Remove a file and its content."""
    if fichier.contenu:
        fichier.contenu.delete(save=False)
    fichier.delete()
