"""Taking a file that someone sends: every control of its content, then quarantine."""

from __future__ import annotations

import hashlib
import uuid
from functools import partial
from typing import IO, TYPE_CHECKING, Final

from django.db import transaction
from django.utils.module_loading import import_string

from spaser.web.socle.fichiers.archives import REFAIRE, check_gz, check_zip
from spaser.web.socle.fichiers.bureautique import check_docx, check_odt
from spaser.web.socle.fichiers.donnees import check_donnees, check_json, check_parquet
from spaser.web.socle.fichiers.erreurs import Defaut, ErreurFichier
from spaser.web.socle.fichiers.formats import (
    ARCHIVES,
    DOCUMENTS,
    MEGA,
    TABLEURS,
    TAILLE_MAXIMUM,
    TAILLE_TABLEUR,
    Format,
    describe_contenu,
)
from spaser.web.socle.fichiers.noms import clean_nom, read_extension
from spaser.web.socle.fichiers.pdf import check_pdf
from spaser.web.socle.fichiers.tableurs import check_csv, check_ods, check_xlsx
from spaser.web.socle.models import Fichier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.core.files.uploadedfile import UploadedFile

_CONTROLES: Final[dict[Format, Callable[[IO[bytes]], None]]] = {
    Format.PDF: check_pdf,
    Format.ODT: check_odt,
    Format.DOCX: check_docx,
    Format.JSON: check_json,
    Format.CSV: check_csv,
    Format.XLSX: check_xlsx,
    Format.ODS: check_ods,
    Format.XML: check_donnees,
    Format.ZIP: check_zip,
    Format.GZ: check_gz,
    Format.PARQUET: check_parquet,
}
DONNEES: Final = {Format.JSON: check_donnees}  # for open data, whose reader mends a lot
_ZIPS: Final = (Format.ODT, Format.DOCX, Format.XLSX, Format.ODS, Format.ZIP)
_DEBUTS: Final = {
    Format.PDF: b"%PDF-",
    Format.GZ: b"\x1f\x8b",
    Format.PARQUET: b"PAR1",
    **dict.fromkeys(_ZIPS, b"PK\x03\x04"),
}
_TACHE: Final = "spaser.web.socle.tasks.check_fichier"  # the tasks import this package


def accept_fichier(
    upload: UploadedFile[bytes],
    formats: Iterable[Format],
    controles: Mapping[Format, Callable[[IO[bytes]], None]] | None = None,
) -> Fichier:
    """Check a file by its content and keep it in quarantine; ErreurFichier if it is refused.

    `controles` stand in for the usual ones of some formats.
    """
    nom = clean_nom(upload.name)
    genre = read_extension(nom, frozenset(formats))
    _check_taille(nom, upload.size or 0, genre)
    try:
        _check_contenu(upload, genre, (controles or {}).get(genre, _CONTROLES[genre]))
    except Defaut as defaut:
        raise ErreurFichier(nom, defaut.probleme, defaut.remede) from defaut
    return _keep(upload, nom, genre)


def _check_taille(nom: str, taille: int, genre: Format) -> None:
    if not taille:
        raise ErreurFichier(nom, "est vide.", "Vérifiez-le, puis envoyez-le de nouveau.")
    limite = TAILLE_TABLEUR if genre in TABLEURS else TAILLE_MAXIMUM
    if taille > limite:
        remede = "découpez-le par année ou par trimestre"
        if genre in DOCUMENTS:
            remede = "réduisez ses images"
        raise ErreurFichier(
            nom,
            f"pèse {taille / MEGA:.0f} Mo.",
            f"La limite est de {limite // MEGA} Mo : {remede}.",
        )


def _check_contenu(
    upload: UploadedFile[bytes], genre: Format, controle: Callable[[IO[bytes]], None]
) -> None:
    """Compare the content with what the name announces, then look inside."""
    upload.seek(0)
    debut = upload.read(4096)
    if not debut.startswith(_DEBUTS.get(genre, b"")):
        remede = f"Exportez le document en {genre.name}, sans seulement changer son nom."
        raise Defaut(
            f"n’est pas un {genre.name} : son contenu est {describe_contenu(debut)}.",
            REFAIRE if genre in ARCHIVES else remede,
        )
    controle(upload.file or upload)


def _keep(upload: UploadedFile[bytes], nom: str, genre: Format) -> Fichier:
    numero = uuid.uuid4()
    fichier = Fichier(
        id=numero, nom=nom, format=genre, taille=upload.size or 0, sha256=_sum(upload)
    )
    upload.seek(0)
    fichier.contenu.save(f"{numero.hex[:2]}/{numero.hex}", upload, save=False)
    fichier.save()
    tache = import_string(_TACHE)
    transaction.on_commit(partial(tache.enqueue, fichier_id=str(numero)))
    return fichier


def _sum(upload: UploadedFile[bytes]) -> str:
    somme = hashlib.sha256()
    for bloc in upload.chunks():
        somme.update(bloc)
    return somme.hexdigest()
