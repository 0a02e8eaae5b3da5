"""Writing a part: one batch of records, cast and laid down as Parquet files."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date
from pathlib import Path
from typing import Final

import duckdb

from spaser.moteur.decp import listes_imbriquees, plausibilite, restes, typage
from spaser.moteur.decp.brut import COLONNES
from spaser.moteur.decp.conversion.regles import REGLES
from spaser.moteur.decp.tables import ANOMALIES, QUARANTAINE
from spaser.moteur.sql import litteral

DECALAGE_PART: Final = 32  # bits of `ligne` left to the rank in the part
LIGNES_GROUPE: Final = 30_720  # rows of a Parquet row group: a buyer is found by their bounds
# Distinct values of a group beyond which Parquet lists none: objects, ids, keys would all be tried.
VALEURS_LISTEES: Final = 1000

_ACHETEUR: Final = REGLES[0]
_ACTES: Final = frozenset({"actesSousTraitance", "modificationsActesSousTraitance"})
_EXECUTIONS: Final = "donneesExecution"
_SANS_CONTENU: Final = (
    'coalesce("id", "objet", "montant", "valeurGlobale", '
    "nullif(\"titulaires\", '[]'), nullif(\"concessionnaires\", '[]')) IS NULL"
)


def ligne_sql(part: int) -> str:
    """Return the SQL of the physical key of a record of `lu`."""
    return f"(lu.rowid + {(part << DECALAGE_PART) + 1})"


def first_ligne(part: int) -> int:
    return part << DECALAGE_PART


def write_part(
    connexion: duckdb.DuckDBPyConnection,
    dictionnaires: typage.Dictionnaires,
    part: int,
    dossier: Path,
    jour: date,
) -> None:
    """Cast the batch in `lu` and write the files of the part; empty tables have no file.

    `jour` is that of the import: what is dated of a later day is told.
    """
    dossier.mkdir(exist_ok=True)
    ligne = ligne_sql(part)
    presentes = typage.list_regles_utiles(connexion)
    dictionnaires.learn(connexion, presentes)
    _set_aside(connexion)
    _create_temp(connexion, "anomalies", ANOMALIES)
    lues = {regle.champ for regle in presentes}
    _create_listes(connexion, dictionnaires, ligne, lues)
    # As a number, the SIREN sorts the same, and quicker.
    mots = typage.list_mots(connexion, presentes)
    marches = typage.select_marches(ligne, presentes, mots)
    tries = f"{marches}\nORDER BY acheteur_siren::INTEGER, ligne"
    _copy(connexion, tries, dossier / "marches.parquet")
    for nom, requete in (
        ("titulaires", f"{listes_imbriquees.TITULAIRES} ORDER BY ligne"),
        ("modifications", f"{listes_imbriquees.MODIFICATIONS} ORDER BY ligne"),
        ("sous_traitances", "FROM actes ORDER BY ligne, genre, ordre"),
        ("executions", listes_imbriquees.EXECUTIONS),
    ):
        copy_if_any(connexion, requete, dossier / f"{nom}.parquet")
    _write_anomalies(
        connexion,
        [*typage.list_anomalies(dictionnaires, presentes), *plausibilite.list_requetes(jour)],
        dossier,
    )
    copy_if_any(connexion, "FROM quarantaine", dossier / "quarantaine.parquet")


def _create_listes(
    connexion: duckdb.DuckDBPyConnection,
    dictionnaires: typage.Dictionnaires,
    ligne: str,
    lues: AbstractSet[str],
) -> None:
    """Make the tables of the lists of `lu`; `lues` are the fields that are given."""
    avec_actes = not lues.isdisjoint(_ACTES)
    vide = listes_imbriquees.create_vide
    for requete in (
        listes_imbriquees.create_mods_lues(ligne),
        listes_imbriquees.create_actes_lus(ligne) if avec_actes else vide("actes_lus"),
        listes_imbriquees.create_executions_lues(ligne)
        if _EXECUTIONS in lues
        else vide("executions_lues"),
    ):
        connexion.execute(requete)
    restes.mend(connexion, dictionnaires, ligne)
    for requete in listes_imbriquees.create_mods():
        connexion.execute(requete)
    remplaces = connexion.execute(f"{listes_imbriquees.REMPLACEMENTS} LIMIT 1").fetchone()
    for requete in (
        *listes_imbriquees.create_titulaires(ligne, remplaces=remplaces is not None),
        listes_imbriquees.create_actes() if avec_actes else vide("actes"),
        listes_imbriquees.ACTES_RESUME,
    ):
        connexion.execute(requete)


def _set_aside(connexion: duckdb.DuckDBPyConnection) -> None:
    """Move to `quarantaine` the records of no usable buyer, and those that say nothing."""
    _create_temp(connexion, "quarantaine", QUARANTAINE)
    brut = _ACHETEUR.brut
    ecartes = connexion.execute(
        "CREATE OR REPLACE TEMP TABLE ecartes AS SELECT lu.rowid AS place FROM lu "
        f"LEFT JOIN d_{_ACHETEUR.dictionnaire.nom} d ON {brut} = d.brut "
        f"WHERE d.v0 IS NULL OR {_SANS_CONTENU}"
    ).fetchone()
    if not ecartes or not ecartes[0]:
        return
    champs = ", ".join(f'"{c}" := lu."{c}"' for c in COLONNES)
    connexion.execute(
        f"""
        INSERT INTO quarantaine
        SELECT reperage.source, {typage.RANG},
               CASE WHEN {_SANS_CONTENU} THEN 'enregistrement_vide'
                    WHEN {brut} IS NULL THEN 'acheteur_absent' ELSE 'acheteur_inutilisable' END,
               left({brut}, {plausibilite.VALEUR_MAX}),
               coalesce((SELECT texte FROM bruts WHERE rang_lu = lu.rowid),
                        json_merge_patch('{{}}', to_json(struct_pack({champs}))))
        FROM lu JOIN ecartes ON lu.rowid = place JOIN reperage USING (filename)
        """
    )
    connexion.execute("DELETE FROM lu WHERE rowid IN (FROM ecartes)")


def _write_anomalies(
    connexion: duckdb.DuckDBPyConnection, requetes: Iterable[str], dossier: Path
) -> None:
    connexion.execute(
        "CREATE OR REPLACE TEMP VIEW ecrits AS "
        f"FROM read_parquet({litteral(str(dossier / 'marches.parquet'))})"
    )
    for requete in requetes:
        connexion.execute(requete)
    copy_if_any(connexion, "FROM anomalies", dossier / "anomalies.parquet")


def _create_temp(connexion: duckdb.DuckDBPyConnection, nom: str, colonnes: dict[str, str]) -> None:
    liste = ", ".join(f"{c} {genre}" for c, genre in colonnes.items())
    connexion.execute(f"CREATE OR REPLACE TEMP TABLE {nom} ({liste})")


def _copy(connexion: duckdb.DuckDBPyConnection, requete: str, fichier: Path) -> int:
    ecrites = connexion.execute(
        f"COPY ({requete}) TO {litteral(str(fichier))} "
        f"(FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE {LIGNES_GROUPE}, "
        f"DICTIONARY_SIZE_LIMIT {VALEURS_LISTEES})"
    ).fetchone()
    return ecrites[0] if ecrites else 0


def copy_if_any(connexion: duckdb.DuckDBPyConnection, requete: str, fichier: Path) -> None:
    """Keep a file only when the query has rows: most parts have no concession, for example."""
    if not _copy(connexion, requete, fichier):
        fichier.unlink()


def replace_table(connexion: duckdb.DuckDBPyConnection, fichier: Path, requete: str) -> None:
    """Write a table of a version in the place of the one that the query may read."""
    provisoire = fichier.with_suffix(".nouveau.parquet")
    connexion.execute(f"COPY ({requete}) TO {litteral(str(provisoire))} (FORMAT parquet)")
    provisoire.replace(fichier)
