"""The folder of imported lists: one Parquet file a list, and `referentiels.json` about them.

Its Sirene lists say whether a number still stands for something.
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
from typing import Any, Final

import duckdb
import msgspec

from spaser.moteur.referentiels import esus, inclusion, sirene
from spaser.moteur.referentiels.modele import ErreurReferentiel, Referentiel
from spaser.moteur.sql import empty_view, parquet_view

MANIFESTE: Final = "referentiels.json"
_VERROU: Final = ".referentiels.verrou"
TRAVAIL: Final = ".import-"
_PAGE_ESUS: Final = (
    "https://www.tresor.economie.gouv.fr/banque-assurance-finance/"
    "finance-sociale-et-solidaire/liste-nationale-agrements-esus"
)

COLONNES: Final[dict[str, Mapping[str, str]]] = {
    "sirene_unites": sirene.UNITES,
    "sirene_etablissements": sirene.ETABLISSEMENTS,
    "esus": esus.COLONNES,
    "inclusion": inclusion.COLONNES,
}
LIBELLES: Final = {
    "sirene_unites": "Sirene, unités légales rencontrées",
    "sirene_etablissements": "Sirene, établissements des unités rencontrées",
    "esus": "Entreprises agréées solidaires d’utilité sociale (ESUS)",
    "inclusion": "Structures inclusives du Marché de l’inclusion",
}
ORIGINES: Final[dict[str, tuple[str, str, str | None]]] = {
    "sirene_unites": (
        "Insee, répertoire Sirene, StockUniteLegale",
        "Licence Ouverte 2.0",
        "https://www.sirene.fr",
    ),
    "sirene_etablissements": (
        "Insee, répertoire Sirene, StockEtablissement",
        "Licence Ouverte 2.0",
        "https://www.sirene.fr",
    ),
    "esus": (
        "Direction générale du Trésor, liste nationale des agréments ESUS",
        "À vérifier auprès du producteur",
        _PAGE_ESUS,
    ),
    "inclusion": (
        "Plateforme de l’inclusion, Le Marché de l’inclusion",
        "À vérifier auprès du producteur",
        "https://lemarche.inclusion.gouv.fr",
    ),
}


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
        nom: Referentiel(
            nom=nom,
            libelle=fiche["libelle"],
            date=date.fromisoformat(fiche["date"]),
            source=fiche["source"],
            licence=fiche["licence"],
            url=fiche["url"],
            date_estimee=fiche["date_estimee"],
        )
        for nom, fiche in read_manifeste_listes(dossier).items()
        if nom in COLONNES and table_path(dossier, nom).exists()
    }


def attach(connexion: duckdb.DuckDBPyConnection, dossier: Path) -> dict[str, Referentiel]:
    """Register `ref_<nom>` for every list that can be imported, and return those that are here.

    An absent list is an empty view of the same columns, so that SQL always compiles: ask the
    returned dictionary before reading an empty result as "none".
    """
    disponibles = list_disponibles(dossier)
    for nom, colonnes in COLONNES.items():
        if nom in disponibles:
            chemin = table_path(dossier, nom).resolve()
            connexion.execute(parquet_view(f"ref_{nom}", str(chemin)))
        else:
            connexion.execute(empty_view(f"ref_{nom}", colonnes))
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
