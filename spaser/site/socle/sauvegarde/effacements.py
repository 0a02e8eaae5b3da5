"""The list of what was erased, as hashes: an older backup that is put back brings nobody back.

The list stands beside the database and beside the backups, never in them alone. It has a line for
each erased row (a hash of its number and of when it was made), and one for each address (a hash
that only the site's key can make again).
"""

import hashlib
import os
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import OperationalError, connection
from django.db.models import Model
from django.utils import timezone
from django.utils.crypto import salted_hmac

from spaser.site.socle.declarations import list_declares
from spaser.site.socle.etiquettes import name_ancien
from spaser.site.socle.taches.file import hurry

FICHIER: Final = "effacements"
_SEL: Final = "socle.effacements"
type Refait = Callable[[Collection[str]], int]
"""Erases again the rows of the list and the addresses that have these hashes; counts them."""
_ATTENTE: Final = 200  # milliseconds: whoever erases does not wait for long readings


def print_ligne(modele: type[Model], numero: object, ne_le: datetime) -> str:
    """Return the hash of a row: the same in this database and in any of its backups."""
    ligne = f"{name_ancien(modele)} {numero} {ne_le.astimezone(UTC).isoformat()}"
    return hashlib.sha256(ligne.encode()).hexdigest()


def print_adresse_effacee(adresse: str) -> str:
    """Return the keyed hash of an address, after that of the key itself."""
    return f"{print_cle()}-{salted_hmac(_SEL, adresse, algorithm='sha256').hexdigest()}"


def print_cle() -> str:
    """Return a short hash of the site's key."""
    return salted_hmac(_SEL, "", algorithm="sha256").hexdigest()[:16]


def keep(*empreintes: str) -> None:
    """Add erasures to the list, within their transaction: one undone was asked for all the same."""
    lignes = [f"{timezone.now().isoformat()} {empreinte}" for empreinte in empreintes]
    merge(lignes, settings.DOSSIER / FICHIER)
    if settings.SAUVEGARDES:
        with suppress(OSError):  # a disk that is not there now: the next backup brings them
            merge(lignes, Path(settings.SAUVEGARDES) / FICHIER)


def read_effacements(chemin: Path) -> list[str]:
    """Return the lines of a list; none when there is no list."""
    return chemin.read_text("ascii").splitlines() if chemin.is_file() else []


def merge(lignes: Iterable[str], chemin: Path) -> None:
    """Add to a list the lines that it lacks, and have them on the disk."""
    connues = set(read_effacements(chemin))
    nouvelles = [ligne for ligne in lignes if ligne not in connues]
    if nouvelles:
        descripteur = os.open(chemin, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        with os.fdopen(descripteur, "w", encoding="ascii") as sortie:
            sortie.write("".join(f"{ligne}\n" for ligne in nouvelles))
            sortie.flush()
            os.fsync(sortie.fileno())


def redo(adresses: Collection[str]) -> int:
    """Erase again what a backup brought back; return how much of it was there."""
    refaits: list[Refait] = list_declares("REFAITS")
    return sum(refait(adresses) for refait in refaits)


def cut_journal() -> None:
    """Have SQLite write its journal into the database and empty it: it held what is erased by now.

    Somebody may be reading or writing: it is cut then by a later turn.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with hurry(_ATTENTE), connection.cursor() as curseur, suppress(OperationalError):
        curseur.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
