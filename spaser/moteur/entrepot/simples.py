"""The ids whose records one step of the rule tells apart: settled in SQL, thousands at once.

The rule is `identite`; what is asked here of its plainest cases, nearly all of them, is made from
it. An id is simple when it is new, may be linked to no other (no bridge leads there), and when in
each of its lots the records are copies of one another, or agree on all that makes a proof. Each lot
is then one contract. Lots may be joined when one is not said, or when a v1 id numbers
modifications: such ids are left to the rule, as all the others.
"""

from typing import Final

import duckdb

from spaser.moteur.decp.identite import ACCORDS, UNANIMES, accord_sql, read_objet_net
from spaser.moteur.entrepot.membres import hash_cle
from spaser.moteur.sql import select_donnees, transpose


def settle_simples(connexion: duckdb.DuckDBPyConnection) -> None:
    """Add to `retouches` and `fusions` the rows of simple ids, and list these in `simples`.

    Expects the temporary view `membres` and table `ponts`.
    """
    for requete in (_LOTS, _SIMPLES, _SORTS):
        connexion.execute(requete)
    cles: dict[int, int] = {}
    prises: set[int] = set()
    for premiere, avant, objet, apres in connexion.execute(_SANS_CLE).fetchall():
        cles[premiere] = hash_cle(f"{avant}|{read_objet_net(objet)}|{apres}", prises)
        prises.add(cles[premiere])
    colonnes = {"premiere": "BIGINT", "cle": "UBIGINT"}
    connexion.execute(
        f"CREATE OR REPLACE TEMP TABLE cles AS {select_donnees(colonnes)}",
        transpose(cles.items(), colonnes),
    )
    connexion.execute(_RETOUCHES)
    connexion.execute(_FUSIONS)


# An object without a plain letter nor digit may say nothing once reduced: the rule will tell.
_LOTS: Final = f"""
    CREATE OR REPLACE TEMP TABLE lots AS
    SELECT bloc, lot || lettre AS lot, min(ligne) AS premiere, min(groupe) AS groupe,
           count(DISTINCT empreinte) AS nb_versions,
           bool_or(modifie AND radical IS NOT NULL) AS suivi,
           count(*) = count(DISTINCT ligne) AND bool_and(cle IS NULL AND NOT sans_id
                    AND coalesce(regexp_matches(objet, '[a-zA-Z0-9]'), true))
           AND (count(DISTINCT empreinte) = 1 OR ({UNANIMES})) AS simple
    FROM membres GROUP BY bloc, lot || lettre
"""

_SIMPLES: Final = """
    CREATE OR REPLACE TEMP TABLE simples AS
    SELECT bloc FROM lots ANTI JOIN ponts USING (bloc)
    GROUP BY bloc
    HAVING bool_and(simple) AND (count(*) = 1 OR (min(lot) <> '' AND NOT bool_or(suivi)))
"""

# As `share_membres` tells it: the first of equal records stands for its copies.
_SORTS: Final = """
    CREATE OR REPLACE TEMP TABLE sorts AS
    WITH lus AS (
        SELECT ligne, bloc, lot || lettre AS lot, date_version, nb_modifications, source, rang,
               min(ligne) OVER (PARTITION BY bloc, empreinte) AS originale
        FROM membres SEMI JOIN simples USING (bloc)
    )
    SELECT ligne, bloc, lot, originale, row_number() OVER (
               PARTITION BY bloc, lot
               ORDER BY ligne = originale DESC, coalesce(date_version, DATE '0001-01-01') DESC,
                        nb_modifications DESC, source DESC, rang DESC
           ) = 1 AS retenu
    FROM lus
"""

# The key of a group is that of its first contract; here is what those of the others are made of.
_SANS_CLE: Final = """
    SELECT premiere, m.groupe || '|' || m.lot, objet,
           sirets || '|' || coalesce(CAST(montant AS VARCHAR), 'None')
    FROM (
        SELECT premiere FROM lots SEMI JOIN simples USING (bloc)
        QUALIFY row_number() OVER (PARTITION BY groupe ORDER BY premiere) > 1
    ) JOIN membres m ON m.ligne = premiere
    ORDER BY premiere
"""

_RETOUCHES: Final = """
    INSERT INTO retouches BY NAME
    SELECT ligne, coalesce(cles.cle, groupe) AS cle,
           CASE WHEN retenu THEN 'retenu' WHEN ligne = originale THEN 'version' ELSE 'copie' END
               AS statut,
           nb_versions, false AS double_compte
    FROM sorts JOIN lots USING (bloc, lot) LEFT JOIN cles USING (premiere)
"""

_ACCORDS: Final = ", ".join(
    f"CASE WHEN {accord_sql(nom, 'un', 'autre')} THEN '{nom}' END" for nom in ACCORDS
)
_FUSIONS: Final = f"""
    INSERT INTO fusions BY NAME
    SELECT un.ligne, autre.ligne AS vers, raison,
           list_filter([{_ACCORDS}], lambda accord: accord IS NOT NULL) AS accords,
           false AS douteux
    FROM (
        SELECT CASE WHEN ligne = originale THEN premiere ELSE originale END AS depart, ligne,
               CASE WHEN ligne = originale THEN 'id' ELSE 'copie' END AS raison
        FROM sorts JOIN lots USING (bloc, lot) WHERE ligne > premiere
    ) l JOIN membres un ON un.ligne = depart JOIN membres autre ON autre.ligne = l.ligne
"""
