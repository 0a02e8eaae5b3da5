"""Reads the site's settings from the environment; every one of them is declared here.

The table of `docs/exploitation/reglages.md` is checked against `REGLAGES`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Reglage:
    """One environment variable: its name, what it is when absent, what it changes (in French)."""

    nom: str
    defaut: str
    sens: str


REGLAGES: Final[tuple[Reglage, ...]] = (
    Reglage("SPASER_SECRET", "", "Clé secrète du site ; tirée au hasard au premier démarrage."),
    Reglage("SPASER_BASE", "", "Adresse de la base PostgreSQL ; SQLite sans elle."),
    Reglage("SPASER_DOSSIER", "donnees-du-site", "Dossier des données du site."),
    Reglage("SPASER_HOTES", "127.0.0.1,localhost", "Noms d’hôte servis, séparés par des virgules."),
    Reglage("SPASER_MARQUE", "neutre", "`etat` pour un site en .gouv.fr approuvé, sinon `neutre`."),
    Reglage(
        "SPASER_DEMONSTRATION",
        "",
        "`oui` pour un site de démonstration : bandeau, comptes fictifs.",
    ),
)

_DEFAUTS: Final[dict[str, str]] = {reglage.nom: reglage.defaut for reglage in REGLAGES}


def read_reglage(nom: str) -> str:
    """Return the value of a declared variable; KeyError if it is not declared."""
    return os.environ.get(nom, _DEFAUTS[nom])


def read_liste(nom: str) -> list[str]:
    """Return a comma-separated variable as a list, without blanks."""
    return [morceau.strip() for morceau in read_reglage(nom).split(",") if morceau.strip()]
