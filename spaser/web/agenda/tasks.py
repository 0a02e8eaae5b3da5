"""Work of the agenda done aside: whether a replay is still where it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from spaser.donnees.reseau.sonde import EtatAdresse, probe
from spaser.web.agenda.models import Evenement
from spaser.web.socle.taches.travaux import Travail, travail

_MORTS: Final = frozenset({EtatAdresse.MORT, EtatAdresse.INJOIGNABLE})


@travail(Travail("Contrôle d’un replay", delai=timedelta(minutes=2)))
def check_replay(numero: int) -> None:
    """Ask the page of a replay whether it is there; an answer that is not sure changes nothing."""
    evenement = Evenement.objects.filter(pk=numero).exclude(replay_adresse="").first()
    if evenement is None:
        return
    etat = probe(evenement.replay_adresse).etat
    suivi = Evenement.objects.filter(pk=numero, replay_adresse=evenement.replay_adresse)
    if etat in _MORTS:
        suivi.filter(replay_mort_le=None).update(replay_mort_le=timezone.localdate())
    elif etat is EtatAdresse.VIVANT:
        suivi.update(replay_mort_le=None)


def ask_replays() -> int:
    """Ask for each replay to be looked at; return how many."""
    numeros = list(Evenement.objects.exclude(replay_adresse="").values_list("pk", flat=True))
    for numero in numeros:
        check_replay.enqueue(numero=numero)
    return len(numeros)
