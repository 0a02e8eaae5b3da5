"""What the operator's settings mean to Django: address, database, mails, store, key, traces."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from spaser.web.config.fautes import list_fautes
from spaser.web.config.reglages import read_reglage

if TYPE_CHECKING:
    from sentry_sdk.types import Event

# What does not go is told at once, all of it, before anything is made of it.


def check_reglages() -> None:
    if fautes := list_fautes():
        raise ImproperlyConfigured("\n".join(map(str, fautes)))


# Which database the site writes to: SQLite in its folder, or PostgreSQL by its address.

# One writer at a time that waits its turn, readers never blocked; what is deleted is zeroes.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
    "PRAGMA mmap_size=134217728; PRAGMA secure_delete=ON;"
)
TOUR: Final = 5  # seconds that a writer waits for its turn
TOUR_DU_WEB: Final = 2  # the same where somebody waits: the site then tries again (`Attente`)

# Seconds that a thread keeps its connection: to open one costs as much as reading a page's rows.
_GARDEE = 60


def choose_base(adresse: str, dossier: Path, tour: int = TOUR) -> dict[str, Any]:
    """Return Django's description of the database; `adresse` is a postgresql:// URL or empty."""
    return _postgresql(adresse, tour) if adresse else _sqlite(dossier, tour)


def _sqlite(dossier: Path, tour: int) -> dict[str, Any]:
    return {
        "ENGINE": "spaser.web.socle.bases.sqlite3",
        "NAME": dossier / "spaser.sqlite3",
        "CONN_MAX_AGE": _GARDEE,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": _PRAGMAS, "timeout": tour},
    }


def _postgresql(adresse: str, tour: int) -> dict[str, Any]:
    parties = urlsplit(adresse)
    options = dict(parse_qsl(parties.query, keep_blank_values=True))
    return {
        "ENGINE": "spaser.web.socle.bases.postgresql",
        "NAME": unquote(parties.path.removeprefix("/")),
        "USER": unquote(parties.username or ""),
        "PASSWORD": unquote(parties.password or ""),
        "HOST": options.pop("host", parties.hostname or ""),
        "PORT": parties.port or "",
        "OPTIONS": {"pool": True, "options": f"-c lock_timeout={tour}s", **options},
    }


# How mails leave: through the operator's SMTP server, else into a folder of the site.

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


# Where the site reads published contracts.

SIREN_FICTIF: Final = "001010016"  # the invented buyer whose space anybody may visit
_DEMONSTRATION: Final = "demonstration"  # where `spaser demarrer` puts its invented territory


def choose_entrepot(texte: str, *, demonstration: bool) -> Path:
    """Return the folder of the store; a demonstration never shows real contracts."""
    dossier = Path(texte).absolute()
    return dossier / _DEMONSTRATION if demonstration else dossier


# The site's secret key: given by the operator, else drawn once and kept beside the data.


def read_secret(dossier: Path) -> str:
    """Return the key of `SPASER_SECRET`, else the one kept in the site's folder."""
    return read_reglage("SPASER_SECRET") or _read_kept(dossier / "secret")


def _read_kept(fichier: Path) -> str:
    fichier.parent.mkdir(parents=True, exist_ok=True)
    try:
        descripteur = os.open(fichier, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return fichier.read_text(encoding="ascii")
    with os.fdopen(descripteur, "w", encoding="ascii") as sortie:
        sortie.write(secrets.token_urlsafe(50))
    return fichier.read_text(encoding="ascii")


# What the processes write to their error output: dated lines, or one JSON object a line.


def choose_traces(forme: str) -> dict[str, Any]:
    """Return Django's logging; a page not found is no fault of the site, a fault has its trace.

    Lines for people are warnings and errors; those for machines tell each answer too.
    """
    filtres = {"filters": ["sans_adresse"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "texte": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
            "json": {"()": "spaser.web.socle.traces.FormatJson"},
        },
        "filters": {"sans_adresse": {"()": "spaser.web.socle.traces.SansAdresse"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": forme} | filtres},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": "WARNING"},
            "django.request": {"level": "ERROR"},
            "spaser.acces": {"level": "INFO" if forme == "json" else "WARNING"},
        },
    }


# Where faults are reported, if the operator wants them to be.


def start_rapports(adresse: str, version: str) -> None:
    """Report faults to an address that speaks Sentry's protocol; nothing leaves without one.

    A report holds the trace and the name of the page: no visitor, no form, no cookie, no address.
    """
    if not adresse:
        return
    import sentry_sdk  # noqa: PLC0415 - half a second of start that few sites need

    sentry_sdk.init(
        dsn=adresse,
        release=version,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=strip_rapport,
    )


def strip_rapport(rapport: Event, indice: dict[str, Any]) -> Event:
    """Take out of a report what may name a person; the name of the page stays."""
    rapport.pop("request", None)
    rapport.pop("user", None)
    rapport.pop("server_name", None)
    rapport.pop("extra", None)
    return rapport
