"""Reading a private store over the national one: a correction supersedes and never duplicates.

The key of a contract may depend on the order in which a store met its records, so keys are not
compared: the records of both stores are, group by group, as a build that held them all would do.
A private record then takes the key of the national contract that it supersedes. What it does not
say (a spreadsheet has few columns) stays what is published.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import duckdb

from spaser.donnees.decp.identite import lot_sql
from spaser.donnees.entrepot.compte import acheteurs_sql
from spaser.donnees.entrepot.rapprochement import Membre, derive_cle, list_contrats, read_membre
from spaser.donnees.entrepot.schema import TABLES

NATIONAL: Final = "national"
PRIVE: Final = "prive"
PREFIXE: Final = "prive-"  # of the keys of private sources
_APRES: Final = 1 << 60  # added to the physical keys of private records: they come last

# What a private record says of itself, and amounts, which go together or not at all.
_PROPRES: Final = frozenset(
    "ligne groupe empreinte famille format id source rang date_version cle nb_versions "
    "double_compte".split()
)
_MONTANTS: Final = frozenset(
    "montant_initial montant montant_suspicion increment_suspect montant_utile".split()
)


def superpose(connexion: duckdb.DuckDBPyConnection, titulaires: dict[str, str]) -> None:
    """Create the views of `schema.TABLES` that show private records in place of national ones.

    Expects the views of each store in its schema; `titulaires` is, by schema, the SQL of the
    holders of all its records.
    """
    _match(connexion, titulaires)
    for table, colonnes in TABLES.items():
        connexion.execute(f"CREATE VIEW main.{table} AS {_union(table, colonnes)}")


def _match(connexion: duckdb.DuckDBPyConnection, titulaires: dict[str, str]) -> None:
    """Make `remplacees` (national keys) and `cles_privees` (private key -> key shown)."""
    membres: dict[int, list[Membre]] = defaultdict(list)
    for schema, decalage, prefixe in ((NATIONAL, 0, ""), (PRIVE, _APRES, PREFIXE)):
        requete = _select_membres(schema, titulaires[schema])
        for ligne in connexion.execute(requete, [decalage, prefixe]).fetchall():
            membre = read_membre(ligne)
            membres[membre.groupe].append(membre)
    remplacees: list[int] = []
    cles: dict[int, int] = {}
    for groupe, ensemble in membres.items():
        _match_groupe(groupe, ensemble, remplacees, cles)
    connexion.execute(
        "CREATE TEMP TABLE remplacees AS SELECT unnest($1::UBIGINT[]) AS cle", [remplacees]
    )
    connexion.execute(
        "CREATE TEMP TABLE cles_privees AS SELECT prive, cle, "
        f"cle IN (SELECT cle FROM {NATIONAL}.retouches WHERE double_compte) AS double_compte "
        "FROM (SELECT unnest($1::UBIGINT[]) AS prive, unnest($2::UBIGINT[]) AS cle)",
        [list(cles), list(cles.values())],
    )


def _match_groupe(
    groupe: int, membres: list[Membre], remplacees: list[int], cles: dict[int, int]
) -> None:
    prises = set(_list_cles(m for m in membres if m.ligne < _APRES))
    for contrat in list_contrats(membres):
        nationales = _list_cles(m for m in contrat if m.ligne < _APRES)
        privees = [
            (m, ancienne)
            for m in contrat
            if m.ligne >= _APRES and (ancienne := m.cle_ancienne) is not None
        ]
        if privees:
            remplacees += nationales
        for rang, (membre, ancienne) in enumerate(privees):
            if rang < len(nationales):
                cles[ancienne] = nationales[rang]
            elif ancienne in prises:
                cles[ancienne] = derive_cle(groupe, membre, prises)
            prises.add(cles.get(ancienne, ancienne))


def _list_cles(membres: Iterable[Membre]) -> list[int]:
    return [m.cle_ancienne for m in membres if m.cle_ancienne is not None]


def _select_membres(schema: str, titulaires: str) -> str:
    """Return the SQL of the records of a store whose group is in both.

    Only retained ones have a key. Parameters: what to add to physical keys, what to put before
    the keys of sources.
    """
    return f"""
        WITH partages AS (
            SELECT groupe FROM {PRIVE}.records INTERSECT SELECT groupe FROM {NATIONAL}.records
        ), choisis AS (
            SELECT m.*, CASE WHEN coalesce(r.statut, 'retenu') = 'retenu'
                             THEN coalesce(r.cle, m.groupe) END AS cle
            FROM {schema}.records m SEMI JOIN partages USING (groupe)
            LEFT JOIN {schema}.retouches r USING (ligne)
        ), noms AS (
            SELECT ligne, string_agg(coalesce(siret, identifiant, nom), '+'
                                     ORDER BY coalesce(siret, identifiant, nom)) AS titulaires
            FROM ({titulaires}) SEMI JOIN choisis USING (ligne)
            WHERE modification = 0 GROUP BY ligne
        )
        SELECT groupe, coalesce({lot_sql("objet")}, ''), ligne + $1, empreinte, $2 || source,
               objet, coalesce(titulaires, ''), montant_initial,
               date_notification, date_version, nb_modifications, cle
        FROM choisis LEFT JOIN noms USING (ligne)
    """


def _union(table: str, colonnes: dict[str, str]) -> str:
    if table == "valeurs":
        return f"FROM {NATIONAL}.valeurs"
    if table == "acheteurs":
        return (
            f"{acheteurs_sql(0, f'SELECT siren FROM {PRIVE}.acheteurs')} UNION ALL BY NAME "
            f"SELECT n.* FROM {NATIONAL}.acheteurs n ANTI JOIN {PRIVE}.acheteurs p USING (siren)"
        )
    remplacements = _remplacements(colonnes) | _completes(table, colonnes)
    choix = ", ".join(f"{expression} AS {nom}" for nom, expression in remplacements.items())
    privee = f"SELECT p.* REPLACE ({choix}) FROM {PRIVE}.{table} p"
    nationale = f"SELECT n.* FROM {NATIONAL}.{table} n"
    if "cle" in colonnes:
        privee += " LEFT JOIN cles_privees c ON c.prive = p.cle"
        if table == "marches":
            privee += f" LEFT JOIN {NATIONAL}.marches n ON n.cle = c.cle"
        if table != "doublons":
            retirees = _SANS_TITULAIRE if table == "titulaires" else _TOUTES
            nationale += f" ANTI JOIN ({retirees}) r USING (cle)"
    if "cle_semblable" in colonnes:
        privee += " LEFT JOIN cles_privees s ON s.prive = p.cle_semblable"
    return f"{privee} UNION ALL BY NAME {nationale}"


_DOUBLE_COMPTE: Final = "p.double_compte OR coalesce(c.double_compte, false)"

# The keys whose national rows give way; holders stay where the private record names none.
_TOUTES: Final = "SELECT cle FROM remplacees"
_SANS_TITULAIRE: Final = f"""
    SELECT cle FROM remplacees EXCEPT
    SELECT cle FROM cles_privees
    WHERE prive NOT IN (SELECT cle FROM {PRIVE}.titulaires)
"""


def _completes(table: str, colonnes: dict[str, str]) -> dict[str, str]:
    """Return the SQL of the columns where what is published fills what is not said."""
    if table != "marches":
        return {}
    completes = {nom: f"coalesce(p.{nom}, n.{nom})" for nom in colonnes}
    completes |= {
        nom: f"CASE WHEN p.montant_initial IS NULL THEN n.{nom} ELSE p.{nom} END"
        for nom in _MONTANTS
    }
    completes["montant_utile"] = (
        f"CASE WHEN {_DOUBLE_COMPTE} THEN NULL WHEN p.montant_initial IS NULL THEN n.montant_utile "
        "ELSE p.montant_utile END"
    )
    completes["nb_titulaires"] = "coalesce(nullif(p.nb_titulaires, 0), n.nb_titulaires, 0)"
    return {nom: sql for nom, sql in completes.items() if nom not in _PROPRES}


def _remplacements(colonnes: dict[str, str]) -> dict[str, str]:
    """Return the SQL of the columns that a private record does not give as they are."""
    remplacements = {}
    if "source" in colonnes:
        remplacements["source"] = f"'{PREFIXE}' || p.source"
    if "cle" in colonnes:
        remplacements["cle"] = "coalesce(c.cle, p.cle)"
    if "cle_semblable" in colonnes:
        remplacements["cle_semblable"] = "coalesce(s.cle, p.cle_semblable)"
    if "double_compte" in colonnes:
        remplacements["double_compte"] = _DOUBLE_COMPTE
    return remplacements
