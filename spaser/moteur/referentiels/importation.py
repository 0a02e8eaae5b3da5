"""From an official file handed over by the user to a reference table."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from spaser.moteur.referentiels import depot, sirene, structures
from spaser.moteur.referentiels.modele import ErreurReferentiel, RapportReferentiel, Referentiel
from spaser.moteur.tables.cellules import read_date_cellule
from spaser.moteur.tables.modele import ErreurTable

_LECTEURS: Final[dict[str, Callable[[Path, RapportReferentiel], Iterator[tuple[Any, ...]]]]] = {
    "esus": structures.read_esus,
    "inclusion": structures.read_inclusion,
}
_TYPES_ARROW: Final = {"VARCHAR": pa.string(), "DATE": pa.date32()}
_DATE_DANS_NOM: Final = (
    re.compile(r"(?<!\d)(20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(\d\d)[-_.](\d\d)[-_.](20\d\d)(?!\d)"),
)
_REMARQUE: Final = ("motif", "valeur", "ligne", "feuille")
_INCONNU: Final = (
    "Liste non reconnue. Sont lus : StockUniteLegale et StockEtablissement de Sirene (Parquet), "
    "la liste ESUS (.xlsx ou .csv, avec une colonne SIREN ou SIRET), l’export du Marché de "
    "l’inclusion (.csv, .xlsx ou .json, avec une colonne SIRET et le type de structure). "
    "Un classeur .xls ancien se réenregistre en .xlsx."
)


def recognise_liste(chemin: Path) -> str | None:
    """Tell which list a file is, by its content; None when it is none of those we read."""
    try:
        return _recognise(chemin)
    except ErreurTable:
        return None


def _recognise(chemin: Path) -> str | None:
    with chemin.open("rb") as flux:
        if flux.read(4) == b"PAR1":
            return sirene.recognise_stock(chemin)
    for _, table in structures.read_listes(chemin):
        if table is None:
            continue
        if structures.is_esus(table.titres, structures.fold_haut(table)):
            return "esus"
        if structures.find_colonnes_inclusion(table.titres):
            return "inclusion"
    return None


def import_referentiel(
    chemin: Path,
    dossier: Path,
    sirens: duckdb.DuckDBPyRelation | None = None,
    date_liste: date | None = None,
) -> RapportReferentiel:
    """Turn a file into `<dossier>/<nom>.parquet` and enter it in the manifest.

    `sirens` is a relation of the SIREN met in the store (buyers and holders, column `siren`):
    Sirene is not read without it. `date_liste` is the day of the list; else it is read off the
    file, and the entry says so.
    """
    nom = _recognise(chemin)
    if nom is None:
        raise ErreurReferentiel(_INCONNU)
    rapport = RapportReferentiel(nom, chemin.name)
    with depot.lock(dossier), depot.workspace(dossier) as travail:
        table = travail / f"{nom}.parquet"
        if nom in sirene.STOCKS:
            if sirens is None:
                raise ErreurReferentiel(
                    "Sirene se réduit aux SIREN de l’entrepôt : construisez-le d’abord."
                )
            lue = sirene.write_stock(chemin, nom, sirens, table, rapport)
        else:
            lue = None
            _write_rows(_LECTEURS[nom](chemin, rapport), nom, table)
        if not rapport.gardees:
            raise ErreurReferentiel(_describe_empty(rapport))
        rapport.referentiel = _describe(nom, chemin, date_liste, lue)
        depot.publish(dossier, nom, table, _fiche(rapport, rapport.referentiel))
    return rapport


def _write_rows(lignes: Iterable[tuple[Any, ...]], nom: str, table: Path) -> None:
    colonnes = depot.COLONNES[nom]
    champs = pa.schema([(colonne, _TYPES_ARROW[sorte]) for colonne, sorte in colonnes.items()])
    rangees = [dict(zip(colonnes, ligne, strict=True)) for ligne in lignes]
    rangees.sort(key=lambda rangee: [str(rangee[c] or "") for c in ("siren", *colonnes)])
    pq.write_table(pa.Table.from_pylist(rangees, schema=champs), table, compression="zstd")


def _describe(nom: str, chemin: Path, donnee: date | None, lue: date | None) -> Referentiel:
    liste = depot.LISTES[nom]
    with chemin.open("rb") as flux:
        empreinte = hashlib.file_digest(flux, "sha256").hexdigest()
    return Referentiel(
        fichier=chemin.name,
        libelle=liste.libelle,
        source=liste.source,
        licence=liste.licence,
        url=liste.url,
        date=donnee or date_in_name(chemin.name) or lue or _date_modified(chemin),
        date_estimee=donnee is None,
        sha256=empreinte,
    )


def date_in_name(nom: str) -> date | None:
    """Read a day in a file name: `liste_2026-11-24.csv`, `ESUS_31-01-2024.xlsx`."""
    for motif in _DATE_DANS_NOM:
        if trouve := motif.search(nom):
            return read_date_cellule("-".join(trouve.groups()))
    return None


def _date_modified(chemin: Path) -> date:
    return datetime.fromtimestamp(chemin.stat().st_mtime).astimezone().date()


_DITES: Final = "fichier libelle source licence url date date_estimee sha256".split()


def _fiche(rapport: RapportReferentiel, ref: Referentiel) -> dict[str, Any]:
    return {
        **{nom: msgspec.to_builtins(getattr(ref, nom)) for nom in _DITES},
        "lues": rapport.lues,
        "gardees": rapport.gardees,
        "rejets": dict(rapport.rejets),
        "alertes": dict(rapport.alertes),
        "feuilles_ignorees": rapport.ignorees,
        "remarques": [{nom: getattr(r, nom) for nom in _REMARQUE} for r in rapport.remarques],
    }


def _describe_empty(rapport: RapportReferentiel) -> str:
    return (
        f"Aucune des {rapport.lues} lignes de {rapport.fichier} n’est utilisable : "
        "la liste en place n’est pas remplacée."
    )
