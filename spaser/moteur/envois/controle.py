"""What every file that is sent goes through, in its box: its content is compared with its name."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

from spaser.moteur.envois import archives, bureautique
from spaser.moteur.envois.formats import ARCHIVES, REFAIRE, Defaut, Format, describe_contenu
from spaser.moteur.tables.modele import ILLISIBLES

_TETE: Final = 4096
_ZIPS: Final = (Format.ODT, Format.DOCX, Format.XLSX, Format.ODS, Format.ZIP)
_DEBUTS: Final = {
    Format.PDF: b"%PDF-",
    Format.GZ: b"\x1f\x8b",
    Format.PARQUET: b"PAR1",
    **dict.fromkeys(_ZIPS, b"PK\x03\x04"),
}
_REENREGISTRER: Final = "Enregistrez-le de nouveau depuis votre logiciel, puis renvoyez-le."


def check_envoi(chemin: Path, genre: Format, ouvertes: bool) -> None:  # noqa: FBT001 - by its place
    """Compare a file with what its name announces, then look inside.

    Raises:
        Defaut: the first reason not to take it. `ouvertes`: open data, whose reader mends a lot.
    """
    with chemin.open("rb") as fichier:
        debut = fichier.read(_TETE)
        if not debut.startswith(_DEBUTS.get(genre, b"")):
            remede = f"Exportez le document en {genre.name}, sans seulement changer son nom."
            raise Defaut(
                f"n’est pas un {genre.name} : son contenu est {describe_contenu(debut)}.",
                REFAIRE if genre in ARCHIVES else remede,
            )
        try:
            find_controle(genre, ouvertes=ouvertes)(fichier)
        except (*ILLISIBLES, ValueError, IndexError, struct.error) as erreur:
            raise Defaut("est abîmé ou incomplet.", _REENREGISTRER) from erreur


def find_controle(genre: Format, *, ouvertes: bool) -> Callable[[IO[bytes]], None]:
    """Return the control of a format; each brings libraries that the others do without."""
    if genre is Format.PDF:
        from spaser.moteur.envois.pdf import check_pdf

        return check_pdf
    if genre is Format.PARQUET:
        from spaser.moteur.envois.parquet import check_parquet

        return check_parquet
    return {
        Format.ODT: bureautique.check_odt,
        Format.DOCX: bureautique.check_docx,
        Format.JSON: archives.check_donnees if ouvertes else archives.check_json,
        Format.CSV: bureautique.check_csv,
        Format.XLSX: bureautique.check_xlsx,
        Format.ODS: bureautique.check_ods,
        Format.XML: archives.check_donnees,
        Format.ZIP: archives.check_zip,
        Format.GZ: archives.check_gz,
    }[genre]
