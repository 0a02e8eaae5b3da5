"""Readings to be counted: a line each in a file, which the scheduler later adds to the database.

So a page waits for no database; on a full disk the line is lost, and the page is shown.
"""

from __future__ import annotations

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

_POIDS_MAX: Final = 10_000_000  # bytes: where nobody empties it, it grows no more
_MEMOIRE: Final = timedelta(days=30)  # how long a file is known to be written


def note_passage(sujet: str, numero: int, quand: datetime) -> None:
    """Add a reading to the file of a subject, in one write of the system."""
    chemin = _find_dossier() / sujet
    with suppress(OSError):
        chemin.parent.mkdir(exist_ok=True)
        with chemin.open("ab", buffering=0) as fichier:
            if fichier.tell() < _POIDS_MAX:
                fichier.write(f"{numero} {int(quand.timestamp())}\n".encode())


def write_passages(sujet: str, write: Callable[[Lectures], None]) -> None:
    """Give `write` what was noted, once; this may be run twice, or die at any line.

    A file is put aside at one run and written at the next: whoever was adding to it has ended.
    """
    for fichier in sorted(_find_dossier().glob(f"{sujet}.*")):
        _write(fichier, write)
    with suppress(FileNotFoundError):
        chemin = _find_dossier() / sujet
        chemin.rename(f"{chemin}.{uuid4().hex}")


@patient
def _write(fichier: Path, write: Callable[[Lectures], None]) -> None:
    with transaction.atomic():
        if add_compteur("carnet", fichier.name, 1, _MEMOIRE).nombre == 1:
            write(_read(fichier))
    fichier.unlink(missing_ok=True)


def _read(fichier: Path) -> Lectures:
    lues = defaultdict(list)
    for ligne in fichier.read_text("ascii", "replace").splitlines():
        with suppress(ValueError, OverflowError):  # cut by a disk that was full
            numero, instant = map(int, ligne.split())
            lues[numero].append(datetime.fromtimestamp(instant, UTC))
    return lues


def _find_dossier() -> Path:
    return Path(settings.DOSSIER) / "lectures"
