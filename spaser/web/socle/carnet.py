"""What readings leave to be counted: a line each in a file, which the scheduler writes in the base.

A reading waits for no base, and a full disk costs its line, never its page.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from spaser.web.socle.limites import add_compteur
from spaser.web.socle.taches.verrous import patient

type Lectures = Mapping[int, list[datetime]]
"""When each thing, by its number, was read."""

_POIDS_MAX: Final = 10_000_000  # bytes: nobody empties it, and it grows no more
_MEMOIRE: Final = timedelta(days=30)  # how long a file is known to be written
_LIGNE: Final = re.compile(r"^(\d{1,18}) (\d{1,10})$", re.MULTILINE)


def note_passage(sujet: str, numero: int, quand: datetime) -> None:
    """Add a reading to the file of a subject."""
    chemin = _find_dossier() / sujet
    with suppress(OSError):
        chemin.parent.mkdir(parents=True, exist_ok=True)
        descripteur = os.open(chemin, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.fstat(descripteur).st_size < _POIDS_MAX:
                os.write(descripteur, f"{numero} {int(quand.timestamp())}\n".encode())
        finally:
            os.close(descripteur)


def write_passages(sujet: str, write: Callable[[Lectures], None]) -> None:
    """Give `write` what was noted, once; this may be run twice, or die at any line.

    A file is put aside at one run and written at the next: whoever was adding to it has ended.
    """
    dossier = _find_dossier()
    for fichier in sorted(dossier.glob(f"{sujet}.*")):
        _write(fichier, write)
    with suppress(FileNotFoundError):
        (dossier / sujet).rename(dossier / f"{sujet}.{uuid4().hex}")


@patient
def _write(fichier: Path, write: Callable[[Lectures], None]) -> None:
    with transaction.atomic():
        if add_compteur("carnet", fichier.name, 1, _MEMOIRE).nombre == 1:
            write(_read(fichier))
    fichier.unlink(missing_ok=True)


def _read(fichier: Path) -> Lectures:
    lues = defaultdict(list)
    for numero, instant in _LIGNE.findall(fichier.read_text("ascii", "replace")):
        lues[int(numero)].append(datetime.fromtimestamp(int(instant), UTC))
    return lues


def _find_dossier() -> Path:
    return Path(settings.DOSSIER) / "lectures"
