"""Lock-out after wrong passwords: what django-axes counts, and the page it answers with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import render

from spaser.web.socle.limites import name_duree

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

STATUT = 429


def has_no_password(request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
    """Leave aside sign-ins without a password: a ProConnect failure guesses nothing."""
    return not (credentials or {}).get(settings.AXES_USERNAME_FORM_FIELD)


def answer_verrou(
    request: HttpRequest,
    reponse: HttpResponse | None = None,
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """Say that the account waits, for how long, and what can be done meanwhile."""
    duree = settings.AXES_COOLOFF_TIME
    page = render(request, "comptes/verrou.html", {"duree": name_duree(duree)}, status=STATUT)
    page["Retry-After"] = str(int(duree.total_seconds()))
    return page
