"""How mails leave: through the operator's SMTP server, else into a folder of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

_ATTENTE: Final = 20  # seconds: a silent server must not hold the worker


def choose_mailers(adresse: str, dossier: Path) -> dict[str, Any]:
    """Return Django's mailers; `adresse` is smtp://, smtp+tls:// or smtps://, or empty."""
    return {"default": _smtp(adresse) if adresse else _folder(dossier)}


def _folder(dossier: Path) -> dict[str, Any]:
    return {
        "BACKEND": "spaser.web.socle.depot_courriels.DepotCourriels",
        "OPTIONS": {"dossier": dossier / "courriels"},
    }


def _smtp(adresse: str) -> dict[str, Any]:
    parties = urlsplit(adresse)
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parties.hostname,
            "port": parties.port,
            "username": unquote(parties.username or ""),
            "password": unquote(parties.password or ""),
            "use_tls": parties.scheme == "smtp+tls",
            "use_ssl": parties.scheme == "smtps",
            "timeout": _ATTENTE,
        },
    }
