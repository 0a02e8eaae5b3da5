"""What can be told only from the whole store: copies, versions, money counted twice, look-alikes.

Compares the records that may be one contract: those of one buyer that share an id, or of which one
has none. A record that nothing may be linked to needs nothing.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

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


def reconcile(
    connexion: duckdb.DuckDBPyConnection,
    premiere_ligne: int,
    remplacees: Sequence[str] = (),
    *,
    tout: bool = False,
) -> dict[str, int]:
    """Recompute the tables `retouches` and `fusions` after records were added or withdrawn.

    Expects the views `lus`, `presences` and `titulaires_lus_parts` on all parts, the tables
    `retouches` and `fusions` of the former version, `quittes` and `revenus`. Records are new from
    `premiere_ligne` on; `remplacees` are the files that are no longer in force; `tout` compares the
    former records again too.

    Returns the links of the new records, by reason, `douteux` among them. Leaves `touches`, the
    buyers of what came or went, and `gagnants`, the new records that a known contract now shows.
    """
    connexion.execute(f"SET VARIABLE premiere = {premiere_ligne}")
    connexion.execute(f"SET VARIABLE depuis = {0 if tout else premiere_ligne}")
    connexion.execute("SET VARIABLE remplacees = $1::VARCHAR[]", [list(remplacees)])
    for requete in (*_DE_PROCHE_EN_PROCHE, _PLACES, _CANDIDATS, _MEMBRES):
        connexion.execute(requete)
    settle_simples(connexion)
    with _pause_collection():
        membres, quittes = (
            [read_membre(ligne) for ligne in connexion.execute(requete).fetchall()]
            for requete in (_LUS, _QUITTES)
        )
        retouches = share_membres(membres, premiere_ligne, quittes=quittes)
    for requete in _OUBLIS:
        connexion.execute(requete)
    write_retouches(connexion, retouches, _DES_TOUCHES)
    connexion.execute(_GAGNANTS, [retouches.gagnants_connus])
    return dict(connexion.execute(_LIENS).fetchall())


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


class _Portee(NamedTuple):
    """Among which records subsequent contracts are looked for again, and what is kept as is."""

    records: str = "records"
    gardes: str = "false"


_TOUS: Final = _Portee()
_DES_TOUCHES: Final = _Portee(
    "(FROM blocs ANTI JOIN retires USING (ligne))",
    "r.double_compte AND r.ligne NOT IN (SELECT ligne FROM blocs)",
)


def write_retouches(
    connexion: duckdb.DuckDBPyConnection, retouches: Retouches, portee: _Portee = _TOUS
) -> None:
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
    connexion.execute(_DOUBLES_COMPTES.format(**portee._asdict()))


_TOUCHES: Final = """
    CREATE OR REPLACE TABLE touches AS
    SELECT acheteur_siren AS siren FROM lus WHERE ligne >= getvariable('depuis')
    UNION
    SELECT acheteur_siren FROM lus
    SEMI JOIN (FROM quittes UNION ALL FROM revenus) bouges USING (ligne)
"""

# The records of the buyers of those that came or went, what their id is compared by, the root of v1
# ids, and what tells frameworks.
_BLOCS: Final = f"""
    CREATE OR REPLACE TABLE blocs AS
    WITH net AS (
        SELECT ligne, groupe, acheteur_siren, accord_cadre, id_accord_cadre, id,
               {id_compare_sql("id")} AS id_net,
               {radical_court_sql("acheteur_siren", "id", "date_notification")} AS radical, format
        FROM lus SEMI JOIN touches ON acheteur_siren = touches.siren
    )
    SELECT ligne, groupe, acheteur_siren, accord_cadre, id_accord_cadre,
           CASE WHEN accord_cadre OR id_accord_cadre IS NOT NULL THEN id END AS id,
           id_net = '' AS sans_id, hash(acheteur_siren, id_net) AS bloc,
           CASE WHEN format = 'v1' THEN radical END AS pont,
           ligne >= getvariable('depuis') OR ligne IN (FROM quittes)
           OR ligne IN (FROM revenus) AS change
    FROM net
"""

# What may link records of different ids: the root of v1 ids; a day, when one of them has no id.
_PONTS: Final = """
    CREATE OR REPLACE TEMP TABLE ponts AS
    WITH sans_id AS (
        SELECT DISTINCT acheteur_siren, date_notification
        FROM lus SEMI JOIN (SELECT ligne FROM blocs WHERE sans_id) s USING (ligne)
    ), possibles AS (
        SELECT pont, bloc FROM blocs WHERE pont IS NOT NULL
        UNION ALL
        SELECT hash(acheteur_siren, date_notification), bloc
        FROM lus JOIN (SELECT ligne, bloc FROM blocs) b USING (ligne)
        SEMI JOIN sans_id USING (acheteur_siren, date_notification)
    )
    SELECT DISTINCT pont, bloc
    FROM possibles SEMI JOIN (
        SELECT pont FROM possibles GROUP BY pont HAVING min(bloc) < max(bloc)
    ) USING (pont)
"""

# Only around what came or went: the blocks that bridges lead to, step by step.
_PROCHES: Final = """
    CREATE OR REPLACE TEMP TABLE proches AS
    WITH RECURSIVE atteints AS (
        SELECT DISTINCT bloc
        FROM ponts SEMI JOIN (SELECT bloc FROM blocs WHERE change) n USING (bloc)
        UNION
        SELECT b.bloc FROM atteints
        JOIN ponts a USING (bloc) JOIN ponts b ON a.pont = b.pont
    )
    FROM atteints
"""

# An id of one record in force, of which nothing was ever said, needs no comparison.
_CHOISIS: Final = """
    CREATE OR REPLACE TEMP TABLE choisis AS
    SELECT ligne, bloc, sans_id FROM blocs SEMI JOIN (
        SELECT bloc FROM blocs GROUP BY bloc
        HAVING bool_or(change) AND (count(*) FILTER (ligne NOT IN (FROM retires)) > 1
                                    OR bool_or(ligne IN (SELECT ligne FROM retouches)))
        UNION FROM proches
    ) multiples USING (bloc)
"""

_DE_PROCHE_EN_PROCHE: Final = (_TOUCHES, _BLOCS, _PONTS, _PROCHES, _CHOISIS)

# A record takes part once for each file in force that holds it: what a file says twice is told so.
# Those withdrawn now are there to leave their key. (A table, so that the engine knows that it is
# small: it would gather all the records otherwise.)
_PLACES: Final = """
    CREATE OR REPLACE TEMP TABLE places AS
    SELECT ligne, source, rang FROM choisis JOIN lus USING (ligne)
    WHERE NOT list_contains(getvariable('remplacees'), source) OR ligne IN (FROM quittes)
    UNION ALL
    SELECT c.ligne, p.source, p.rang + (c.ligne - p.ligne) FROM choisis c JOIN presences p
    ON c.ligne >= p.ligne AND c.ligne < p.ligne + p.nombre
    WHERE NOT list_contains(getvariable('remplacees'), p.source)
"""

_CANDIDATS: Final = f"""
    CREATE OR REPLACE TEMP TABLE candidats AS
    WITH noms AS (
        {titulaires_sql("titulaires_lus_parts", "choisis")}
    )
    SELECT bloc, sans_id, ligne IN (FROM quittes) AS quitte,
           groupe, ligne, date_version, nb_modifications,
           coalesce(r.cle, CASE WHEN ligne < getvariable('premiere')
                                 AND ligne NOT IN (FROM revenus) THEN groupe END) AS cle,
           coalesce(r.statut, 'retenu') = 'retenu' AS montre, rang, {TRACE}
    FROM choisis JOIN places USING (ligne)
    JOIN (SELECT * EXCLUDE (source, rang) FROM lus) USING (ligne)
    LEFT JOIN noms USING (ligne) LEFT JOIN retouches r USING (ligne)
"""

_MEMBRES: Final = """
    CREATE OR REPLACE TEMP VIEW membres AS SELECT * EXCLUDE (quitte) FROM candidats WHERE NOT quitte
"""

_LUS: Final = """
    SELECT * EXCLUDE (bloc, sans_id) FROM membres ANTI JOIN simples USING (bloc)
    ORDER BY ligne, source
"""

_QUITTES: Final = """
    SELECT * EXCLUDE (bloc, sans_id, quitte) FROM candidats ANTI JOIN simples USING (bloc)
    WHERE quitte ORDER BY ligne
"""

# What was said of records that are withdrawn; they would come back as new.
_OUBLIS: Final = (
    "DELETE FROM retouches WHERE ligne IN (FROM quittes)",
    "DELETE FROM fusions WHERE ligne IN (FROM quittes) OR vers IN (FROM quittes)",
)

# An id whose only record was replaced by another one is still the contract that it was.
_GAGNANTS: Final = """
    CREATE OR REPLACE TEMP TABLE gagnants AS
    SELECT unnest($1::BIGINT[]) AS ligne
    UNION
    SELECT ligne FROM blocs ANTI JOIN choisis USING (ligne)
    SEMI JOIN (SELECT bloc FROM blocs SEMI JOIN quittes USING (ligne)) q USING (bloc)
    WHERE ligne >= getvariable('premiere')
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
        FROM {{records}} m LEFT JOIN retouches r USING (ligne)
        WHERE coalesce(r.statut, 'retenu') = 'retenu'
          AND (m.accord_cadre OR m.id_accord_cadre IS NOT NULL)
    ), doubles AS (
        SELECT s.ligne, s.groupe FROM retenus s
        SEMI JOIN (SELECT acheteur_siren, id FROM retenus WHERE accord_cadre AND id_cadre IS NULL) c
        ON c.acheteur_siren = s.acheteur_siren AND c.id = s.id_cadre
        WHERE s.id_cadre IS DISTINCT FROM s.id
    )
    SELECT ligne, coalesce(r.cle, d.groupe) AS cle, coalesce(r.statut, 'retenu') AS statut,
           coalesce(r.nb_versions, 1) AS nb_versions,
           d.ligne IS NOT NULL OR coalesce({{gardes}}, false) AS double_compte
    FROM retouches r FULL JOIN doubles d USING (ligne)
"""

# The keys of the contracts of the buyers of what came or went.
CLES: Final = """
    SELECT coalesce(cle, groupe) AS cle FROM main.blocs ANTI JOIN main.retires USING (ligne)
    LEFT JOIN main.retouches USING (ligne) WHERE coalesce(statut, 'retenu') = 'retenu'
"""

# Listed, never merged: contracts of one buyer with the same object, date and amount. Objects are
# long: they are read only where the rest is equal. Those of other buyers stay.
DOUBLONS: Final = """
    WITH dates AS MATERIALIZED (
        SELECT ligne, hash(acheteur_siren, date_notification, montant_initial) AS reste
        FROM marches SEMI JOIN touches ON acheteur_siren = touches.siren
        WHERE montant_initial > 1 AND date_notification IS NOT NULL
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
    UNION ALL
    SELECT doublons.* FROM doublons JOIN (
        SELECT cle FROM marches ANTI JOIN touches ON acheteur_siren = touches.siren
    ) autres USING (cle)
"""


def partages_sql(anciens: str) -> str:
    """Return the SQL of the anomalies of contracts that share an id and a lot, and nothing links.

    None is among the ids that this build found simple. Those of `anciens`, the former ones, stay
    unless they were compared again.
    """
    return f"""
        WITH cotes AS (
            SELECT DISTINCT ligne, acheteur_siren, {cote_sql("id_net", "objet")} AS cote
            FROM membres SEMI JOIN (SELECT ligne FROM retouches WHERE statut = 'retenu') r
            USING (ligne) ANTI JOIN sorts USING (ligne)
        ), partages AS (
            FROM cotes SEMI JOIN (
                SELECT acheteur_siren, cote FROM cotes WHERE cote IS NOT NULL
                GROUP BY ALL HAVING count(*) > 1
            ) repetes USING (acheteur_siren, cote)
        )
        SELECT source, rang, '{ID_PARTAGE}' AS code, 'id' AS champ, id AS valeur
        FROM lus SEMI JOIN partages USING (ligne)
        UNION ALL
        FROM ({anciens}) ANTI JOIN (
            SELECT source, rang FROM lus SEMI JOIN choisis USING (ligne)
        ) compares USING (source, rang)
    """
