"""What can be told only from the whole store: copies, versions, money counted twice, look-alikes.

Compares the records that may be one contract: those of one buyer that share an id, or of which one
has none. A record that nothing may be linked to needs nothing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import duckdb

from spaser.moteur.decp.identite import cote_sql, id_compare_sql, id_net_sql, radical_court_sql
from spaser.moteur.entrepot.membres import (
    TRACE,
    Retouches,
    read_membre,
    share_membres,
    titulaires_sql,
)
from spaser.moteur.entrepot.schema import FUSIONS, RETOUCHES
from spaser.moteur.entrepot.simples import settle_simples
from spaser.moteur.sql import select_donnees, transpose

REGLE: Final = "preuves-2"  # of what makes a contract: another one compares a store whole
ID_PARTAGE: Final = "id_partage"  # anomaly: one id, and nothing that links


@dataclass(frozen=True, slots=True)
class Rapprochement:
    gagnants_connus: list[int]  # new records that became the retained one of a known contract
    fusions: dict[str, int]  # links of the new records, by reason; `douteux` among them


def reconcile(
    connexion: duckdb.DuckDBPyConnection, premiere_ligne: int, *, tout: bool = False
) -> Rapprochement:
    """Recompute the tables `retouches` and `fusions` after records were added.

    Expects the views `records` and `titulaires_lus_parts` on all parts, and the tables
    `retouches` and `fusions` of the former version. Records are new from `premiere_ligne` on;
    `tout` compares the former ones again too.
    """
    connexion.execute(f"SET VARIABLE premiere = {premiere_ligne}")
    connexion.execute(f"SET VARIABLE depuis = {0 if tout else premiere_ligne}")
    for requete in (_BLOCS, _PONTS, _PROCHES, _CHOISIS, _MEMBRES):
        connexion.execute(requete)
    settle_simples(connexion)
    with _pause_collection():
        membres = [read_membre(ligne) for ligne in connexion.execute(_LUS).fetchall()]
        retouches = share_membres(membres, premiere_ligne)
    write_retouches(connexion, retouches)
    comptes = dict(connexion.execute(_LIENS).fetchall())
    return Rapprochement(retouches.gagnants_connus, comptes)


@contextmanager
def _pause_collection() -> Iterator[None]:
    """Pause the garbage collector: no cycle is made here, and it takes a third of the time."""
    active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if active:
            gc.enable()


def write_retouches(connexion: duckdb.DuckDBPyConnection, retouches: Retouches) -> None:
    connexion.execute(
        "CREATE OR REPLACE TEMP TABLE compares AS SELECT unnest($1::BIGINT[]) AS ligne",
        [[ligne for ligne, *_ in retouches.lignes]],
    )
    for table, colonnes, lignes in (
        ("retouches", RETOUCHES, [(*ligne, False) for ligne in retouches.lignes]),
        ("fusions", FUSIONS, retouches.fusions),
    ):
        connexion.execute(
            f"CREATE OR REPLACE TABLE {table} AS {select_donnees(colonnes)} "
            f"UNION ALL FROM {table} ANTI JOIN compares USING (ligne)",
            transpose(lignes, colonnes),
        )
    connexion.execute(_DOUBLES_COMPTES)


# The records of the buyers of the new ones, what their id is compared by, and the root of v1 ids.
_BLOCS: Final = f"""
    CREATE OR REPLACE TEMP TABLE blocs AS
    WITH net AS (
        SELECT ligne, acheteur_siren, {id_compare_sql("id")} AS id_net,
               {radical_court_sql("acheteur_siren", "id", "date_notification")} AS radical, format
        FROM records SEMI JOIN (
            SELECT DISTINCT acheteur_siren FROM records WHERE ligne >= getvariable('depuis')
        ) touches USING (acheteur_siren)
    )
    SELECT ligne, id_net = '' AS sans_id, hash(acheteur_siren, id_net) AS bloc,
           CASE WHEN format = 'v1' THEN radical END AS pont
    FROM net
"""

# What may link records of different ids: the root of v1 ids; a day, when one of them has no id.
_PONTS: Final = """
    CREATE OR REPLACE TEMP TABLE ponts AS
    WITH sans_id AS (
        SELECT DISTINCT acheteur_siren, date_notification
        FROM records SEMI JOIN (FROM blocs WHERE sans_id) s USING (ligne)
    ), possibles AS (
        SELECT pont, bloc FROM blocs WHERE pont IS NOT NULL
        UNION ALL
        SELECT hash(acheteur_siren, date_notification), bloc
        FROM records JOIN blocs USING (ligne)
        SEMI JOIN sans_id USING (acheteur_siren, date_notification)
    )
    SELECT DISTINCT pont, bloc
    FROM possibles SEMI JOIN (
        SELECT pont FROM possibles GROUP BY pont HAVING min(bloc) < max(bloc)
    ) USING (pont)
"""

# Only around the new records: the blocks that bridges lead to, step by step.
_PROCHES: Final = """
    CREATE OR REPLACE TEMP TABLE proches AS
    WITH RECURSIVE atteints AS (
        SELECT DISTINCT bloc
        FROM ponts SEMI JOIN (
            SELECT bloc FROM blocs WHERE ligne >= getvariable('depuis')
        ) n USING (bloc)
        UNION
        SELECT b.bloc FROM atteints
        JOIN ponts a USING (bloc) JOIN ponts b ON a.pont = b.pont
    )
    FROM atteints
"""

_CHOISIS: Final = """
    CREATE OR REPLACE TEMP TABLE choisis AS
    SELECT ligne, bloc, sans_id FROM blocs SEMI JOIN (
        SELECT bloc FROM blocs GROUP BY bloc
        HAVING count(*) > 1 AND max(ligne) >= getvariable('depuis')
        UNION FROM proches
    ) multiples USING (bloc)
"""

_MEMBRES: Final = f"""
    CREATE OR REPLACE TEMP TABLE membres AS
    WITH noms AS (
        {titulaires_sql("titulaires_lus_parts", "choisis")}
    )
    SELECT bloc, sans_id, groupe, ligne, date_version, nb_modifications,
           coalesce(r.cle, CASE WHEN ligne < getvariable('premiere') THEN groupe END) AS cle,
           coalesce(r.statut, 'retenu') = 'retenu' AS montre, {TRACE}
    FROM choisis JOIN records USING (ligne)
    LEFT JOIN noms USING (ligne) LEFT JOIN retouches r USING (ligne)
"""

_LUS: Final = """
    SELECT * EXCLUDE (bloc, sans_id) FROM membres ANTI JOIN simples USING (bloc) ORDER BY ligne
"""

# The links of the new records, counted by reason; those in doubt too.
_LIENS: Final = """
    WITH liens AS (FROM fusions WHERE greatest(ligne, vers) >= getvariable('premiere'))
    SELECT raison, count(*) FROM liens GROUP BY raison
    UNION ALL
    SELECT 'douteux', count(*) FROM liens WHERE douteux
    ORDER BY ALL
"""

# A subsequent contract is counted in its framework when the same buyer publishes that framework.
_DOUBLES_COMPTES: Final = f"""
    CREATE OR REPLACE TABLE retouches AS
    WITH retenus AS (
        SELECT m.ligne, m.acheteur_siren, m.groupe, m.accord_cadre,
               {id_net_sql("m.id")} AS id,
               CASE WHEN m.id_accord_cadre IS NOT NULL
                    THEN {id_net_sql("m.id_accord_cadre")} END AS id_cadre
        FROM records m LEFT JOIN retouches r USING (ligne)
        WHERE coalesce(r.statut, 'retenu') = 'retenu'
          AND (m.accord_cadre OR m.id_accord_cadre IS NOT NULL)
    ), doubles AS (
        SELECT s.ligne, s.groupe FROM retenus s
        SEMI JOIN (SELECT acheteur_siren, id FROM retenus WHERE accord_cadre AND id_cadre IS NULL) c
        ON c.acheteur_siren = s.acheteur_siren AND c.id = s.id_cadre
        WHERE s.id_cadre IS DISTINCT FROM s.id
    )
    SELECT ligne, coalesce(r.cle, d.groupe) AS cle, coalesce(r.statut, 'retenu') AS statut,
           coalesce(r.nb_versions, 1) AS nb_versions, d.ligne IS NOT NULL AS double_compte
    FROM retouches r FULL JOIN doubles d USING (ligne)
"""

# Listed, never merged: contracts of one buyer with the same object, date and amount. Objects are
# long: they are read only where the rest is equal.
DOUBLONS: Final = """
    WITH dates AS MATERIALIZED (
        SELECT ligne, hash(acheteur_siren, date_notification, montant_initial) AS reste
        FROM marches WHERE montant_initial > 1 AND date_notification IS NOT NULL
    )
    SELECT unnest(cles[2:]) AS cle, cles[1] AS cle_semblable,
           'meme_objet_montant_date' AS raison
    FROM (
        SELECT list(cle ORDER BY cle) AS cles
        FROM marches SEMI JOIN (
            FROM dates SEMI JOIN (
                SELECT reste FROM dates GROUP BY reste HAVING count(*) > 1
            ) repetes USING (reste)
        ) semblables USING (ligne)
        WHERE objet IS NOT NULL
        GROUP BY acheteur_siren, date_notification, montant_initial, objet
        HAVING count(*) > 1
    )
"""

# Contracts of one buyer that share an id and a lot, and that nothing links: none among the ids that
# this build found simple.
IDS_PARTAGES: Final = f"""
    WITH cotes AS (
        SELECT acheteur_siren, source, rang, id, {cote_sql("id", "objet")} AS cote
        FROM marches
        SEMI JOIN (SELECT ligne FROM retouches ANTI JOIN sorts USING (ligne)) r USING (ligne)
        WHERE id IS NOT NULL
    )
    SELECT source, rang, '{ID_PARTAGE}' AS code, 'id' AS champ, id AS valeur
    FROM cotes SEMI JOIN (
        SELECT acheteur_siren, cote FROM cotes WHERE cote IS NOT NULL
        GROUP BY ALL HAVING count(*) > 1
    ) USING (acheteur_siren, cote)
"""
