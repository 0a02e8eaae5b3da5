"""Handing out a file, always as a download; keeping one that the site made; dropping one."""

from __future__ import annotations

import hashlib
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db import transaction
from django.http import FileResponse, Http404
from django.utils import timezone

from spaser.donnees.boite.appel import run_bounded
from spaser.donnees.boite.modele import EN_LIGNE, ErreurBoite
from spaser.donnees.envois.formats import MEGA, TYPES_MIME, Format
from spaser.donnees.tables.modele import ErreurTable
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
    """Give the path of what was sent: where Django keeps it, else a copy, forgotten once read."""
    if isinstance(envoi, TemporaryUploadedFile):
        envoi.flush()
        yield Path(envoi.temporary_file_path())
        return
    with tempfile.TemporaryDirectory(prefix="spaser-") as dossier:
        chemin = Path(dossier) / "envoi"
        with chemin.open("wb") as copie:
            copie.writelines(envoi.chunks())
        yield chemin


def read_table[T](
    envoi: UploadedFile[bytes], lire: Callable[[Path], T], octets_max: int, conseil: str
) -> T:
    """Read a table that was sent, in a box, and keep nothing of it.

    Raises:
        ErreurTable: it cannot be read, or not at a cost that is worth it.
    """
    if (envoi.size or 0) > octets_max:
        raise ErreurTable(f"Le fichier pèse plus de {octets_max // MEGA} Mo : {conseil}")
    try:
        with open_copie(envoi) as chemin:
            return run_bounded(EN_LIGNE, lire, chemin)
    except ErreurBoite as refus:
        raise ErreurTable(f"{refus.message} {refus.remede}") from refus


# The files that rows name, as paths of a backup: each app says its own, once, when it starts.

FICHIERS: Final = "fichiers"  # the trees of files, by their names in a backup
PRIVES: Final = "marches-prives"

type Lecture = Callable[[str], Iterable[tuple[Any, ...]]]  # runs a query, gives its rows
type Nommes = Callable[[Lecture], Iterable[str]]

NOMMES: Final[list[Nommes]] = []


def register_nommes(list_nommes: Nommes) -> None:
    """Have backups hold the files that the rows of an app name."""
    NOMMES.append(list_nommes)
