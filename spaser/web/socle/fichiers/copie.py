"""A file that a reader opens by its path, for as long as it reads."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.uploadedfile import UploadedFile


@contextmanager
def open_copie(envoi: UploadedFile[bytes]) -> Iterator[Path]:
    """Give the path of a copy of what was sent, forgotten once read."""
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "envoi"
        with chemin.open("wb") as copie:
            copie.writelines(envoi.chunks())
        yield chemin
