"""The site backs itself up each day, and proves it, where an operator asks for it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from spaser.web.socle.planification import planifie

GARDEES: Final = 7
_ENFANTS: Final[list[subprocess.Popen[bytes]]] = []


@planifie("sauvegarde.chaque_jour", toutes_les=timedelta(days=1))
def back_up(maintenant: datetime) -> None:
    """Start a process aside: what else is due does not wait; it notes itself how it went."""
    _ENFANTS[:] = [enfant for enfant in _ENFANTS if enfant.poll() is None]
    if settings.SAUVEGARDES and not _ENFANTS:
        _ENFANTS.append(subprocess.Popen(make_commande(), stdin=subprocess.DEVNULL))  # noqa: S603 - our own command


def make_commande() -> list[str]:
    """Return the command of each day; an encrypted backup is proved where its private key is."""
    porteur = [sys.executable, "-m", "spaser.web.serveur.enfant", str(os.getpid())]
    options = (
        ["--chiffrer", settings.SAUVEGARDES_CLE] if settings.SAUVEGARDES_CLE else ["--eprouver"]
    )
    return [
        *porteur, "spaser.cli", "sauvegarder", settings.SAUVEGARDES, "--garder", str(GARDEES),
        *options,
    ]  # fmt: skip
