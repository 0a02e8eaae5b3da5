"""Tasks of the register: checking the addresses of sheets, reading documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from spaser.donnees.reseau.sonde import EtatAdresse, ReponseSonde, probe
from spaser.web.registre.documents import read_lot
from spaser.web.registre.models import EtatFiche, EtatLien, LienFiche
from spaser.web.socle.taches.baux import ensure
from spaser.web.socle.taches.travaux import Travail, travail

CHAQUE: Final = timedelta(days=30)
REESSAI: Final = timedelta(days=1)
LOT: Final = 20
# Below that, all of a batch being out of reach may be true; above, the site's own network is out.
_PANNE: Final = 5
_DOUTE: Final = "injoignable, à revoir : "


def due_liens(maintenant: datetime) -> QuerySet[LienFiche]:
    """Return the addresses not checked for a month, and those of which yesterday left a doubt."""
    jamais = Q(verifie_le=None)
    vieux = Q(verifie_le__lte=maintenant - CHAQUE)
    doute = Q(constat__startswith=_DOUTE, verifie_le__lte=maintenant - REESSAI)
    publics = LienFiche.objects.filter(fiche__etat=EtatFiche.PUBLIEE)
    return publics.filter(jamais | vieux | doute).order_by(
        F("verifie_le").asc(nulls_first=True), "pk"
    )


def check_lot(maintenant: datetime, sonde: Callable[[str], ReponseSonde]) -> bool:
    """Check a few addresses; say whether to go on with others.

    When none of a whole batch can be reached, it is our network that is out: nothing is written.
    """
    lot = list(due_liens(maintenant)[:LOT])
    constats = [(lien, sonde(lien.url)) for lien in lot]
    if len(lot) >= _PANNE and all(c.etat is EtatAdresse.INJOIGNABLE for _, c in constats):
        return False
    for lien, constat in constats:
        write_constat(lien, constat, maintenant)
    return len(lot) == LOT


def check_lien(lien: LienFiche, maintenant: datetime, sonde: Callable[[str], ReponseSonde]) -> None:
    write_constat(lien, sonde(lien.url), maintenant)


def write_constat(lien: LienFiche, constat: ReponseSonde, maintenant: datetime) -> None:
    """Keep the answer: out of reach twice, a day apart, is dead; an error changes nothing."""
    texte = constat.texte
    if constat.etat is EtatAdresse.VIVANT:
        lien.etat = EtatLien.VIVANT
    elif constat.etat is EtatAdresse.MORT:
        lien.etat = EtatLien.MORT
    elif constat.etat is EtatAdresse.INJOIGNABLE:
        if lien.constat.startswith(_DOUTE) or lien.etat == EtatLien.MORT:
            lien.etat = EtatLien.MORT
        else:
            texte = f"{_DOUTE}{texte}"
    lien.constat = texte[:200]
    lien.verifie_le = maintenant
    lien.save(update_fields=["etat", "constat", "verifie_le"])


@travail(Travail("Contrôle des liens du registre"))
def check_liens() -> None:
    """Check a batch of addresses, then ask for the next: other work passes in between."""
    if check_lot(timezone.now(), probe):
        ensure(check_liens)


@travail(Travail("Contrôle d’un lien du registre", delai=timedelta(minutes=2)))
def check_un_lien(numero: int) -> None:
    lien = LienFiche.objects.filter(pk=numero).first()
    if lien is not None:
        check_lien(lien, timezone.now(), probe)


@travail(Travail("Lecture des documents du registre"))
def read_documents() -> None:
    if read_lot(timezone.now()):
        ensure(read_documents)
