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
from django.db.models.signals import post_delete
from django.dispatch import receiver

from spaser.donnees.corrige import open_corrige
from spaser.donnees.decp.identite import Decisions
from spaser.donnees.entrepot.chaud import EntrepotChaud
from spaser.donnees.entrepot.corrections import COLONNES
from spaser.donnees.entrepot.corrections import Correction as Retouche
from spaser.web.marches.fonds import find_prive, folder_of
from spaser.web.marches.models import RANG, Correction, Fonds
from spaser.web.marches.suite.decisions import read_decisions
from spaser.web.marches.suite.suivi import find_suivi
from spaser.web.organisations.models import Espace

OUVERTS: Final = 8  # spaces kept open by a process
_CHAUDS: Final[OrderedDict[Hashable, EntrepotChaud]] = OrderedDict()
_VERROU: Final = Lock()


def entrepot_corrige(espace: Espace) -> EntrepotChaud:
    """Return the reader of a space: what was said there has followed the contracts of the day."""
    return open_lignes(espace, find_suivi(espace))


def open_lignes(
    espace: Espace, fonds: Fonds | None, lignes: Sequence[Correction] | None = None
) -> EntrepotChaud:
    """Return the same of the row of a space, and of its corrections in force when already read."""
    revision = fonds.revision if fonds else 0
    prive = find_prive(fonds)
    cle = (settings.ENTREPOT, espace.pk, revision, prive)
    with _VERROU:
        if cle in _CHAUDS:
            _CHAUDS.move_to_end(cle)
            return _CHAUDS[cle]
    if lignes is None:
        lignes = list_en_vigueur(espace)
    chaud = _make(espace.siren, prive, lignes, read_decisions(espace))
    with _VERROU:
        _CHAUDS.setdefault(cle, chaud)
        while len(_CHAUDS) > OUVERTS:
            _CHAUDS.popitem(last=False)[1].close()
        return _CHAUDS.get(cle, chaud)


def list_en_vigueur(espace: Espace) -> list[Correction]:
    """Return the lines of a space that hold: the last one of each field of each contract.

    None that waits for the buyer.

    A spreadsheet read again counts from its first reading: what was corrected since stays.
    """
    lignes = Correction.objects.filter(espace=espace, annulee_le=None, attente="")
    vigueur = {(ligne.cle, ligne.champ): ligne for ligne in lignes.order_by(RANG, "pk")}
    return list(vigueur.values())


def close_corriges() -> None:
    """Let go of every reader of this process."""
    with _VERROU:
        while _CHAUDS:
            _CHAUDS.popitem()[1].close()


@receiver(post_delete, sender=Fonds, dispatch_uid="marches.fonds_efface")
def drop_folder(instance: Fonds, **_: object) -> None:
    """Delete everything private to a space from the disk: it is no more."""
    shutil.rmtree(folder_of(instance), ignore_errors=True)


def _make(
    siren: str, prive: Path | None, lignes: Sequence[Correction], decisions: Decisions
) -> EntrepotChaud:
    retouches = [
        Retouche(int(ligne.cle), ligne.champ, ligne.valeur)
        for ligne in lignes
        if ligne.champ in COLONNES
    ]
    ouvre = partial(open_corrige, settings.ENTREPOT, siren, prive, retouches, decisions)
    return EntrepotChaud(settings.ENTREPOT, ouvre)
