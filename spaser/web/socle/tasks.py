"""Work done aside by the worker: mails, control of files, sign of life."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.core.mail import EmailMultiAlternatives
from django.tasks import task
from django.utils import timezone

from spaser.web.socle.fichiers.controle import release_fichier
from spaser.web.socle.planification import TRAVAILLEUR, beat

_journal: Final = logging.getLogger(__name__)
REPRISES: Final = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720))


@task
def send_message(message: Mapping[str, Any], essai: int = 0) -> None:
    """Hand one mail over; a refusal by the server is tried again later, five times at most."""
    try:
        _hand_over(message)
    except OSError as erreur:  # smtplib's errors are of this kind
        if essai >= len(REPRISES) or not send_message.get_backend().supports_defer:
            raise
        _journal.warning("Mail not sent, tried again later: %s", erreur)
        plus_tard = send_message.using(run_after=timezone.now() + REPRISES[essai])
        plus_tard.enqueue(message=message, essai=essai + 1)


def _hand_over(message: Mapping[str, Any]) -> None:
    courriel = EmailMultiAlternatives(
        subject=message["sujet"],
        body=message["texte"],
        to=[message["destinataire"]],
        headers=message["entetes"],
    )
    courriel.attach_alternative(message["html"], "text/html")
    courriel.send()


@task
def check_fichier(fichier_id: str) -> None:
    """Take a file out of quarantine, or refuse it."""
    release_fichier(fichier_id)


@task
def give_sign_of_life() -> None:
    """Prove that the worker takes tasks."""
    beat(TRAVAILLEUR)
