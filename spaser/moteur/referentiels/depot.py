"""The folder of imported lists: one Parquet file a list, and `referentiels.json` about them.

Figures wait for these lists: what each permits, whether it is loaded and how to load it are told.
Those of Sirene say whether a number still stands for something.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shlex import quote
from typing import Any, Final

import duckdb
import msgspec

from spaser.moteur.referentiels.modele import (
    ErreurReferentiel,
    ListeDeclaree,
    Referentiel,
    read_declarations,
)
from spaser.moteur.sql import parquet_view

MANIFESTE: Final = "referentiels.json"
_VERROU: Final = ".referentiels.verrou"
TRAVAIL: Final = ".import-"

LISTES: Final = read_declarations(ListeDeclaree, "importees")
COLONNES: Final = {nom: fiche.colonnes for nom, fiche in LISTES.items()}


def table_path(dossier: Path, nom: str) -> Path:
    return dossier / f"{nom}.parquet"


@contextmanager
def lock(dossier: Path) -> Iterator[None]:
    """Let one import at a time write in the folder."""
    dossier.mkdir(parents=True, exist_ok=True)
    with (dossier / _VERROU).open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield


@contextmanager
def workspace(dossier: Path) -> Iterator[Path]:
    """Give a folder of the same disk to write aside; what a killed import left is dropped.

    Called under the lock: no other import is at work.
    """
    for reste in dossier.glob(f"{TRAVAIL}*"):
        shutil.rmtree(reste, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=TRAVAIL, dir=dossier) as travail:
        yield Path(travail)


def read_manifeste_listes(dossier: Path) -> dict[str, dict[str, Any]]:
    chemin = dossier / MANIFESTE
    if not chemin.exists():
        return {}
    try:
        return msgspec.json.decode(chemin.read_bytes(), type=dict[str, dict[str, Any]])
    except msgspec.DecodeError as cause:
        raise ErreurReferentiel(f"{chemin} est abîmé : supprimez-le et réimportez.") from cause


def publish(dossier: Path, nom: str, table: Path, fiche: Mapping[str, Any]) -> None:
    """Put a table in place, then its entry: a reader sees the old one or the new one."""
    os.replace(table, table_path(dossier, nom))  # noqa: PTH105 - the atomic step
    manifeste = read_manifeste_listes(dossier) | {nom: dict(fiche)}
    texte = msgspec.json.format(msgspec.json.encode(manifeste, order="sorted"), indent=2)
    nouveau = table.with_name(MANIFESTE)
    nouveau.write_bytes(texte + b"\n")
    os.replace(nouveau, dossier / MANIFESTE)  # noqa: PTH105 - the atomic step


def list_disponibles(dossier: Path) -> dict[str, Referentiel]:
    """Return the lists that have been imported; a list that is not here is absent, not empty."""
    return {
        nom: msgspec.convert(fiche, Referentiel)
        for nom, fiche in read_manifeste_listes(dossier).items()
        if nom in LISTES and table_path(dossier, nom).exists()
    }


def attach(connexion: duckdb.DuckDBPyConnection, dossier: Path) -> dict[str, Referentiel]:
    """Register `ref_<nom>` for every list that is here, and return these: others have no view."""
    disponibles = list_disponibles(dossier)
    for nom in disponibles:
        chemin = table_path(dossier, nom).resolve()
        connexion.execute(parquet_view(f"ref_{nom}", str(chemin)))
    return disponibles


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
    import pyarrow.parquet as pq

    filtres = [(colonne, "=", valeur) for colonne, valeur in egalites]
    return bool(pq.read_table(table, columns=[egalites[0][0]], filters=filtres).num_rows)


# --- What is told of the lists ---


@dataclass(frozen=True, slots=True)
class ListeReferentiel:
    """A list, loaded (`lignes` rows, of the day `date`) or not (`lignes` is None)."""

    code: str
    fiche: ListeDeclaree
    lignes: int | None
    date: date | None

    @property
    def est_chargee(self) -> bool:
        """Tell whether figures may use it."""
        return self.lignes is not None

    def write_commande(self, entrepot: Path) -> str:
        """Return what to type to load it into a store; the name of the file is an example."""
        return f"spaser importer {self.fiche.fichier} --entrepot {quote(str(entrepot))}"


def list_listes(dossier: Path) -> list[ListeReferentiel]:
    """Return every list, those that a folder lacks first."""
    import pyarrow.parquet as pq

    ici = list_disponibles(dossier)
    manquent = [ListeReferentiel(n, f, None, None) for n, f in LISTES.items() if n not in ici]
    chargees = [
        ListeReferentiel(n, f, pq.read_metadata(table_path(dossier, n)).num_rows, ici[n].date)
        for n, f in LISTES.items()
        if n in ici
    ]
    return manquent + chargees


def is_importing(dossier: Path) -> bool:
    """Tell whether a list is being written just now, or was when its import was killed."""
    return any(dossier.glob(f"{TRAVAIL}*"))
