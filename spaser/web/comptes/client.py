"""What we keep of where a session comes from: enough to recognise it, no more."""

from __future__ import annotations

import ipaddress
from typing import Final

from django.http import HttpRequest

# Order matters: Edge and Opera also say Chrome, and Chrome also says Safari.
_NAVIGATEURS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMES: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_BITS_GARDES: Final = {4: 16, 6: 48}


def read_adresse(request: HttpRequest) -> str:
    """Return the visitor's network address as the server in front of us gives it."""
    return request.META.get("REMOTE_ADDR") or ""


def shorten_adresse(adresse: str) -> str:
    """Keep only the network's part of an address."""
    try:
        ip = ipaddress.ip_address(adresse)
    except ValueError:
        return ""
    reseau = ipaddress.ip_network((ip, _BITS_GARDES[ip.version]), strict=False)
    debut = str(reseau.network_address)
    return f"{debut.removesuffix('.0.0')}.x.x" if ip.version == 4 else f"{debut}…"  # noqa: PLR2004 - IP version


def describe_appareil(agent: str) -> str:
    navigateur = next((nom for signe, nom in _NAVIGATEURS if signe in agent), "")
    systeme = next((nom for signe, nom in _SYSTEMES if signe in agent), "")
    if navigateur and systeme:
        return f"{navigateur} sur {systeme}"
    return navigateur or systeme or "Appareil non reconnu"
