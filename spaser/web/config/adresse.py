"""The site's public address, which decides of https: cookies, redirections and HSTS follow."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_BOUCLE: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def check_adresse(adresse: str) -> str:
    """Return the address without its last slash; plain http is for one's own machine only."""
    parties = urlsplit(adresse)
    if parties.scheme == "https" or (parties.scheme == "http" and parties.hostname in _BOUCLE):
        return adresse.rstrip("/")
    raise ImproperlyConfigured(
        f"SPASER_ADRESSE vaut « {adresse} » : donnez l’adresse du site en https "
        "(en http, seuls 127.0.0.1 et localhost sont admis)."
    )
