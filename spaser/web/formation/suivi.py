"""Where somebody is without account: in a signed cookie, joined to her account when she signs in.

The cookie keeps longer than a session, so that a module may be taken up again weeks later.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from spaser.metier.apprentissage import pack
from spaser.web.comptes.models import Utilisateur
from spaser.web.formation.selectors import COOKIE, Suivis, read_lecons, read_paquet
from spaser.web.formation.services import join_suivis

GARDE: Final = timedelta(days=180)
_CHEMIN: Final = "/"
_JOINTE: Final = "formation_jointe"


def send_paquet(reponse: HttpResponseBase, suivis: Suivis) -> None:
    """Set the cookie that keeps where its reader is."""
    reponse.set_signed_cookie(
        COOKIE,
        pack(read_lecons(timezone.localdate()), suivis),
        max_age=GARDE,
        path=_CHEMIN,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


@receiver(user_logged_in, dispatch_uid="formation.join_suivis")
def join_paquet(
    sender: type[Utilisateur], request: HttpRequest, user: Utilisateur, **kwargs: Any
) -> None:
    """Give to the account what this browser kept without it."""
    if COOKIE in request.COOKIES:
        join_suivis(user, read_paquet(request, timezone.localdate()))
        setattr(request, _JOINTE, True)


class SuiviJoint:
    """Middleware: delete the cookie of answers once they have joined the reader's account."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, without the cookie once it is joined."""
        reponse = self.get_response(request)
        if getattr(request, _JOINTE, False):
            reponse.delete_cookie(COOKIE, path=_CHEMIN, samesite="Lax")
        return reponse
