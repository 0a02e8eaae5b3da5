"""The stores that a space reads: published contracts, its own files and corrections, together.

Each space has readers of its own, which no other space shares: they are found by the space, never
by the SIREN.
"""

from __future__ import annotations

import shutil
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.signals import post_delete
from django.dispatch import receiver

from spaser.donnees.corrige import PriveAbime
from spaser.donnees.corrige.gardee import Demande, lay_garde, open_garde
from spaser.donnees.entrepot.chaud import EntrepotChaud
from spaser.donnees.entrepot.corrections import COLONNES
from spaser.donnees.entrepot.corrections import Correction as Retouche
from spaser.donnees.entrepot.dossier import EntrepotAbime, EntrepotAbsent, find_version
from spaser.donnees.entrepot.lecture import Entrepot
from spaser.web.marches.fonds import find_prive, folder_of, tell_abime
from spaser.web.marches.models import RANG, Correction, Fonds
from spaser.web.marches.suite.decisions import read_decisions
from spaser.web.marches.suite.suivi import find_suivi
from spaser.web.organisations.models import Espace

OUVERTS: Final = 4  # spaces kept open by a process: 5 MB each at least, 40 ms to open again
_CHAUDS: Final[OrderedDict[Hashable, Lecteurs]] = OrderedDict()
_LUS: Final[OrderedDict[Hashable, EntrepotChaud]] = OrderedDict()
_VERROU: Final = Lock()


@dataclass(frozen=True, slots=True)
class Lecteurs:
    """The readers of a space: before any correction, and as corrected.

    The first one outlives corrections; the second stands on it.
    """

    demande: Demande
    lu: EntrepotChaud
    corrige: EntrepotChaud


def entrepot_corrige(espace: Espace) -> EntrepotChaud:
    """Return the reader of a space: what was said there has followed the contracts of the day."""
    return open_lecteurs(espace).corrige


def draw_corrige(espace: Espace) -> None:
    with suppress(EntrepotAbsent, EntrepotAbime), entrepot_corrige(espace).read():
        pass


def open_lecteurs(espace: Espace) -> Lecteurs:
    return open_suivis(espace, find_suivi(espace))


def open_suivis(espace: Espace, fonds: Fonds | None) -> Lecteurs:
    """Return the readers of a space and of its row, once what was said has followed."""
    cle = _name(espace, fonds)
    with _VERROU:
        tenus = _CHAUDS.get(cle)
    if tenus is not None:
        _hold(_LUS, tenus.demande, tenus.lu)  # mark it as used too: it must outlive them
        return _hold(_CHAUDS, cle, tenus)
    retouches = [
        Retouche(int(contrat), champ, valeur)
        for contrat, champ, valeur in _list_dites(espace)
        if champ in COLONNES
    ]
    demande = Demande(
        settings.MARCHES_LUS / str(espace.pk),
        settings.ENTREPOT,
        espace.siren,
        find_prive(fonds),
        read_decisions(espace),
    )
    lecteurs = _make(demande, retouches)
    if fonds and not _reads_prive(lecteurs.lu):
        tell_abime(fonds)
        return open_suivis(espace, fonds)
    return _hold(_CHAUDS, cle, lecteurs)


def _name(espace: Espace, fonds: Fonds | None) -> Hashable:
    revision = fonds.revision if fonds else 0
    publie = find_version(settings.ENTREPOT)
    return (settings.ENTREPOT, publie, espace.pk, revision, find_prive(fonds))


def _reads_prive(lu: EntrepotChaud) -> bool:
    """Tell whether the space's own contracts can be read; without any store, nothing is wrong."""
    try:
        with lu.read():
            return True
    except PriveAbime:
        return False
    except (EntrepotAbsent, EntrepotAbime):
        return True


def _make(demande: Demande, retouches: Sequence[Retouche]) -> Lecteurs:
    lu = _hold(_LUS, demande, EntrepotChaud(demande.entrepot, partial(open_garde, demande)))

    @contextmanager
    def ouvre() -> Iterator[Entrepot]:
        with lu.read() as ouvert, lay_garde(ouvert, demande, retouches) as corrige:
            yield corrige

    return Lecteurs(demande, lu, EntrepotChaud(demande.entrepot, ouvre))


def _hold[T](tenus: OrderedDict[Hashable, T], cle: Hashable, neuf: T) -> T:
    """Return what is cached under `cle`, else cache `neuf`; the least recently used are closed."""
    with _VERROU:
        tenu = tenus.setdefault(cle, neuf)
        tenus.move_to_end(cle)
        sortis = [tenus.popitem(last=False)[1] for _ in range(len(tenus) - OUVERTS)]
    for sorti in sortis:  # outside of the lock: closing waits for an opening
        _close(sorti)
    return tenu


def _close(tenu: object) -> None:
    chaud = tenu.corrige if isinstance(tenu, Lecteurs) else tenu
    if isinstance(chaud, EntrepotChaud):
        chaud.close()


def list_en_vigueur(espace: Espace, cles: Iterable[str] | None = None) -> list[Correction]:
    """Return the lines of a space that hold: the last one of each field of each contract.

    Of these contracts, or of all. None that waits for the buyer.

    A spreadsheet read again counts from its first reading: what was corrected since stays.
    """
    lignes = _order_lignes(espace)
    lues = lignes if cles is None else lignes.filter(cle__in=cles)
    vigueur = {(ligne.cle, ligne.champ): ligne for ligne in lues}
    return list(vigueur.values())


def list_corriges(espace: Espace) -> set[str]:
    """Return the keys of the contracts of which the buyer said something that holds."""
    return set(_order_lignes(espace).order_by().values_list("cle", flat=True))


def _list_dites(espace: Espace) -> Iterable[tuple[str, str, str]]:
    lues = _order_lignes(espace).values_list("cle", "champ", "valeur")
    return {(cle, champ): (cle, champ, valeur) for cle, champ, valeur in lues}.values()


def _order_lignes(espace: Espace) -> QuerySet[Correction]:
    lignes = Correction.objects.filter(espace=espace, annulee_le=None, attente="")
    return lignes.order_by(RANG, "pk")


def close_corriges() -> None:
    with _VERROU:
        sortis = [*_CHAUDS.values(), *_LUS.values()]
        _CHAUDS.clear()
        _LUS.clear()
    for sorti in sortis:
        _close(sorti)


@receiver(post_delete, sender=Fonds, dispatch_uid="marches.fonds_efface")
def drop_folder(instance: Fonds, **_: object) -> None:
    """Delete everything private to a space from the disk: it is no more."""
    shutil.rmtree(folder_of(instance), ignore_errors=True)


@receiver(post_delete, sender=Espace, dispatch_uid="marches.espace_efface")
def drop_lus(instance: Espace, **_: object) -> None:
    """Delete what was kept of its readings: signals come while a row still has its number."""
    shutil.rmtree(settings.MARCHES_LUS / str(instance.pk), ignore_errors=True)
