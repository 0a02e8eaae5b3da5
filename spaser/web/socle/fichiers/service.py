"""Handing out a file, always as a download; keeping one that the site made; dropping one."""

from __future__ import annotations

import hashlib
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, Http404
from django.utils import timezone

from spaser.web.socle.fichiers.formats import TYPES_MIME, Format
from spaser.web.socle.models import EtatFichier, Fichier


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


def keep_fichier(nom: str, contenu: bytes) -> Fichier:
    """Keep a file that the site made itself: there is nothing to check in it."""
    numero = uuid.uuid4()
    fichier = Fichier(
        id=numero,
        nom=nom,
        format=Format(nom.rpartition(".")[2]),
        taille=len(contenu),
        sha256=hashlib.sha256(contenu).hexdigest(),
        etat=EtatFichier.SAIN,
        controle_le=timezone.now(),
    )
    fichier.contenu.save(f"{numero.hex[:2]}/{numero.hex}", ContentFile(contenu), save=False)
    fichier.save()
    return fichier


def delete_fichier(fichier: Fichier) -> None:
    """Remove a file, and its content once nothing can bring its row back."""
    if fichier.contenu:
        drop_contenu(fichier)
    fichier.delete()


def drop_contenu(fichier: Fichier) -> None:
    """Remove a content when the transaction has succeeded; one left behind is swept later."""
    contenu = fichier.contenu
    transaction.on_commit(partial(contenu.storage.delete, str(contenu.name)))


# A file that a reader opens by its path, for as long as it reads.


@contextmanager
def open_copie(envoi: UploadedFile[bytes]) -> Iterator[Path]:
    """Give the path of a copy of what was sent, forgotten once read."""
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "envoi"
        with chemin.open("wb") as copie:
            copie.writelines(envoi.chunks())
        yield chemin
