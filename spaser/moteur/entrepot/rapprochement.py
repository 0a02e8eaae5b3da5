"""What can be told only from the whole store: copies, versions, money counted twice, look-alikes.

Compares the records that may be one contract: those of one buyer that share an id, or of which one
has none. A record that nothing may be linked to needs nothing.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import duckdb

from spaser.moteur.decp.identite import cote_sql, id_compare_sql, id_net_sql, radical_court_sql
from spaser.moteur.entrepot.membres import (
    Retouches,
    read_membre,
    select_membres,
    share_membres,
)
from spaser.moteur.entrepot.parts import first_ligne
from spaser.moteur.entrepot.schema import FUSIONS, RETOUCHES
from spaser.moteur.entrepot.simples import settle_simples
from spaser.moteur.sql import select_donnees, transpose

GARDES_MAX: Final = 400_000  # records of the buyers met that memory may hold at once

REGLE: Final = "preuves-3"  # of what makes a contract: another one compares a store whole
ID_PARTAGE: Final = "id_partage"  # anomaly: one id, and nothing that links


def find_touches(
    connexion: duckdb.DuckDBPyConnection, premiere_ligne: int, *, tout: bool = False
) -> bool:
    """Tell whether anything came or went; leave its buyers, `touches`, and all theirs, `voisins`.

    Records are new from `premiere_ligne` on; `tout` takes the former ones for new too. Expects the
    views `lus` and `acheteurs`, the tables `quittes` and `revenus`. All that is asked next of these
    records is asked of `voisins`: when they are few of the store, they are read from the disk once.
    """
    connexion.execute(f"SET VARIABLE premiere = {premiere_ligne}")
    connexion.execute(f"SET VARIABLE depuis = {0 if tout else premiere_ligne}")
    connexion.execute(_TOUCHES)
    nombre, lus, tous = connexion.execute(_NOMBRES).fetchone() or (0, 0, 0)
    voisins = _VOISINS
    if lus <= min(GARDES_MAX, tous // 2):
        connexion.execute(f"CREATE OR REPLACE TABLE voisins_gardes AS {voisins}")
        voisins = "FROM voisins_gardes"
    connexion.execute(f"CREATE OR REPLACE VIEW voisins AS {voisins}")
    connexion.execute(_EN_VIGUEUR)
    connexion.execute(_BLOCS)
    connexion.execute("CREATE OR REPLACE TEMP TABLE gagnants (ligne BIGINT)")
    connexion.execute("CREATE OR REPLACE TABLE annees_touchees (siren VARCHAR, annee SMALLINT)")
    return bool(nombre)


def reconcile(
    connexion: duckdb.DuckDBPyConnection, premiere_ligne: int, remplacees: Sequence[str] = ()
) -> dict[str, int]:
    """Recompute the tables `retouches` and `fusions` after records were added or withdrawn.

    Expects what `find_touches` leaves, the views `presences` and `titulaires_lus_parts` on all
    parts, the tables `retouches` and `fusions` of the former version; `remplacees` are the files
    that are no longer in force.

    Returns the links of the new records, by reason, `douteux` among them. Leaves `gagnants`, the
    new records that a known contract now shows, and `annees_touchees`, the buyers and years of all
    that changed.
    """
    connexion.execute("CREATE OR REPLACE TEMP TABLE anciennes AS FROM retouches")
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
    write_retouches(connexion, retouches, "records_touches", _GARDES)
    connexion.execute(_GAGNANTS, [retouches.gagnants_connus])
    if premiere_ligne > first_ligne(1):  # a first import computes all figures
        connexion.execute(_ANNEES)
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


_GARDES: Final = "r.double_compte AND r.ligne NOT IN (SELECT ligne FROM blocs)"


def write_retouches(
    connexion: duckdb.DuckDBPyConnection,
    retouches: Retouches,
    records: str = "records",
    gardes: str = "false",
) -> None:
    """Write what became of compared records; look among `records` for contracts counted twice.

    `gardes` is the SQL of a condition: by which others stay so.
    """
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
    connexion.execute(_DOUBLES_COMPTES.format(records=records, gardes=gardes))


_TOUCHES: Final = """
    CREATE OR REPLACE TABLE touches AS
    SELECT acheteur_siren AS siren FROM lus WHERE ligne >= getvariable('depuis')
    UNION
    SELECT acheteur_siren FROM lus
    SEMI JOIN (FROM quittes UNION ALL FROM revenus) bouges USING (ligne)
"""
_NOMBRES: Final = """
    SELECT (SELECT count(*) FROM touches),
           (SELECT coalesce(sum(nb_marches + nb_concessions), 0)
            FROM acheteurs SEMI JOIN touches USING (siren))
           + (SELECT count(*) FROM lus WHERE ligne >= getvariable('depuis')),
           (SELECT count(*) FROM lus)
"""
# All but what no step asks of a record, once it is written.
_VOISINS: Final = """
    SELECT COLUMNS(lambda nom: nom NOT IN (
        'acheteur_nom', 'cpv_division', 'procedure', 'techniques', 'modalites_execution',
        'marche_subsequent', 'ccag', 'forme_prix', 'types_prix', 'groupement', 'lieu_code',
        'lieu_type', 'lieu_departement', 'date_debut_execution', 'duree_mois_initiale',
        'duree_mois', 'increment_suspect', 'subvention_publique', 'taux_avance'))
    FROM lus SEMI JOIN touches ON acheteur_siren = touches.siren
"""
_EN_VIGUEUR: Final = (
    "CREATE OR REPLACE VIEW records_touches AS FROM voisins ANTI JOIN retires USING (ligne)"
)

# What the id of each record is compared by, and the root of v1 ids.
_BLOCS: Final = f"""
    CREATE OR REPLACE TABLE blocs AS
    SELECT ligne, groupe, id_net = '' AS sans_id, hash(acheteur_siren, id_net) AS bloc,
           CASE WHEN format = 'v1' THEN
               {radical_court_sql("acheteur_siren", "id", "date_notification")} END AS pont,
           ligne >= getvariable('depuis') OR ligne IN (FROM quittes)
           OR ligne IN (FROM revenus) AS change
    FROM (SELECT *, {id_compare_sql("id")} AS id_net FROM voisins)
"""

# What may link records of different ids: the root of v1 ids; a day, when one of them has no id.
_PONTS: Final = """
    CREATE OR REPLACE TEMP TABLE ponts AS
    WITH sans_id AS (
        SELECT DISTINCT acheteur_siren, date_notification
        FROM voisins SEMI JOIN (SELECT ligne FROM blocs WHERE sans_id) s USING (ligne)
    ), possibles AS (
        SELECT pont, bloc FROM blocs WHERE pont IS NOT NULL
        UNION ALL
        SELECT hash(acheteur_siren, date_notification), bloc
        FROM voisins JOIN (SELECT ligne, bloc FROM blocs) b USING (ligne)
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

_DE_PROCHE_EN_PROCHE: Final = (_PONTS, _PROCHES, _CHOISIS)

# A record takes part once for each file in force that holds it: what a file says twice is told so.
# Those withdrawn now are there to leave their key. (A table, so that the engine knows that it is
# small: it would gather all the records otherwise.)
_PLACES: Final = """
    CREATE OR REPLACE TEMP TABLE places AS
    SELECT ligne, source, rang FROM choisis JOIN voisins USING (ligne)
    WHERE NOT list_contains(getvariable('remplacees'), source) OR ligne IN (FROM quittes)
    UNION ALL
    SELECT c.ligne, p.source, p.rang + (c.ligne - p.ligne) FROM choisis c JOIN presences p
    ON c.ligne >= p.ligne AND c.ligne < p.ligne + p.nombre
    WHERE NOT list_contains(getvariable('remplacees'), p.source)
"""

_CANDIDATS: Final = "CREATE OR REPLACE TEMP TABLE candidats AS" + select_membres(
    """choisis JOIN places USING (ligne)
    JOIN (SELECT * EXCLUDE (source, rang) FROM voisins) USING (ligne)
    LEFT JOIN retouches r USING (ligne)""",
    "choisis",
    cle="coalesce(r.cle, CASE WHEN ligne < getvariable('premiere') "
    "AND ligne NOT IN (FROM revenus) THEN groupe END)",
    montre="coalesce(r.statut, 'retenu') = 'retenu'",
    autres="bloc, sans_id, ligne IN (FROM quittes) AS quitte,",
)

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

_ANNEES: Final = """
    INSERT INTO annees_touchees
    SELECT DISTINCT acheteur_siren, annee FROM voisins SEMI JOIN (
        SELECT ligne FROM voisins WHERE ligne >= getvariable('depuis')
        UNION ALL FROM quittes UNION ALL FROM revenus
        UNION ALL SELECT ligne FROM (FROM retouches EXCEPT FROM anciennes)
        UNION ALL SELECT ligne FROM (FROM anciennes EXCEPT FROM retouches)
    ) USING (ligne)
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
        FROM marches_touches
        WHERE montant_initial > 1 AND date_notification IS NOT NULL
    )
    SELECT unnest(cles[2:]) AS cle, cles[1] AS cle_semblable,
           'meme_objet_montant_date' AS raison
    FROM (
        SELECT list(cle ORDER BY cle) AS cles
        FROM marches_touches SEMI JOIN (
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
        FROM voisins SEMI JOIN partages USING (ligne)
        UNION ALL
        FROM ({anciens}) ANTI JOIN (
            SELECT source, rang FROM voisins SEMI JOIN choisis USING (ligne)
        ) compares USING (source, rang)
    """
