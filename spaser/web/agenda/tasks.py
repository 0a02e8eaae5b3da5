"""Tasks of the agenda: whether replays are still where they were."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from spaser.donnees.reseau.sonde import EtatAdresse, probe
from spaser.web.agenda.models import Evenement
from spaser.web.socle.taches.travaux import Travail, travail

_MUETS: Final = frozenset({EtatAdresse.MORT, EtatAdresse.INJOIGNABLE})
_ECHECS: Final = 3  # days, before a replay is said to be gone


@travail(Travail("Contrôle des replays", delai=timedelta(minutes=30)))
def check_replays() -> None:
    """Ask the page of each replay whether it is there; an answer that is not sure changes nothing.

    When nobody answers anywhere, it is our network that is out: nothing is written.
    """
    adresses = set(_list_replays().values_list("replay_adresse", flat=True))
    etats = {adresse: probe(adresse).etat for adresse in adresses}
    if all(etat is EtatAdresse.INJOIGNABLE for etat in etats.values()):
        return
    for evenement in _list_replays():
        _note_replay(evenement, etats.get(evenement.replay_adresse, EtatAdresse.INCERTAIN))


def _list_replays() -> QuerySet[Evenement]:
    return Evenement.objects.exclude(replay_adresse="")


def _note_replay(evenement: Evenement, etat: EtatAdresse) -> None:
    """Keep the days without an answer: from the third on, it has been dead since the first."""
    if etat is EtatAdresse.VIVANT:
        echecs = list[str]()
    elif etat in _MUETS and evenement.replay_mort_le is None:
        echecs = sorted({*(evenement.replay_echecs or ()), str(timezone.localdate())})
    else:
        return
    mort_le = echecs[0] if len(echecs) >= _ECHECS else None
    Evenement.objects.filter(pk=evenement.pk, replay_adresse=evenement.replay_adresse).update(
        replay_echecs=echecs[:_ECHECS], replay_mort_le=mort_le
    )
