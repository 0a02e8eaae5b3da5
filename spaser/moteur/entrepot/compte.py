"""Counting what a build did, and who buys."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import duckdb

from spaser.moteur.entrepot.parts import replace_table
from spaser.moteur.entrepot.schema import VALEURS_ECRITES

_SORTS: Final = """
    SELECT source,
           CASE WHEN coalesce(r.statut, 'retenu') = 'copie' THEN 'copies'
                WHEN coalesce(r.statut, 'retenu') <> 'retenu' OR m.ligne IN (FROM retires)
                  OR m.ligne IN (FROM gagnants) THEN 'versions'
                WHEN famille = 'concession' THEN 'concessions' ELSE 'contrats' END AS sort,
           count(*)
    FROM lus m LEFT JOIN retouches r USING (ligne)
    WHERE m.ligne >= $1 GROUP BY ALL
    UNION ALL
    SELECT source, 'copies', sum(nombre)::BIGINT FROM vues GROUP BY ALL
    UNION ALL
    SELECT source, 'copies', count(*) FROM rebuts_connus GROUP BY ALL
"""


def count_sorts(
    connexion: duckdb.DuckDBPyConnection, premiere_ligne: int
) -> dict[str, dict[str, int]]:
    """Return, by source, how many of the new records are contracts, concessions, versions, copies.

    Expects the table `gagnants`: new records that became the retained version of a known contract.
    """
    sorts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for source, sort, nombre in connexion.execute(_SORTS, [premiere_ligne]).fetchall():
        sorts[source][sort] += nombre
    return sorts


def count_lignes(
    connexion: duckdb.DuckDBPyConnection, table: str, colonne: str, sources: Sequence[str]
) -> dict[str, int]:
    """Count the rows of these sources, by a column."""
    requete = (
        f"SELECT {colonne}, count(*) FROM {table} WHERE list_contains($1, source) "
        "GROUP BY ALL ORDER BY ALL"
    )
    return dict(connexion.execute(requete, [list(sources)]).fetchall())


def count_entrepot(connexion: duckdb.DuckDBPyConnection) -> dict[str, int]:
    ligne = connexion.execute(
        "SELECT coalesce(sum(nb_marches), 0)::BIGINT, coalesce(sum(nb_concessions), 0)::BIGINT, "
        "count(*) FROM acheteurs"
    ).fetchone()
    return dict(zip(("contrats", "concessions", "acheteurs"), ligne or (0, 0, 0), strict=True))


def latest_publication(connexion: duckdb.DuckDBPyConnection, au_plus: date) -> str | None:
    """Return the latest publication date that is not in the future."""
    ligne = connexion.execute(
        "SELECT max(date_version) FROM records WHERE date_version <= $1", [au_plus]
    ).fetchone()
    return ligne[0].isoformat() if ligne and ligne[0] else None


def acheteurs_sql(part: int, sirens: str, marches: str = "marches") -> str:
    """Return the SQL of the rows of `acheteurs` of the SIREN given by another query."""
    return f"""
        SELECT acheteur_siren AS siren, any_value(noms.nom) AS nom,
               list_sort(list(DISTINCT acheteur_siret) FILTER (acheteur_siret IS NOT NULL))
                   AS sirets,
               CAST(count(*) FILTER (famille = 'marche') AS INTEGER) AS nb_marches,
               CAST(count(*) FILTER (famille = 'concession') AS INTEGER) AS nb_concessions,
               list_sort(list(DISTINCT annee) FILTER (annee IS NOT NULL)) AS annees,
               list_sort(list(DISTINCT marches.source)) AS sources,
               CAST({part} AS INTEGER) AS part
        FROM {marches} marches SEMI JOIN ({sirens}) AS choisis ON acheteur_siren = choisis.siren
        LEFT JOIN noms ON noms.siren = acheteur_siren
        GROUP BY acheteur_siren
    """


_CACHE: Final = "contains(nom, '[ND]')"  # what stands for the name of a person who hides it
_EST_UN_NOM: Final = (
    "regexp_matches(nom, '\\p{L}') AND length(nom) <= 300 "
    "AND upper(nom) NOT IN ('NC', 'ND', 'NON COMMUNIQUÉ', 'NON RENSEIGNÉ', 'INCONNU')"
)
_NOMMES: Final = """
    SELECT acheteur_siren AS siren, acheteur_nom AS nom, true AS acheteur, ligne FROM lus
    WHERE acheteur_siren IS NOT NULL AND acheteur_nom IS NOT NULL
    UNION ALL
    SELECT siren, nom, false, ligne FROM titulaires_lus_parts
    WHERE siren IS NOT NULL AND nom IS NOT NULL
"""
# Who hides once is not named; as a buyer first; then of the latest day, what is said most that
# day, by the alphabet.
_CHOISIS: Final = f"""
    SELECT siren, CASE WHEN NOT {_CACHE} THEN nom END AS nom, ligne FROM (
        SELECT siren, nom, acheteur, date_version, count(*) AS fois, min(ligne) AS ligne
        FROM donnes JOIN records USING (ligne) WHERE {_EST_UN_NOM} GROUP BY ALL
    ) QUALIFY row_number() OVER (PARTITION BY siren ORDER BY {_CACHE} DESC, acheteur DESC,
        date_version DESC NULLS LAST, fois DESC, nom) = 1
"""


def write_noms(connexion: duckdb.DuckDBPyConnection, version: Path, premiere_ligne: int) -> None:
    """Write `noms.parquet`; only those named in the records that came or went are chosen again.

    Records that another supersedes count too: the present format gives no name.
    """
    connexion.execute(
        f"CREATE OR REPLACE TEMP TABLE nommes AS SELECT DISTINCT siren FROM ({_NOMMES}) "
        f"WHERE ligne >= {premiere_ligne} OR ligne IN (FROM quittes UNION FROM revenus)"
    )
    connexion.execute(
        f"CREATE OR REPLACE TEMP TABLE donnes AS FROM ({_NOMMES}) SEMI JOIN nommes USING (siren)"
    )
    replace_table(
        connexion,
        version / "noms.parquet",
        f"SELECT c.siren, c.nom, m.source, m.rang FROM ({_CHOISIS}) c JOIN records m USING (ligne) "
        "UNION ALL BY NAME SELECT n.* FROM noms n ANTI JOIN nommes USING (siren) ORDER BY siren",
    )


def write_acheteurs(connexion: duckdb.DuckDBPyConnection, version: Path, part: int) -> None:
    """Write `acheteurs.parquet`; only the buyers of the table `touches` are made again.

    Leaves in `valeurs_gardees` their figures of the years in which nothing changed.
    """
    connexion.execute(
        f"CREATE OR REPLACE TEMP TABLE valeurs_gardees AS SELECT {', '.join(VALEURS_ECRITES)} "
        "FROM valeurs v SEMI JOIN touches USING (siren) ANTI JOIN annees_touchees a "
        "ON a.siren = v.siren AND a.annee IS NOT DISTINCT FROM v.annee"
    )
    connexion.execute(
        "CREATE OR REPLACE TEMP TABLE nouveaux_acheteurs AS "
        + acheteurs_sql(part, "FROM touches", "marches_touches")
    )
    connexion.execute(
        "INSERT INTO nouveaux_acheteurs BY NAME "
        "SELECT a.* FROM acheteurs a ANTI JOIN touches USING (siren)"
    )
    replace_table(
        connexion, version / "acheteurs.parquet", "FROM nouveaux_acheteurs ORDER BY siren"
    )
