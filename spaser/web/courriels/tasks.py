"""Tasks that send mails of the outbox, one or a lot. They know their numbers alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from spaser.web.courriels.envoi import SANS_REPONSE, EnvoiRemis, deliver, give_up
from spaser.web.courriels.models import Courriel, EtatCourriel
from spaser.web.courriels.natures import NatureInconnue, find_nature
from spaser.web.socle.taches.baux import read_vives
from spaser.web.socle.taches.travaux import File, Travail, travail

# Almost three days in all: a server may be out for a week-end.
REPRISES: Final = tuple(
    timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 720, 720, 720, 720)
)


def _give_up(numero: str) -> None:
    give_up(UUID(numero))


_ENVOI: Final = Travail(
    "Envoi d’un courriel",
    File.COURRIELS,
    delai=timedelta(minutes=2),
    arrets=len(REPRISES) + 1,  # a mail never kills its worker: retry
    passagers=(EnvoiRemis, NatureInconnue),
    reprises=REPRISES,
    abandonne=_give_up,
    ailleurs=True,
)


@travail(_ENVOI)
def send_courriel(numero: str) -> None:
    deliver(UUID(numero))


def _part_lot(numeros: list[str]) -> None:
    """Send one by one what a lot could not: one mail may have stopped all the others."""
    for courriel in Courriel.objects.filter(pk__in=numeros, etat=EtatCourriel.A_ENVOYER):
        ask_envoi(courriel)


@travail(
    Travail(
        "Envoi de récapitulatifs",
        File.COURRIELS,
        delai=timedelta(minutes=15),
        arrets=len(REPRISES) + 1,
        passagers=(EnvoiRemis, NatureInconnue),
        reprises=REPRISES,
        abandonne=_part_lot,
        ailleurs=True,
    )
)
def send_lot(numeros: list[str]) -> None:
    """Send those of a lot that still wait; what is put off is tried again with the lot."""
    remis: EnvoiRemis | None = None
    for numero in numeros:
        try:
            deliver(UUID(numero))
        except EnvoiRemis as raison:
            if str(raison) == SANS_REPONSE:  # the others would wait for nothing
                raise
            remis = raison
    if remis:
        raise remis


def list_demandes() -> set[str]:
    """Return the numbers of the mails that a task is about to send."""
    seuls = {arguments["numero"] for arguments in read_vives(send_courriel)}
    return seuls.union(*(arguments["numeros"] for arguments in read_vives(send_lot)))


def ask_envoi(courriel: Courriel) -> None:
    """Ask for a mail to be sent, at the rank of its kind; one that is not known has none."""
    try:
        rang = find_nature(courriel.nature)[0].rang
    except NatureInconnue:
        rang = 0
    send_courriel.using(priority=rang).enqueue(numero=str(courriel.pk))
