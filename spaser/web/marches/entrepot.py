"""What one space sees: published contracts, its own files and corrections, read together.

Each space has readers of its own, which no other space shares: they are found by the space, never
by the SIREN.
"""

from __future__ import annotations

import shutil
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Final

from django.conf import settings
from django.db.models.functions import Coalesce
from django.db.models.signals import post_delete
from django.dispatch import receiver

from spaser.donnees.corrige import open_corrige
from spaser.donnees.entrepot.chaud import EntrepotChaud
from spaser.donnees.entrepot.corrections import COLONNES
from spaser.donnees.entrepot.corrections import Correction as Retouche
from spaser.donnees.entrepot.dossier import find_version
from spaser.web.marches.fonds import find_fonds
from spaser.web.marches.models import Correction, Fonds
from spaser.web.organisations.models import Espace

RANG: Final = Coalesce("geste__premier", "geste")  # the act whose place a line takes
OUVERTS: Final = 8  # spaces kept open by a process
_CHAUDS: Final[OrderedDict[Hashable, EntrepotChaud]] = OrderedDict()
_VERROU: Final = Lock()


def entrepot_corrige(espace: Espace, lignes: Sequence[Correction] | None = None) -> EntrepotChaud:
    """Return the reader of a space; `lignes` are its corrections in force, when already read."""
    fonds = find_fonds(espace)
    revision = fonds.revision if fonds else 0
    prive = find_prive(fonds)
    cle = (settings.ENTREPOT, espace.pk, revision, prive)
    with _VERROU:
        if cle in _CHAUDS:
            _CHAUDS.move_to_end(cle)
            return _CHAUDS[cle]
    if lignes is None:
        lignes = list_en_vigueur(espace)
    chaud = _make(espace.siren, prive, lignes)
    with _VERROU:
        _CHAUDS.setdefault(cle, chaud)
        while len(_CHAUDS) > OUVERTS:
            _CHAUDS.popitem(last=False)[1].close()
        return _CHAUDS.get(cle, chaud)


def list_en_vigueur(espace: Espace) -> list[Correction]:
    """Return the lines of a space that hold: the last one of each field of each contract.

    A spreadsheet read again counts from its first reading: what was corrected since stays.
    """
    lignes = Correction.objects.filter(espace=espace, annulee_le=None)
    vigueur = {(ligne.cle, ligne.champ): ligne for ligne in lignes.order_by(RANG, "pk")}
    return list(vigueur.values())


def close_corriges() -> None:
    """Let go of every reader of this process."""
    with _VERROU:
        while _CHAUDS:
            _CHAUDS.popitem()[1].close()


def find_prive(fonds: Fonds | None) -> Path | None:
    """Return the private store of a space, or None."""
    if fonds is None or not fonds.dossier:
        return None
    dossier = folder_of(fonds) / fonds.dossier
    return dossier if find_version(dossier) else None


def folder_of(fonds: Fonds) -> Path:
    """Return the folder of everything private to a space."""
    return settings.MARCHES_PRIVES / str(fonds.espace_id)


@receiver(post_delete, sender=Fonds, dispatch_uid="marches.fonds_efface")
def drop_folder(instance: Fonds, **_: object) -> None:
    """Delete everything private to a space from the disk: it is no more."""
    shutil.rmtree(folder_of(instance), ignore_errors=True)


def _make(siren: str, prive: Path | None, lignes: Sequence[Correction]) -> EntrepotChaud:
    retouches = [
        Retouche(int(ligne.cle), ligne.champ, ligne.valeur)
        for ligne in lignes
        if ligne.champ in COLONNES
    ]
    ouvre = partial(open_corrige, settings.ENTREPOT, siren, prive, retouches)
    return EntrepotChaud(settings.ENTREPOT, ouvre)
