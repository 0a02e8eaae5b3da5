"""Where the lines of a space are: files that no address serves."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction

if TYPE_CHECKING:
    from uuid import UUID

_DOSSIER: Final = "depenses"
_DROITS: Final = 0o700


def path_of(cle: UUID) -> Path:
    """Return where lines are, or will be; their folder is made, closed to others."""
    dossier = Path(settings.MEDIA_ROOT) / _DOSSIER
    dossier.mkdir(mode=_DROITS, parents=True, exist_ok=True)
    return dossier / f"{cle.hex}.parquet"


def drop_lignes(cle: UUID | None) -> None:
    """Remove lines once what names them is gone for good."""
    if cle is not None:
        transaction.on_commit(partial(path_of(cle).unlink, missing_ok=True))
