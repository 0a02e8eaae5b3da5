"""Where the lines of a space are: files that no address serves."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

_DOSSIER: Final = "depenses"
_DROITS: Final = 0o700


def path_of(cle: UUID) -> Path:
    """Return where lines are, or will be."""
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
