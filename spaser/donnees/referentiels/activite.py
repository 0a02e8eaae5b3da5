"""Whether a number still stands for something: what the Sirene lists of a store say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from spaser.donnees.referentiels.depot import list_disponibles, table_path

_SIREN: Final = 9
_CESSEE, _FERME = "C", "F"


@dataclass(frozen=True, slots=True)
class Fermeture:
    """A unit that ceased, or one of its establishments that closed, by the list of a day."""

    numero: str  # SIREN of the unit, or SIRET of the establishment
    au: date

    @property
    def est_etablissement(self) -> bool:
        """Tell whether only an establishment closed."""
        return len(self.numero) > _SIREN


def find_fermeture(dossier: Path, numero: str) -> Fermeture | None:
    """Return the closure of a SIREN or of a SIRET, the unit first; None when none is known of.

    `dossier` holds the lists of a store. A number that the lists do not hold may be open or not.
    """
    listes = list_disponibles(dossier)
    for nom, cle, cherche, etat in (
        ("sirene_unites", "siren", numero[:_SIREN], _CESSEE),
        ("sirene_etablissements", "siret", numero, _FERME),
    ):
        if nom in listes and _holds(table_path(dossier, nom), (cle, cherche), ("etat", etat)):
            return Fermeture(cherche, listes[nom].date)
    return None


def _holds(table: Path, *egalites: tuple[str, str]) -> bool:
    """Tell whether a table has a row with these values."""
    filtres = [(colonne, "=", valeur) for colonne, valeur in egalites]
    return bool(pq.read_table(table, columns=[egalites[0][0]], filters=filtres).num_rows)
