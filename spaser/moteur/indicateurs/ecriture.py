"""Writing the figures of a version: for the buyers that the build met, or for all of them.

The query reads narrow tables made for it, once: the columns of `colonnes.LUES` alone, holders
already led to their contract.
"""

from pathlib import Path
from typing import Final, get_args

import duckdb

from spaser.moteur.entrepot.construction import Chantier, declare_vues
from spaser.moteur.entrepot.dossier import REFERENTIELS
from spaser.moteur.entrepot.parts import replace_table
from spaser.moteur.entrepot.schema import VALEURS_ECRITES
from spaser.moteur.entrepot.vues import vue_marches
from spaser.moteur.indicateurs.catalogue import INDICATEURS
from spaser.moteur.indicateurs.colonnes import AGREGATS, LUES
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
        _narrow(connexion, tout=tout)
        _keep_agregats(connexion, requetes.agregats)
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


def _keep_agregats(connexion: duckdb.DuckDBPyConnection, requete: str) -> None:
    """Run the wide query, and show its rows sorted, in two halves: each is unfolded on a core."""
    connexion.execute(
        f"CREATE TABLE calcul.larges AS FROM ({requete}) ORDER BY acheteur_siren, annee"
    )
    connexion.execute(
        f"CREATE VIEW calcul.{AGREGATS} AS "
        "WITH milieu AS (SELECT count(*) // 2 AS rang FROM calcul.larges) "
        "SELECT * FROM calcul.larges WHERE rowid < (SELECT rang FROM milieu) UNION ALL "
        "SELECT * FROM calcul.larges WHERE rowid >= (SELECT rang FROM milieu)"
    )


def _write(
    connexion: duckdb.DuckDBPyConnection, requete: str, fichier: Path, *, tout: bool
) -> None:
    """Write the long table; each row group holds buyers that follow one another."""
    colonnes = ", ".join(_ECRITURES.get(nom, nom) for nom in VALEURS_ECRITES)
    if not tout:
        ecrites = ", ".join(VALEURS_ECRITES)
        requete = f"SELECT {ecrites} FROM ({requete}) UNION ALL FROM valeurs_gardees"
    connexion.execute("SET preserve_insertion_order = false")  # both cores write
    connexion.execute(
        f"COPY (SELECT {colonnes} FROM ({requete})) "
        f"TO {litteral(str(fichier))} (FORMAT parquet, COMPRESSION lz4_raw)"
    )
    connexion.execute("RESET preserve_insertion_order")


_DES_ANNEES: Final = """
    CREATE OR REPLACE VIEW records_annees AS FROM records_touches m SEMI JOIN annees_touchees a
    ON a.siren = m.acheteur_siren AND a.annee IS NOT DISTINCT FROM m.annee
"""


def _narrow(connexion: duckdb.DuckDBPyConnection, *, tout: bool) -> None:
    """Show the query the columns that it reads, of all contracts or of the touched years alone."""
    connexion.execute(_DES_ANNEES)
    connexion.execute(vue_marches("main", "marches_annees", "records_annees"))
    connexion.execute("CREATE SCHEMA calcul")
    for table, colonnes, lignes in (
        ("marches", "ligne, ", "main.marches" if tout else "main.marches_annees"),
        ("titulaires", "", "main.titulaires_recus JOIN calcul.marches USING (ligne)"),
        ("sous_traitances", "", "main.sous_traitances SEMI JOIN calcul.marches USING (cle)"),
    ):
        connexion.execute(
            f"CREATE TABLE calcul.{table} AS SELECT {colonnes}{', '.join(LUES[table])} "
            f"FROM {lignes}"
        )
    connexion.execute("SET search_path = 'calcul,main'")
