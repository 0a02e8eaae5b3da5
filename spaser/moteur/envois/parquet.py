"""Control of a Parquet: what it unfolds to is counted without unfolding it."""

import zipfile
from typing import IO, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from spaser.moteur.envois.formats import DEPLIE, Defaut

_LIGNES: Final = 1_000_000
_COLONNES: Final = 500
_VALEURS: Final = 60_000_000  # as many cells as a workbook may hold
_LOT: Final = 16_384
_MARQUE: Final = b"PAR1"
_REEXPORTER: Final = "Exportez-le de nouveau, sans mot de passe."
_DEMESURE: Final = ("se déplie en un tableau démesuré.", "Découpez-le par année.")


def check_parquet(fichier: IO[bytes]) -> None:
    """Raise Defaut at the first reason not to take this table."""
    fichier.seek(-len(_MARQUE), 2)
    if fichier.read() != _MARQUE:
        raise Defaut("est incomplet, ou contient autre chose à sa suite.", _REEXPORTER)
    if zipfile.is_zipfile(fichier):
        raise Defaut("est à la fois un Parquet et une archive ZIP.", _REEXPORTER)
    fichier.seek(0)
    try:
        _check_description(pq.read_metadata(fichier))
        _check_valeurs(fichier)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as erreur:
        raise Defaut("est abîmé, ou protégé par un mot de passe.", _REEXPORTER) from erreur


def _check_description(description: pq.FileMetaData) -> None:
    """Refuse what the file itself announces to be too large."""
    groupes = [description.row_group(rang) for rang in range(description.num_row_groups)]
    if (
        description.num_rows > _LIGNES
        or description.num_columns > _COLONNES
        or description.num_rows * description.num_columns > _VALEURS
        or sum(groupe.total_byte_size for groupe in groupes) > DEPLIE
    ):
        raise Defaut(*_DEMESURE)


def _check_valeurs(fichier: IO[bytes]) -> None:
    """Go through the values and add up what each would weigh once written out.

    A text that a dictionary holds once may stand a million times in its column.
    """
    table = pq.ParquetFile(fichier)
    textes = [
        champ.path
        for champ in map(table.schema.column, range(len(table.schema)))
        if champ.physical_type == "BYTE_ARRAY" and champ.max_repetition_level == 0
    ]
    table = pq.ParquetFile(fichier, read_dictionary=textes)
    reste = DEPLIE
    for lot in table.iter_batches(batch_size=_LOT, use_threads=False):
        reste -= sum(map(_weigh, lot.columns))
        if reste < 0:
            raise Defaut(*_DEMESURE)


def _weigh(colonne: pa.Array) -> int:
    """Return the bytes of a column, each value written out."""
    if not pa.types.is_dictionary(colonne.type):
        return int(colonne.nbytes)
    longueurs = pc.binary_length(colonne.dictionary)
    poids = pc.sum(longueurs.take(colonne.indices)).as_py() or 0
    return int(poids) + int(colonne.indices.nbytes)
