"""The file of lines: opened by a connection bounded in memory, finished, rid of a year.

Only the whole set of lines tells what people decided, and which lines are there twice.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from spaser.moteur.boite.memoire import fit_moteur
from spaser.moteur.boite.modele import MEGA
from spaser.moteur.depenses.decisions import DecisionsDepenses, make_depenses_decidees
from spaser.moteur.depenses.modele import CompteRendu, EtatLigne, Somme
from spaser.moteur.sql import litteral
from spaser.moteur.tables.modele import Remarque

type Connexion = duckdb.DuckDBPyConnection

MEMOIRE: Final = 512 * MEGA


@contextmanager
def open_base() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a base of its own; what does not fit in memory goes to a draft folder."""
    with tempfile.TemporaryDirectory(prefix="spaser-depenses-") as brouillon:
        memoire = f"{fit_moteur(MEMOIRE)}B"
        connexion = duckdb.connect(
            config={"threads": 2, "memory_limit": memoire, "temp_directory": brouillon}
        )
        try:
            yield connexion
        finally:
            connexion.close()


@contextmanager
def open_lignes(chemin: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_base() as connexion:
        attach_lignes(connexion, chemin)
        yield connexion


def attach_lignes(connexion: duckdb.DuckDBPyConnection, *chemins: Path) -> None:
    """Show the lines of these files as the view `depenses` of a connection."""
    liste = ", ".join(litteral(str(chemin)) for chemin in chemins)
    connexion.execute(
        f"CREATE OR REPLACE TEMP VIEW depenses AS SELECT * FROM read_parquet([{liste}])"
    )


_DOUBLON: Final = "doublon_exact"
_COMPTEES: Final = "etat IN ('comptee', 'a_verifier')"

# A line is met twice when its whole row is the same and it has a piece number.
_RANG: Final = f"""
SELECT *, CASE WHEN piece IS NOT NULL AND {_COMPTEES} THEN row_number() OVER (
    PARTITION BY empreinte, piece, ({_COMPTEES})
    ORDER BY fichier, feuille, ligne) ELSE 1 END AS rang
FROM depenses_decidees
"""
_SANS_RANG: Final = "SELECT *, 1 AS rang FROM depenses_decidees"
_PROPRES: Final = f"""
SELECT * EXCLUDE (rang) REPLACE (
    CASE WHEN rang > 1 THEN '{EtatLigne.ECARTEE.value}' ELSE etat END AS etat,
    CASE WHEN rang > 1 THEN '{_DOUBLON}' ELSE motif END AS motif)
FROM ({{source}}) ORDER BY fichier, feuille, ligne
"""
_DOUBLONS: Final = f"""
SELECT fichier, feuille, ligne, piece FROM depenses_finies WHERE motif = '{_DOUBLON}'
ORDER BY fichier, feuille, ligne
"""


def finish(
    bruts: Sequence[Path],
    propre: Path,
    rendu: CompteRendu,
    decisions: DecisionsDepenses,
    *,
    garder_doublons: bool = False,
) -> None:
    with open_base() as connexion:
        attach_lignes(connexion, *bruts)
        make_depenses_decidees(connexion, decisions)
        requete = _PROPRES.format(source=_SANS_RANG if garder_doublons else _RANG)
        connexion.execute(
            f"COPY ({requete}) TO {litteral(str(propre))} (FORMAT parquet, COMPRESSION zstd)"
        )
        _settle(connexion, propre, rendu)


def _settle(connexion: duckdb.DuckDBPyConnection, propre: Path, rendu: CompteRendu) -> None:
    connexion.execute(
        f"CREATE TEMP VIEW depenses_finies AS SELECT * FROM read_parquet({litteral(str(propre))})"
    )
    sommes = connexion.execute(
        "SELECT etat, motif, count(*), sum(lu)::BIGINT FROM depenses_finies GROUP BY etat, motif"
    )
    for etat, motif, nombre, centimes in sommes.fetchall():
        rendu.settle(EtatLigne(etat), motif, nombre, centimes)
    for fichier, feuille, ligne, piece in connexion.execute(_DOUBLONS).fetchall():
        rendu.remark(
            Remarque(
                motif=_DOUBLON,
                fichier=fichier,
                feuille=feuille,
                ligne=ligne,
                colonne="piece",
                valeur=str(piece),
            )
        )


def drop_annee(chemin: Path, annee: int) -> Somme:
    """Write the lines again without those of a year; return what is left."""
    with tempfile.TemporaryDirectory(prefix=".depenses-", dir=chemin.parent) as travail:
        reste = Path(travail) / "reste.parquet"
        with open_lignes(chemin) as connexion:
            connexion.execute(
                f"COPY (SELECT * FROM depenses WHERE annee IS DISTINCT FROM {int(annee)}) "
                f"TO {litteral(str(reste))} (FORMAT parquet, COMPRESSION zstd)"
            )
            [(lignes, centimes)] = connexion.execute(
                "SELECT count(*), coalesce(sum(lu), 0)::BIGINT "
                f"FROM read_parquet({litteral(str(reste))})"
            ).fetchall()
        reste.replace(chemin)
    return Somme(lignes, centimes)
