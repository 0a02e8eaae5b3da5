"""Where a request really comes from, when other servers stand in front of the site."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

_TRANSMIS = "HTTP_X_FORWARDED_FOR"


class AdresseReelle:
    """Read the visitor's address from what the declared proxies add, and from nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Each proxy adds one address at the end: count back as many as are declared."""
        if settings.MANDATAIRES:
            chaine = request.META.get(_TRANSMIS, "").split(",")
            adresse = chaine[-min(settings.MANDATAIRES, len(chaine))].strip()
            if _is_adresse(adresse):
                request.META["REMOTE_ADDR"] = adresse
        return self.get_response(request)


def is_local(request: HttpRequest) -> bool:
    """Tell whether the visitor is on this very machine; a relayed request is not."""
    adresse = request.META.get("REMOTE_ADDR") or ""
    relaye = not settings.MANDATAIRES and _TRANSMIS in request.META
    return not relaye and _is_adresse(adresse) and ipaddress.ip_address(adresse).is_loopback


def _is_adresse(texte: str) -> bool:
    try:
        ipaddress.ip_address(texte)
    except ValueError:
        return False
    return True
