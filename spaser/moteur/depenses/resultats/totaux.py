"""The total of a civil year, and how it splits."""

from typing import Final

import duckdb

from spaser.moteur.depenses.resultats.valeurs import PartDepense, TotalAnnee, to_euros

CE_QUI_COMPTE: Final = (
    "Le total compare au seuil ce qui a été payé sur des marchés pendant une année civile, hors "
    "taxes. Sont mis à part la paie, les impôts, les subventions, les aides, la dette, les "
    "particuliers, les terrains et loyers, les flux entre collectivités et les écritures d’ordre, "
    "selon le compte de chaque ligne. La borne basse laisse de côté les comptes à vérifier ; la "
    "borne haute les prend, et prend sans taxe les montants dont la TVA n’est pas connue."
)
SANS_FAMILLE: Final = "Sans compte ni famille"

_TOTAUX: Final = """
SELECT annee,
    coalesce(sum(bas) FILTER (etat = 'comptee'), 0)
        + coalesce(sum(least(bas, 0)) FILTER (etat = 'a_verifier'), 0),
    coalesce(sum(haut) FILTER (etat = 'comptee'), 0)
        + coalesce(sum(greatest(haut, 0)) FILTER (etat = 'a_verifier'), 0),
    sum(ht) FILTER (etat = 'comptee'),
    count(*) FILTER (etat = 'comptee'),
    count(*) FILTER (etat = 'comptee' AND ht IS NULL),
    sum(lu) FILTER (etat = 'a_verifier'),
    count(*) FILTER (etat = 'a_verifier'),
    min(jour), max(jour)
FROM depenses WHERE etat IN ('comptee', 'a_verifier') GROUP BY annee ORDER BY annee
"""
_PARTS: Final = """
SELECT annee, {libelle} AS libelle, sum(ht), count(*),
    sum(ht) / nullif(sum(sum(ht)) OVER (PARTITION BY annee), 0)
FROM depenses {jointure} WHERE etat = 'comptee' AND ht IS NOT NULL
GROUP BY annee, libelle ORDER BY annee, sum(ht) DESC, libelle
"""
FAMILLE: Final = "coalesce(nullif(famille, ''), s.famille_libelle, '" + SANS_FAMILLE + "')"
SEGMENTS: Final = (
    "LEFT JOIN (SELECT prefixe, famille_libelle FROM ref_segments) s "
    "ON s.prefixe = prefixe_cpv(cpv)"
)

SANS_NUMERO: Final = "Sans numéro de marché"
NUMERO_INCONNU: Final = "Numéro de marché non retrouvé"
NUMERO_CONNU: Final = "Marché connu"
_MARCHE_CLE: Final = "lower(regexp_replace({colonne}, '[^0-9A-Za-z]', '', 'g'))"
COUVERTURE: Final = f"""
CASE WHEN marche IS NULL THEN '{SANS_NUMERO}'
     WHEN {_MARCHE_CLE.format(colonne="marche")} IN (SELECT cle FROM depenses_marches)
     THEN '{NUMERO_CONNU}' ELSE '{NUMERO_INCONNU}' END
"""


def compute_totaux(connexion: duckdb.DuckDBPyConnection) -> list[TotalAnnee]:
    return [
        TotalAnnee(
            annee=annee,
            bas=to_euros(bas),
            haut=to_euros(haut),
            ht_connu=to_euros(connu),
            lignes=lignes,
            lignes_sans_ht=sans_ht,
            a_verifier=to_euros(a_verifier),
            lignes_a_verifier=nb_a_verifier,
            premier_jour=premier,
            dernier_jour=dernier,
        )
        for (
            annee, bas, haut, connu, lignes, sans_ht, a_verifier, nb_a_verifier, premier, dernier,
        ) in connexion.execute(_TOTAUX).fetchall()
    ]  # fmt: skip


def compute_familles(connexion: duckdb.DuckDBPyConnection) -> list[PartDepense]:
    """Return the spend of each family: that of the extract, of the account, else of the CPV."""
    return _list_parts(connexion, _PARTS.format(libelle=FAMILLE, jointure=SEGMENTS))


def compute_couverture(
    connexion: duckdb.DuckDBPyConnection, siren: str | None
) -> list[PartDepense]:
    connexion.execute("CREATE OR REPLACE TEMP TABLE depenses_marches (cle VARCHAR)")
    if siren is not None and _has_marches(connexion):
        connexion.execute(
            f"INSERT INTO depenses_marches SELECT DISTINCT {_MARCHE_CLE.format(colonne='id')} "
            "FROM marches WHERE acheteur_siren = ? AND id IS NOT NULL",
            [siren],
        )
    return _list_parts(connexion, _PARTS.format(libelle=COUVERTURE, jointure=""))


def _has_marches(connexion: duckdb.DuckDBPyConnection) -> bool:
    trouvee = connexion.execute("SELECT 1 FROM duckdb_views() WHERE view_name = 'marches'")
    return trouvee.fetchone() is not None


def _list_parts(connexion: duckdb.DuckDBPyConnection, requete: str) -> list[PartDepense]:
    return [
        PartDepense(annee, libelle, to_euros(montant), lignes, part)
        for annee, libelle, montant, lignes, part in connexion.execute(requete).fetchall()
    ]
