"""Which database the site writes to: SQLite in its folder, or PostgreSQL by its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

# One writer at a time that waits its turn, readers never blocked.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000; "
    "PRAGMA foreign_keys=ON; PRAGMA mmap_size=134217728;"
)

# Seconds that a thread keeps its connection: to open one costs as much as reading a page's rows.
_GARDEE = 60


def choose_base(adresse: str, dossier: Path) -> dict[str, Any]:
    """Return Django's description of the database; `adresse` is a postgresql:// URL or empty."""
    return _postgresql(adresse) if adresse else _sqlite(dossier)


def _sqlite(dossier: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": dossier / "spaser.sqlite3",
        "CONN_MAX_AGE": _GARDEE,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": _PRAGMAS},
    }


def _postgresql(adresse: str) -> dict[str, Any]:
    parties = urlsplit(adresse)
    options = dict(parse_qsl(parties.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parties.path.removeprefix("/")),
        "USER": unquote(parties.username or ""),
        "PASSWORD": unquote(parties.password or ""),
        "HOST": options.pop("host", parties.hostname or ""),
        "PORT": parties.port or "",
        "OPTIONS": {"pool": True, **options},
    }
