"""The migrations of version 0.2.0, each with the print of its file: none is edited any more."""

import hashlib
import json
from pathlib import Path

RACINE = Path(__file__).parents[2]
LISTE = Path(__file__).with_name("migrations_0_2_0.json")


def read_liste():
    """Return the prints of the files of 0.2.0 by app and name."""
    return {tuple(nom.split(".")): trace for nom, trace in json.loads(LISTE.read_text()).items()}


def list_fichiers():
    """Return the prints of the files of today by app and name."""
    fichiers = sorted(RACINE.glob("spaser/web/*/migrations/[0-9]*.py"))
    return {(f.parts[-3], f.stem): hashlib.sha256(f.read_bytes()).hexdigest() for f in fichiers}


def list_derniers():
    """Return the last node of each app in 0.2.0."""
    return sorted(dict(sorted(read_liste())).items())
