"""The same figures on Spark, for those who outgrow one machine.

Spark is optional. It reads Parquet tables named as in `colonnes.LUES`, one file or one folder each,
which `export_tables` writes from an open store; a list that is not there is an absent list.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from spaser.elements import ErreurSpaser
from spaser.moteur.indicateurs.calcul import SPARK, list_calculables, sql_indicateurs
from spaser.moteur.indicateurs.colonnes import LUES, REFERENTIELS
from spaser.moteur.sql import litteral

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from pyspark.sql import SparkSession

    from spaser.moteur.entrepot.lecture import Entrepot


LOCAL: Final = "local[*]"
REGLAGES: Final = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
}


def export_tables(
    connexion: duckdb.DuckDBPyConnection, dossier: Path, absents: frozenset[str] = frozenset()
) -> None:
    """Write the tables that the figures read, a Parquet file each, with those columns only."""
    dossier.mkdir(parents=True, exist_ok=True)
    for nom, colonnes in LUES.items():
        if nom not in absents:
            fichier = litteral(str(dossier / f"{nom}.parquet"))
            connexion.execute(
                f"COPY (SELECT {', '.join(colonnes)} FROM {nom}) TO {fichier} (FORMAT parquet)"
            )


def compute_valeurs_spark(dossier: Path, maitre: str = LOCAL) -> pa.Table:
    presentes = {nom: chemin for nom in LUES if (chemin := _find_table(dossier, nom))}
    absents = LUES.keys() - presentes.keys()
    if manquantes := absents - REFERENTIELS.keys():
        raise ErreurSpaser(
            f"Il manque des tables dans « {dossier} » : {', '.join(sorted(manquantes))}.",
            "Écrivez-les depuis un entrepôt avec export_tables.",
        )
    session = _open_session(maitre)
    try:
        for nom, chemin in presentes.items():
            session.read.parquet(str(chemin)).createOrReplaceTempView(nom)
        requete = sql_indicateurs(list_calculables(frozenset(absents)), SPARK)
        return session.sql(requete).toArrow()
    finally:
        session.stop()


def replace_valeurs(entrepot: Entrepot, maitre: str) -> None:
    """Put the figures that the Spark of `maitre` computes in place of those of the open store."""
    with tempfile.TemporaryDirectory(prefix="spaser-spark-") as dossier:
        export_tables(entrepot.connexion, Path(dossier), entrepot.listes_absentes)
        valeurs = compute_valeurs_spark(Path(dossier), maitre)
    entrepot.connexion.register("valeurs_spark", valeurs)
    entrepot.connexion.execute("CREATE OR REPLACE VIEW valeurs AS FROM valeurs_spark")


def _find_table(dossier: Path, nom: str) -> Path | None:
    candidats = (dossier / f"{nom}.parquet", dossier / nom)
    return next((chemin.absolute() for chemin in candidats if chemin.exists()), None)


def _open_session(maitre: str) -> SparkSession:
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError as cause:
        raise ErreurSpaser(
            "Spark n’est pas installé.",
            "Installez-le avec : pip install 'spaser[spark]' (Java 17 est nécessaire).",
        ) from cause
    reglages = SparkSession.builder.master(maitre).appName("spaser").config(map=dict(REGLAGES))
    try:
        return reglages.getOrCreate()
    except PySparkRuntimeError as cause:
        raise ErreurSpaser(
            f"Spark ne démarre pas sur « {maitre} » : {cause}",
            "Vérifiez que Java 17 ou plus récent est installé.",
        ) from cause
