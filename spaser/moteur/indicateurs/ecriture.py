"""Writing the figures of a version: for the buyers that the build met, or for all of them.

The query reads narrow tables made for it, once: the columns of `colonnes.LUES` alone, holders
already led to their contract.
"""

from itertools import pairwise
from pathlib import Path
from typing import Final, get_args

import duckdb

from spaser.moteur.entrepot.construction import Chantier, declare_vues
from spaser.moteur.entrepot.dossier import REFERENTIELS
from spaser.moteur.entrepot.parts import VALEURS_LISTEES, replace_table
from spaser.moteur.entrepot.schema import VALEURS_ECRITES
from spaser.moteur.entrepot.vues import vue_marches
from spaser.moteur.indicateurs.catalogue import INDICATEURS
from spaser.moteur.indicateurs.colonnes import AGREGATS, LUES
from spaser.moteur.indicateurs.colonnes import REFERENTIELS as LISTES
from spaser.moteur.indicateurs.requetes import compose_requetes, write_requetes
from spaser.moteur.referentiels import depot, embarques
from spaser.moteur.sql import litteral
from spaser.moteur.valeurs import Variante


def write_valeurs(chantier: Chantier, *, tout: bool) -> None:
    """Write `valeurs.parquet` in the last part, for the touched buyers or for all of them.

    The queries are kept in the version, since those who read it run them too.

    All buyers are computed again when a reference list or a method changed.
    """
    connexion, manifeste = chantier.connexion, chantier.manifeste
    embarques.load_embarques(connexion)
    presentes = depot.attach(connexion, chantier.racine / REFERENTIELS)
    absents = frozenset(f"ref_{nom}" for nom in depot.COLONNES if nom not in presentes)
    methode = " ".join(f"{i.code}:{i.version}" for i in INDICATEURS)
    datees = {nom: liste.date.isoformat() for nom, liste in presentes.items()}
    # A list that came with an import that failed is compared too: figures have not used it yet.
    tout = tout or manifeste.methode != methode or manifeste.referentiels != datees
    if tout:
        _assign_all(chantier, manifeste.parts[-1])
    requetes = compose_requetes(absents)
    write_requetes(chantier.version, requetes)
    if tout or connexion.execute("SELECT 1 FROM touches LIMIT 1").fetchone():
        source = "" if tout else _show_annees(connexion)
        connexion.execute("CREATE SCHEMA calcul")
        for rang, tranche in enumerate(_share_acheteurs(connexion, source)):
            _narrow(connexion, f"main.marches{source} WHERE {tranche}")
            _keep_agregats(connexion, requetes.agregats, premiere=not rang)
        _show_agregats(connexion)
        fichier = chantier.derniere_part / "valeurs.parquet"
        _write(connexion, requetes.valeurs, fichier, tout=tout)
        connexion.execute("SET schema = 'main'")
        connexion.execute("DROP SCHEMA calcul CASCADE")
    manifeste.methode = methode
    manifeste.referentiels = datees
    declare_vues(chantier)


def _assign_all(chantier: Chantier, part: int) -> None:
    replace_table(
        chantier.connexion,
        chantier.version / "acheteurs.parquet",
        f"SELECT * REPLACE (CAST({part} AS INTEGER) AS part) FROM acheteurs",
    )


# Millions of rows say few words: as an ENUM they are written twice as quick, and read as before.
_ECRITURES: Final = {
    nom: f"CAST({nom} AS ENUM ({', '.join(map(litteral, mots))})) AS {nom}"
    for nom, mots in (
        ("indicateur", sorted({i.code for i in INDICATEURS})),
        ("variante", get_args(Variante)),
    )
}


# Contracts whose sums are made at once: what they take is the peak of a national import.
CONTRATS_MAX: Final = 600_000


def _share_acheteurs(connexion: duckdb.DuckDBPyConnection, source: str) -> list[str]:
    """Return the conditions of the ranges of buyers to compute in turn: one, or more for a nation.

    They follow one another by SIREN, as contracts do in parts: nothing is read twice.
    """
    bornes = connexion.execute(
        "SELECT max(siren) FROM (SELECT siren, (sum(nb) OVER (ORDER BY siren) - 1) "
        f"// {CONTRATS_MAX} AS tranche FROM (SELECT acheteur_siren AS siren, count(*) AS nb "
        f"FROM main.records{source} GROUP BY ALL)) GROUP BY tranche ORDER BY tranche"
    ).fetchall()
    hauts = [f"'{siren}'" for (siren,) in bornes[:-1]]
    return [
        f"acheteur_siren > {bas}" + (f" AND acheteur_siren <= {haut}" if haut else "")
        for bas, haut in pairwise(["''", *hauts, ""])
    ]


def _keep_agregats(connexion: duckdb.DuckDBPyConnection, requete: str, *, premiere: bool) -> None:
    """Run the wide query on a range of buyers, and add its rows, sorted, to those before."""
    vers = "CREATE TABLE calcul.larges AS" if premiere else "INSERT INTO calcul.larges"
    connexion.execute(f"{vers} FROM ({requete}) ORDER BY acheteur_siren, annee")


def _show_agregats(connexion: duckdb.DuckDBPyConnection) -> None:
    """Show the wide rows in two halves: each is unfolded on a core. What they sum up may go."""
    for table in LUES.keys() - LISTES.keys():
        connexion.execute(f"DROP TABLE calcul.{table}")
    connexion.execute(
        f"CREATE VIEW calcul.{AGREGATS} AS "
        "WITH milieu AS (SELECT count(*) // 2 AS rang FROM calcul.larges) "
        "SELECT * FROM calcul.larges WHERE rowid < (SELECT rang FROM milieu) UNION ALL "
        "SELECT * FROM calcul.larges WHERE rowid >= (SELECT rang FROM milieu)"
    )


def _write(
    connexion: duckdb.DuckDBPyConnection, requete: str, fichier: Path, *, tout: bool
) -> None:
    """Write the long table; each row group holds buyers that follow one another.

    Past a thousand values in a group, a list of them costs a quarter of the writing, for nothing.
    """
    colonnes = ", ".join(_ECRITURES.get(nom, nom) for nom in VALEURS_ECRITES)
    if not tout:
        ecrites = ", ".join(VALEURS_ECRITES)
        requete = f"SELECT {ecrites} FROM ({requete}) UNION ALL FROM valeurs_gardees"
    connexion.execute("SET preserve_insertion_order = false")  # both cores write
    connexion.execute(
        f"COPY (SELECT {colonnes} FROM ({requete})) "
        f"TO {litteral(str(fichier))} "
        f"(FORMAT parquet, COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT {VALEURS_LISTEES})"
    )
    connexion.execute("RESET preserve_insertion_order")


def _show_annees(connexion: duckdb.DuckDBPyConnection) -> str:
    """Show the contracts of the years that changed alone; return what ends the names of views."""
    connexion.execute(
        "CREATE OR REPLACE VIEW records_annees AS FROM records_touches m SEMI JOIN annees_touchees "
        "a ON a.siren = m.acheteur_siren AND a.annee IS NOT DISTINCT FROM m.annee"
    )
    connexion.execute(vue_marches("main", "marches_annees", "records_annees"))
    return "_annees"


def _narrow(connexion: duckdb.DuckDBPyConnection, marches: str) -> None:
    """Show the query the columns that it reads, of some contracts."""
    for table, colonnes, lignes in (
        ("marches", "ligne, ", marches),
        ("titulaires", "", "main.titulaires_recus JOIN calcul.marches USING (ligne)"),
        ("sous_traitances", "", "main.sous_traitances SEMI JOIN calcul.marches USING (cle)"),
    ):
        connexion.execute(
            f"CREATE OR REPLACE TABLE calcul.{table} AS "
            f"SELECT {colonnes}{', '.join(LUES[table])} FROM {lignes}"
        )
    connexion.execute("SET search_path = 'calcul,main'")
