"""Work done aside by the worker: mails, control of files, sign of life."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.core.mail import EmailMultiAlternatives

from spaser.web.socle.fichiers.controle import release_fichier
from spaser.web.socle.planification import TRAVAILLEUR, beat
from spaser.web.socle.taches.travaux import File, Travail, travail

REPRISES: Final = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
_COURRIEL: Final = Travail(
    "Envoi d’un courriel",
    File.COURRIELS,
    delai=timedelta(minutes=2),
    passagers=(OSError,),  # the errors of smtplib are of this kind
    reprises=REPRISES,
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
    """Hand one mail over; refused by the server, it is tried again later, five times at most.

    `essai` is still given by tasks that former versions left.
    """
    _hand_over(message)


def _hand_over(message: Mapping[str, Any]) -> None:
    courriel = EmailMultiAlternatives(
        subject=message["sujet"],
        body=message["texte"],
        to=[message["destinataire"]],
        headers=message["entetes"],
    )
    courriel.attach_alternative(message["html"], "text/html")
    courriel.send()


@travail(_CONTROLE)
def check_fichier(fichier_id: str) -> None:
    """Take a file out of quarantine, or refuse it."""
    release_fichier(fichier_id)


@travail(_SIGNE)
def give_sign_of_life() -> None:
    """Prove that the worker takes tasks."""
    beat(TRAVAILLEUR)
