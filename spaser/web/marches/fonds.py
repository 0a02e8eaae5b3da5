"""The one row (`Fonds`) of a space: found, made, and told that something changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone

from spaser.donnees.entrepot.dossier import COURANT, MANIFESTE, find_version
from spaser.web.marches.models import Fonds
from spaser.web.organisations.models import Espace
from spaser.web.socle.fichiers.service import PRIVES, Lecture
from spaser.web.socle.journal import record

_PRIVES: Final = f"SELECT espace_id, dossier FROM {Fonds._meta.db_table} WHERE dossier <> ''"  # noqa: S608, SLF001 - ours

prive_abime = Signal()  # within the transaction that notes it


def find_fonds(espace: Espace) -> Fonds | None:
    """Return the row of a space, or None when it holds nothing of its own yet."""
    return Fonds.objects.filter(espace=espace).first()


def make_fonds(espace: Espace) -> Fonds:
    """Return the row of a space, made if need be: it has then nothing that should follow."""
    defauts = {"suivi": name_etat(Fonds())}
    return Fonds.objects.get_or_create(espace=espace, defaults=defauts)[0]


def name_etat(fonds: Fonds) -> str:
    """Return what identifies the data that a space reads, '' for none; a new store differs."""
    version = find_version(settings.ENTREPOT)
    publie = f"{version.name}/{(version / MANIFESTE).stat().st_mtime_ns}" if version else ""
    return f"{publie}/{fonds.dossier}" if publie or fonds.dossier else ""


def find_prive(fonds: Fonds | None) -> Path | None:
    """Return the private store of a space; None without one, or while it is being built again."""
    if fonds is None or not fonds.dossier or fonds.abime_le is not None:
        return None
    return folder_of(fonds) / fonds.dossier


def folder_of(fonds: Fonds) -> Path:
    return settings.MARCHES_PRIVES / str(fonds.espace_id)


def list_nommes(lit: Lecture) -> Iterator[str]:
    """Yield the private stores that a base names, as paths of its backup."""
    for espace, nom in lit(_PRIVES):
        yield f"{PRIVES}/{espace}/{nom}/{COURANT}"


@transaction.atomic
def tell_abime(fonds: Fonds) -> None:
    """Note that the private store of a space cannot be read, and have it built again."""
    abimes = Fonds.objects.filter(pk=fonds.pk, dossier=fonds.dossier, abime_le=None)
    if abimes.update(abime_le=timezone.now(), revision=F("revision") + 1):
        prive_abime.send(Fonds, fonds=fonds)
        record("marches.abime", espace=fonds.espace, objet=fonds)
    fonds.refresh_from_db()


def touch_fonds(espace: Espace) -> Fonds:
    """Say that what a space shows has changed: nothing computed before is shown again."""
    fonds = make_fonds(espace)
    Fonds.objects.filter(pk=fonds.pk).update(revision=F("revision") + 1)
    fonds.refresh_from_db()
    return fonds
