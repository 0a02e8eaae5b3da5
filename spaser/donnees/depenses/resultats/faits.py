"""What the reference lists say of each line's supplier: yes, no, or unknown."""

from __future__ import annotations

from typing import Final

import duckdb

from spaser.donnees.referentiels.inclusion import FAMILLES
from spaser.donnees.sql import litteral

_LISTES: Final = frozenset(
    {"ref_esus", "ref_inclusion", "ref_sirene_unites", "ref_sirene_etablissements"}
)
_COLONNES: Final = {
    "ref_esus": "siren VARCHAR, date_fin DATE, nom VARCHAR",
    "ref_inclusion": "siret VARCHAR, siren VARCHAR, type VARCHAR",
    "ref_sirene_unites": "siren VARCHAR, ess BOOLEAN, nom VARCHAR",
    "ref_sirene_etablissements": "siret VARCHAR, siren VARCHAR, commune VARCHAR, est_siege BOOLEAN",
}


def _types(famille: str) -> str:
    return ", ".join(litteral(code) for code, f in sorted(FAMILLES.items()) if f == famille)


_FAITS: Final = f"""
CREATE OR REPLACE TEMP TABLE depenses_faits AS
WITH esus AS (
    SELECT siren, max(coalesce(date_fin, DATE '9999-12-31')) AS fin FROM ref_esus GROUP BY siren),
siae AS (
    SELECT siret, bool_or(type IN ({_types("insertion")})) AS siae,
           bool_or(type IN ({_types("handicap")})) AS handicap
    FROM ref_inclusion GROUP BY siret),
siae_siren AS (SELECT DISTINCT siren FROM ref_inclusion),
unites AS (SELECT siren, bool_or(ess) AS ess FROM ref_sirene_unites GROUP BY siren),
communes AS (
    SELECT code, departement, region FROM ref_communes
    UNION ALL SELECT a.code, c.departement, c.region FROM ref_communes_anciennes a
    JOIN ref_communes c ON c.code = a.commune WHERE a.code NOT IN (SELECT code FROM ref_communes)),
sites AS (
    SELECT e.siret, any_value(c.departement) AS departement, any_value(c.region) AS region
    FROM ref_sirene_etablissements e JOIN communes c ON c.code = e.commune GROUP BY e.siret),
postaux AS (
    SELECT p.code_postal, any_value(c.departement) AS departement, any_value(c.region) AS region
    FROM ref_codes_postaux p JOIN communes c ON c.code = p.commune
    GROUP BY p.code_postal HAVING count(DISTINCT c.departement) = 1)
SELECT d.fichier, d.feuille, d.ligne, d.annee, d.etat, d.ht, d.lu, d.bas, d.haut, d.siren, d.siret,
    coalesce(d.siret, d.siren, nullif(d.tiers_plie || '|' || coalesce(d.code_postal, ''), '|'))
        AS cle_tiers,
    CASE WHEN d.siren IS NULL THEN NULL
         WHEN e.fin IS NULL THEN false
         WHEN d.jour IS NOT NULL THEN e.fin >= d.jour
         WHEN e.fin >= make_date(d.annee::BIGINT, 12, 31) THEN true
         WHEN e.fin < make_date(d.annee::BIGINT, 1, 1) THEN false END AS esus,
    CASE WHEN d.siret IS NOT NULL THEN coalesce(i.siae, false)
         WHEN d.siren IS NOT NULL AND ss.siren IS NULL THEN false END AS siae,
    CASE WHEN d.siret IS NOT NULL THEN coalesce(i.handicap, false)
         WHEN d.siren IS NOT NULL AND ss.siren IS NULL THEN false END AS handicap,
    u.ess AS ess,
    coalesce(s.departement, p.departement) AS departement,
    coalesce(s.region, p.region) AS region
FROM depenses d
LEFT JOIN esus e ON e.siren = d.siren
LEFT JOIN siae i ON i.siret = d.siret
LEFT JOIN siae_siren ss ON ss.siren = d.siren
LEFT JOIN unites u ON u.siren = d.siren
LEFT JOIN sites s ON s.siret = d.siret
LEFT JOIN postaux p ON p.code_postal = d.code_postal
WHERE d.etat IN ('comptee', 'a_verifier')
"""


def make_faits(connexion: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Make the table `depenses_faits`; return the lists that are missing.

    A missing list is stood for by an empty one for the time of the query, so that it compiles:
    the figures that need it are refused by whoever reads the returned names.
    """
    connues = connexion.execute("SELECT view_name FROM duckdb_views()").fetchall()
    tables = connexion.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    absentes = _LISTES - {nom for (nom,) in [*connues, *tables]}
    for nom in sorted(absentes):
        connexion.execute(f"CREATE TEMP TABLE {nom} ({_COLONNES[nom]})")
    try:
        connexion.execute(_FAITS)
    finally:
        for nom in sorted(absentes):
            connexion.execute(f"DROP TABLE {nom}")
    return absentes
