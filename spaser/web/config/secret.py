"""The site's secret key: given by the operator, else drawn once and kept beside the data."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from spaser.web.config.reglages import read_reglage

if TYPE_CHECKING:
    from pathlib import Path


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
