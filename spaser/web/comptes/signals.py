"""What opening a session leaves in it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from spaser.web.comptes.client import describe_appareil, read_adresse, shorten_adresse
from spaser.web.comptes.models import Utilisateur
from spaser.web.comptes.sessions import CLE_ADRESSE, CLE_APPAREIL, CLE_OUVERTE, CLE_PREUVE, CLE_VUE


@receiver(user_logged_in, dispatch_uid="comptes.describe_session")
def describe_session(
    sender: type[Utilisateur], request: HttpRequest, user: Utilisateur, **kwargs: Any
) -> None:
    maintenant = timezone.now().isoformat()
    request.session.update(
        {
            CLE_APPAREIL: describe_appareil(request.META.get("HTTP_USER_AGENT", "")),
            CLE_ADRESSE: shorten_adresse(read_adresse(request)),
            CLE_OUVERTE: maintenant,
            CLE_VUE: maintenant,
            CLE_PREUVE: maintenant,
        }
    )
