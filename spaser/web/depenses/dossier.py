"""Where the lines of spend of a space are kept: files that no address serves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from spaser.web.depenses.models import Calcul, EtatExtrait, Extrait
from spaser.web.socle.fichiers.service import FICHIERS, Lecture

_DOSSIER: Final = "depenses"
_DROITS: Final = 0o700
_NOMMEES: Final = (
    f"SELECT cle FROM {Calcul._meta.db_table} WHERE cle IS NOT NULL",  # noqa: S608, SLF001 - ours
    f"SELECT cle FROM {Extrait._meta.db_table} WHERE etat = '{EtatExtrait.LU}'",  # noqa: S608, SLF001
)


def path_of(cle: UUID) -> Path:
    return _open_dossier() / f"{cle.hex}.parquet"


def list_lignes() -> list[Path]:
    """Return every file of lines, those of a work that was stopped included."""
    return [chemin for chemin in _open_dossier().iterdir() if chemin.is_file()]


def _open_dossier() -> Path:
    """Return the folder, made if need be and closed to others."""
    dossier = Path(settings.MEDIA_ROOT) / _DOSSIER
    dossier.mkdir(mode=_DROITS, parents=True, exist_ok=True)
    return dossier


def drop_lignes(cle: UUID | None) -> None:
    """Remove lines once what names them is gone for good."""
    if cle is not None:
        transaction.on_commit(partial(path_of(cle).unlink, missing_ok=True))


def list_nommees(lit: Lecture) -> Iterator[str]:
    """Yield the files of lines that a base names, as paths of its backup."""
    for requete in _NOMMEES:
        for (cle,) in lit(requete):
            yield f"{FICHIERS}/{_DOSSIER}/{UUID(str(cle)).hex}.parquet"
