"""Tasks of the machinery: control of files, sign of life, mails of a former version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from spaser.web.socle.courriel import Message, hand_over
from spaser.web.socle.fichiers.controle import release_fichier
from spaser.web.socle.planification import TRAVAILLEUR, beat
from spaser.web.socle.taches.travaux import File, Travail, travail

_COURRIEL: Final = Travail(
    "Envoi d’un courriel",
    File.COURRIELS,
    delai=timedelta(minutes=2),
    passagers=(OSError,),  # the errors of smtplib are of this kind
    reprises=tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720)),
)
_CONTROLE: Final = Travail(
    "Contrôle d’un fichier reçu",
    rang=10,  # short, and the rest of the work on the file waits for it
    passagers=(OSError,),  # the antivirus does not answer
    reprises=(timedelta(minutes=10),) * 6,
)
_SIGNE: Final = Travail("Signe de vie", File.VIE, rang=50, delai=timedelta(minutes=1))


@travail(_COURRIEL)
def send_message(message: Mapping[str, Any], essai: int = 0) -> None:
    """Send a mail that 0.2 left whole in its task. Nothing asks for it any more; gone in 0.4."""
    hand_over(Message(**message))


@travail(_CONTROLE)
def check_fichier(fichier_id: str) -> None:
    release_fichier(fichier_id)


@travail(_SIGNE)
def give_sign_of_life() -> None:
    beat(TRAVAILLEUR)
