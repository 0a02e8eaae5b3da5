"""The lists of firms that figures wait for: what each permits, whether it is loaded, how to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shlex import quote
from typing import Final

import pyarrow.parquet as pq

from spaser.moteur.referentiels import depot

_FICHIERS: Final = {
    "esus": "liste-esus.xlsx",
    "inclusion": "fournisseurs-inclusifs.csv",
    "sirene_unites": "StockUniteLegale_utf8.parquet",
    "sirene_etablissements": "StockEtablissement_utf8.parquet",
}
_PERMET: Final = {
    "esus": "les achats auprès d’entreprises solidaires",
    "inclusion": "les achats auprès de structures d’insertion et du handicap",
    "sirene_unites": "la taille des entreprises, l’économie sociale et solidaire, des noms",
    "sirene_etablissements": "les achats locaux",
}


@dataclass(frozen=True, slots=True)
class ListeReferentiel:
    """A list, loaded (`lignes` rows, of the day `date`) or not (`lignes` is None)."""

    code: str
    nom: str
    permet: str
    fichier: str
    source: str
    url: str | None
    lignes: int | None = None
    date: date | None = None

    @property
    def est_chargee(self) -> bool:
        """Tell whether figures may use it."""
        return self.lignes is not None

    def write_commande(self, entrepot: Path) -> str:
        """Return what to type to load it into a store; the name of the file is an example."""
        return f"spaser importer {self.fichier} --entrepot {quote(str(entrepot))}"


def list_listes(dossier: Path) -> list[ListeReferentiel]:
    """Return every list, those that a folder lacks first."""
    ici = depot.list_disponibles(dossier)
    listes = []
    for nom in depot.COLONNES:
        lignes = pq.read_metadata(depot.table_path(dossier, nom)).num_rows if nom in ici else None
        source, _, url = depot.ORIGINES[nom]
        du = ici[nom].date if nom in ici else None
        listes.append(
            ListeReferentiel(
                nom, depot.LIBELLES[nom], _PERMET[nom], _FICHIERS[nom], source, url, lignes, du
            )
        )
    return sorted(listes, key=lambda liste: liste.est_chargee)


def is_importing(dossier: Path) -> bool:
    """Tell whether a list is being written just now, or was when its import was killed."""
    return any(dossier.glob(f"{depot.TRAVAIL}*"))
