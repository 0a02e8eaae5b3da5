"""Taking a file that someone sends: every control of its content, then quarantine."""

from __future__ import annotations

import hashlib
import unicodedata
import uuid
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import IO, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.module_loading import import_string

from spaser.web.socle.fichiers.archives import (
    REFAIRE,
    check_donnees,
    check_gz,
    check_json,
    check_parquet,
    check_zip,
)
from spaser.web.socle.fichiers.bureautique import (
    check_csv,
    check_docx,
    check_ods,
    check_odt,
    check_xlsx,
)
from spaser.web.socle.fichiers.formats import (
    ARCHIVES,
    DOCUMENTS,
    EXTENSIONS_ACTIVES,
    MEGA,
    TABLEURS,
    TAILLE_MAXIMUM,
    TAILLE_TABLEUR,
    Defaut,
    ErreurFichier,
    Format,
    describe_contenu,
)
from spaser.web.socle.fichiers.pdf import check_pdf
from spaser.web.socle.models import Fichier

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
    with transaction.atomic():
        fichier.save()
        import_string(_TACHE).enqueue(fichier_id=str(numero))
    return fichier


def _sum(upload: UploadedFile[bytes]) -> str:
    somme = hashlib.sha256()
    for bloc in upload.chunks():
        somme.update(bloc)
    return somme.hexdigest()


# The name a file was sent under: cleaned, and its format read from it.

_LONGUEUR: Final = 150
_INVISIBLES: Final = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")  # also what turns the reading direction


def clean_nom(nom: str | None) -> str:
    """Return the last part of a name, without invisible letters, short enough to be kept."""
    visible = "".join(
        lettre
        for lettre in unicodedata.normalize("NFC", nom or "")
        if unicodedata.category(lettre) not in _INVISIBLES
    )
    chemin = PurePosixPath(visible.replace("\\", "/"))
    tronc = chemin.stem.strip(" .")[: _LONGUEUR - len(chemin.suffix)]
    return f"{tronc or 'document'}{chemin.suffix}"


def read_extension(nom: str, formats: frozenset[Format]) -> Format:
    """Return the format that a name announces; ErreurFichier if it is not one of `formats`."""
    *avant, extension = nom.lower().split(".")
    if not avant or extension not in formats:
        raise ErreurFichier(
            nom,
            "n’est pas dans un format accepté.",
            f"Envoyez un fichier {name_formats(formats)}.",
        )
    if active := EXTENSIONS_ACTIVES.intersection(avant[1:]):
        raise ErreurFichier(
            nom,
            f"porte deux extensions, dont « .{min(active)} ».",
            f"Renommez-le avec la seule extension « .{extension} ».",
        )
    return Format(extension)


def name_formats(formats: frozenset[Format]) -> str:
    """Return « PDF, ODT ou DOCX »."""
    *premiers, dernier = [f.name for f in Format if f in formats]
    return f"{', '.join(premiers)} ou {dernier}" if premiers else dernier
