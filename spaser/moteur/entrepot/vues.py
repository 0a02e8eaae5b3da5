"""The SQL of an open store: parts and corrections put together under the names of `schema`.

Every name comes from the code or from a folder number: no user's text enters this SQL.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from spaser.moteur.decp.tables import ANOMALIES, TABLES_PART
from spaser.moteur.entrepot.dossier import PARTS
from spaser.moteur.entrepot.manifeste import Manifeste
from spaser.moteur.entrepot.schema import (
    ACHETEURS,
    APRES,
    COTITULAIRE,
    DOUBLONS,
    FUSIONS,
    LIGNES,
    NOMS,
    PREFIXE,
    PRIVE,
    RETOUCHES,
    VALEURS,
)
from spaser.moteur.sql import litteral, select_vide

IMBRIQUEES: Final = ("titulaires", "modifications", "sous_traitances", "executions")
RECUS: Final = ("titulaires", "sous_traitances")  # also shown by the line of their record alone
JOURNAUX: Final = ("anomalies", "quarantaine")
_LUES: Final = {
    "presences": "presences",
    "titulaires_lus_parts": "titulaires",
    "sous_traitances_recus": "sous_traitances",
}
RETIRES: Final = "retires"  # records that no file in force holds any more
MEMOIRE: Final = {RETIRES: LIGNES, "retouches": RETOUCHES, "fusions": FUSIONS}  # small: read whole
IDS_PARTAGES: Final = "partages"  # anomalies that only the whole store tells


def list_vues(
    version: Path, manifeste: Manifeste, schema: str = "main", siren: str | None = None
) -> list[str]:
    """Return the statements that create the views of a version in a DuckDB schema.

    With a SIREN, contracts are those of this buyer alone: parts are sorted by buyer, so that
    nearly nothing else is read. Those of the private schema are raised to come after the national.
    """
    read = partial(read_parts, version, manifeste.parts, schema=schema)
    records = read("marches")
    if siren is not None:
        records += f" WHERE acheteur_siren = {litteral(siren)}"
    lus = records
    if (version / f"{RETIRES}.parquet").exists():
        records = f"FROM ({lus}) ANTI JOIN {schema}.{RETIRES} USING (ligne)"
    journaux = {table: read(table) for table in JOURNAUX}
    recus = {table: f"FROM {schema}.{table}_recus" for table in RECUS}
    journaux["anomalies"] += f" UNION ALL {read_table(version, IDS_PARTAGES, ANOMALIES, schema)}"
    return [
        *(
            f"CREATE OR REPLACE TABLE {schema}.{table} AS "
            + read_table(version, table, colonnes, schema)
            for table, colonnes in MEMOIRE.items()
        ),
        f"CREATE OR REPLACE VIEW {schema}.lus AS {lus}",
        f"CREATE OR REPLACE VIEW {schema}.records AS {records}",
        *(
            f"CREATE OR REPLACE VIEW {schema}.{vue} AS {read(table)}"
            for vue, table in _LUES.items()
        ),
        f"CREATE OR REPLACE VIEW {schema}.lieux AS {_select_lieux(manifeste.remplacees, schema)}",
        table_cotitulaires(schema),
        _vue_titulaires_recus(schema),
        *(
            f"CREATE OR REPLACE VIEW {schema}.{table} AS "
            + read_table(version, table, colonnes, schema)
            for table, colonnes in (("doublons", DOUBLONS), ("noms", NOMS))
        ),
        _vue_acheteurs(version, schema),
        vue_marches(schema),
        *(
            f"CREATE OR REPLACE VIEW {schema}.{table} AS "
            f"SELECT coalesce(r.cle, m.groupe) AS cle, t.* "
            f"FROM ({recus.get(table) or read(table)}) t "
            f"JOIN {schema}.records m USING (ligne) LEFT JOIN {schema}.retouches r USING (ligne) "
            f"WHERE coalesce(r.statut, 'retenu') = 'retenu'"
            for table in IMBRIQUEES
        ),
        *(
            f"CREATE OR REPLACE VIEW {schema}.{table} AS {journal}"
            for table, journal in journaux.items()
        ),
        f"CREATE OR REPLACE VIEW {schema}.valeurs AS "
        + read_valeurs(version, manifeste.parts, schema),
    ]


def _select_lieux(remplacees: Sequence[str], schema: str) -> str:
    """Return the SQL of the files in force that hold each record in force: a row for each."""
    prefixe = PREFIXE if schema == PRIVE else ""
    exclues = ", ".join(["''", *(litteral(prefixe + cle) for cle in remplacees)])
    return (
        f"SELECT ligne, source, rang FROM {schema}.records WHERE source NOT IN ({exclues}) "
        f"UNION ALL SELECT m.ligne, p.source, p.rang + (m.ligne - p.ligne) AS rang "
        f"FROM {schema}.records m JOIN {schema}.presences p "
        f"ON m.ligne >= p.ligne AND m.ligne < p.ligne + p.nombre WHERE p.source NOT IN ({exclues})"
    )


def _vue_acheteurs(version: Path, schema: str) -> str:
    """Return the statement of the view `acheteurs`; columns that an older store lacks are NULL.

    A name may come from a file that is not the buyer's own, read since its row was written.
    """
    lus = read_table(version, "acheteurs", ACHETEURS)
    return (
        f"CREATE OR REPLACE VIEW {schema}.acheteurs AS "
        f"SELECT a.* REPLACE (coalesce(n.nom, a.nom) AS nom) "
        f"FROM ({select_vide(ACHETEURS)} UNION ALL BY NAME {lus}) a "
        f"LEFT JOIN {schema}.noms n USING (siren)"
    )


def table_cotitulaires(schema: str) -> str:
    """Return the statement of the table of what is published beside a record, for other holders.

    Nearly always empty: readers then join it for nothing. To be made again with `retouches`.
    """
    return f"""
        CREATE OR REPLACE TABLE {schema}.cotitulaires AS
        SELECT c.ligne, r.ligne AS retenue, nb_titulaires,
               CAST(row_number() OVER (PARTITION BY r.ligne ORDER BY c.ligne) AS INTEGER) AS rang
        FROM {schema}.retouches c JOIN {schema}.retouches r USING (cle)
        JOIN {schema}.records m ON m.ligne = c.ligne
        WHERE c.statut = '{COTITULAIRE}' AND r.statut = 'retenu'
    """


def _vue_titulaires_recus(schema: str) -> str:
    """Return the statement of the view of holders by the line of the record that is shown."""
    return f"""
        CREATE OR REPLACE VIEW {schema}.titulaires_recus AS
        FROM {schema}.titulaires_lus_parts
        UNION ALL
        SELECT t.* REPLACE (c.retenue AS ligne, t.ordre + c.rang AS ordre)
        FROM {schema}.titulaires_lus_parts t JOIN {schema}.cotitulaires c USING (ligne)
    """


def vue_marches(schema: str, nom: str = "marches", records: str = "records") -> str:
    return f"""
        CREATE OR REPLACE VIEW {schema}.{nom} AS
        SELECT m.* REPLACE (m.nb_titulaires + coalesce(c.autres, 0) AS nb_titulaires),
               coalesce(r.cle, m.groupe) AS cle,
               coalesce(r.nb_versions, 1) AS nb_versions,
               coalesce(r.double_compte, false) AS double_compte,
               CASE WHEN m.montant_suspicion IS NULL AND NOT coalesce(r.double_compte, false)
                    THEN m.montant_initial END AS montant_utile
        FROM {schema}.{records} m LEFT JOIN {schema}.retouches r USING (ligne)
        LEFT JOIN (
            SELECT retenue, CAST(sum(nb_titulaires) AS INTEGER) AS autres
            FROM {schema}.cotitulaires GROUP BY retenue
        ) c ON c.retenue = m.ligne
        WHERE coalesce(r.statut, 'retenu') = 'retenu'
    """


def find_part(version: Path, part: int) -> Path:
    return version / PARTS / f"{part:06d}"


def read_parts(version: Path, parts: Sequence[int], table: str, schema: str = "main") -> str:
    fichiers = [
        fichier
        for part in parts
        if (fichier := find_part(version, part) / f"{table}.parquet").exists()
    ]
    return _read_files(fichiers, TABLES_PART[table], schema)


def read_table(version: Path, table: str, colonnes: dict[str, str], schema: str = "main") -> str:
    fichier = version / f"{table}.parquet"
    return _read_files([fichier] if fichier.exists() else [], colonnes, schema)


_LEVEES: Final = {
    "ligne": f"ligne + {APRES}",
    "vers": f"vers + {APRES}",
    "source": f"'{PREFIXE}' || source",
}


def _read_files(fichiers: Sequence[Path], colonnes: dict[str, str], schema: str) -> str:
    if not fichiers:
        return select_vide(colonnes)
    noms = ", ".join(litteral(str(f)) for f in fichiers)
    dites = [f"{sql} AS {nom}" for nom, sql in _LEVEES.items() if nom in colonnes]
    levees = f" REPLACE ({', '.join(dites)})" if schema == PRIVE and dites else ""
    return f"SELECT *{levees} FROM read_parquet([{noms}])"


def read_valeurs(version: Path, parts: Sequence[int], schema: str) -> str:
    """Keep, for each buyer, the figures of the part that computed them last."""
    lectures = [
        f"SELECT v.* FROM read_parquet({litteral(str(fichier))}) v "
        f"SEMI JOIN (SELECT siren FROM {schema}.acheteurs WHERE part = {part}) a USING (siren)"
        for part in parts
        if (fichier := find_part(version, part) / "valeurs.parquet").exists()
    ]
    return _CONCLUT.format(" UNION ALL ".join(lectures)) if lectures else select_vide(VALEURS)


# A rate or mean, with its bounds: unknowns all no, unknowns all yes. Nothing known, no value.
_CONCLUT: Final = """
    SELECT *,
           CASE WHEN valeur IS NOT NULL THEN CASE WHEN variante = 'total' THEN numerateur
                ELSE numerateur / nullif(total, 0) END END AS bas,
           CASE WHEN valeur IS NOT NULL THEN CASE WHEN variante = 'total' THEN total
                ELSE (numerateur + (total - denominateur)) / nullif(total, 0) END END AS haut
    FROM (SELECT *, CASE WHEN variante = 'total' THEN numerateur
                    ELSE numerateur / nullif(denominateur, 0) END AS valeur FROM ({}))
"""
