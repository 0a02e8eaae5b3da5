"""Where what is saved stands on this site, and what its settings say without their secrets."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType
from typing import Final

from django.conf import settings

from spaser.web.config.fautes import hide_secret
from spaser.web.config.reglages import REGLAGES
from spaser.web.sauvegarde import postgresql, sqlite
from spaser.web.sauvegarde.nommes import COURRIELS
from spaser.web.socle.fichiers.service import FICHIERS, PRIVES

SECRET: Final = "secret"  # noqa: S105 - the file of the key drawn at the first start
VERROU: Final = "sauvegarde.verrou"
CLE_DU_SITE: Final = "SPASER_SECRET"


def list_arbres() -> dict[str, Path]:
    return {
        FICHIERS: Path(settings.MEDIA_ROOT),
        PRIVES: Path(settings.MARCHES_PRIVES),
        COURRIELS: Path(settings.DOSSIER) / COURRIELS,
    }


def find_moteur() -> tuple[str, ModuleType]:
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        return "sqlite", sqlite
    return "postgresql", postgresql


def list_reglages() -> dict[str, str]:
    """Return the settings that are given, those that are a secret left out."""
    donnes = {r: os.environ[r.nom] for r in REGLAGES if os.environ.get(r.nom)}
    return {r.nom: hide_secret(r, valeur) for r, valeur in donnes.items() if not r.secret}


def list_secrets() -> list[str]:
    """Return the settings whose secret is not saved: to be given again after a restoration."""
    noms = [
        r.nom
        for r in REGLAGES
        if (valeur := os.environ.get(r.nom)) and hide_secret(r, valeur) != valeur
    ]
    return noms if CLE_DU_SITE in noms else [CLE_DU_SITE, *noms]
