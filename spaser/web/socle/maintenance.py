"""The site closed for a while: one setting, one page, nothing else runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings

from spaser.web.socle.erreurs import answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

ATTENTE: Final = 600  # seconds before a client should come back
_OUVERTE: Final = "/sante"


class Maintenance:
    """Answer 503 to everything but the health page while the setting says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let through, or say when to come back."""
        if not settings.MAINTENANCE or request.path == _OUVERTE:
            return self.get_response(request)
        reponse = answer(request, 503, "Le site est en maintenance. Il revient bientôt.")
        reponse["Retry-After"] = str(ATTENTE)
        return reponse
