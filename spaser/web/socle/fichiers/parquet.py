"""Control of a Parquet file: whole, not locked, of a size that can be read."""

from __future__ import annotations

import zipfile
from typing import IO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from spaser.web.socle.fichiers.archives import DEPLIE
from spaser.web.socle.fichiers.erreurs import Defaut

_LIGNES: Final = 1_000_000
_COLONNES: Final = 500
_MARQUE: Final = b"PAR1"
_REEXPORTER: Final = "Exportez-le de nouveau, sans mot de passe."


def check_parquet(fichier: IO[bytes]) -> None:
    """Raise Defaut at the first reason not to take this table; only its description is read."""
    fichier.seek(-len(_MARQUE), 2)
    if fichier.read() != _MARQUE:
        raise Defaut("est incomplet, ou contient autre chose à sa suite.", _REEXPORTER)
    if zipfile.is_zipfile(fichier):
        raise Defaut("est à la fois un Parquet et une archive ZIP.", _REEXPORTER)
    fichier.seek(0)
    try:
        description = pq.read_metadata(fichier)
    except (pa.ArrowException, OSError, ValueError) as erreur:
        raise Defaut("est abîmé, ou protégé par un mot de passe.", _REEXPORTER) from erreur
    groupes = map(description.row_group, range(description.num_row_groups))
    if (
        description.num_rows > _LIGNES
        or description.num_columns > _COLONNES
        or sum(groupe.total_byte_size for groupe in groupes) > DEPLIE
    ):
        raise Defaut("se déplie en un tableau démesuré.", "Découpez-le par année.")
