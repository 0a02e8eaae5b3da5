"""Tables of a store for other programs: each row once, columns that `entrepot.colonnes` promises.

DuckDB writes Parquet, CSV and NDJSON by itself, row group after row group; rows for spreadsheets
are given one by one. A name is that of every other screen (`entrepot.noms`).
"""

import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import msgspec

from spaser.elements import ErreurSpaser, read_version
from spaser.moteur.entrepot.colonnes import EXPORTEES, VERSION_COLONNES, ColonneDite
from spaser.moteur.entrepot.dossier import MANIFESTE
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.entrepot.noms import join_noms, name
from spaser.moteur.entrepot.pannes import run_interruptible
from spaser.moteur.entrepot.vues import list_vues
from spaser.moteur.sql import litteral

_CONSIDERATIONS: Final = (
    "SELECT cle, consideration, reponse FROM marches UNPIVOT INCLUDE NULLS (reponse FOR "
    "consideration IN (social, clause_sociale, critere_social, reserve, environnement, "
    "clause_environnementale, critere_environnemental))"
)
_LECTURES: Final = {
    "marches": f"(SELECT *, acheteur_siren AS siren FROM marches) t {join_noms('t')} "
    "LEFT JOIN sources ON sources.cle = t.source",
    "titulaires": f"titulaires t {join_noms('t')}",
    "modifications": "modifications t",
    "considerations": f"({_CONSIDERATIONS}) t",
    "valeurs": f"valeurs t {join_noms('t')}",
}
_CALCULEES: Final = {
    ("marches", "acheteur_nom"): name("t.acheteur_nom"),
    ("marches", "fichier"): "sources.nom",
    ("titulaires", "nom"): name("t.nom"),
    ("valeurs", "nom"): name("NULL"),
}
_OPTIONS: Final = {"csv": "FORMAT csv, HEADER", "ndjson": "FORMAT json"}
_ERREURS: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EPIPE, errno.EACCES)


class ContratsVoulus(NamedTuple):
    """The contracts to write, and the figures of the same buyers and years; empty: all of them."""

    sirens: tuple[str, ...] = ()
    annees: tuple[int, ...] = ()

    @property
    def parametres(self) -> dict[str, list[Any]]:
        return {nom: list(valeurs) for nom, valeurs in self._asdict().items() if valeurs}

    def where(self, table: str) -> str:
        """Return the SQL that keeps of `t` what was chosen; values are `parametres`."""
        siren = "siren" if table == "valeurs" else "acheteur_siren"
        colonnes = {"sirens": f"m.{siren}", "annees": "m.annee"}
        tests = [f"list_contains(${nom}, {colonnes[nom]})" for nom in self.parametres]
        if not tests:
            return ""
        choisis = " AND ".join(tests)
        if table in {"marches", "valeurs"}:
            return f"WHERE {choisis.replace('m.', 't.')}"
        return f"WHERE t.cle IN (SELECT cle FROM marches m WHERE {choisis})"


TOUT: Final = ContratsVoulus()


def check_export(entrepot: Entrepot, choix: ContratsVoulus = TOUT) -> None:
    """Refuse to write empty tables.

    Raises:
        ErreurSpaser: the store holds no contract, or none of those chosen.
    """
    marches = f"SELECT 1 FROM marches t {choix.where('marches')} LIMIT 1"
    if entrepot.connexion.execute(marches, choix.parametres).fetchone() is not None:
        return
    if not any(choix):
        raise ErreurSpaser(
            "Cet entrepôt ne contient aucun contrat : il n’y a rien à exporter.",
            "Lisez d’abord des marchés : spaser importer FICHIER…",
        )
    raise ErreurSpaser(
        "Aucun contrat lu n’est à la fois de ces acheteurs et de ces années.",
        "spaser acheteurs SIREN dit les années lues d’un acheteur.",
    )


def export_table(
    entrepot: Entrepot, table: str, forme: str, chemin: Path, choix: ContratsVoulus = TOUT
) -> int:
    """Write a table as `parquet`, `csv` or `ndjson`, to a file or a pipe; return its rows.

    Raises:
        OSError: the file cannot be written.
    """
    connexion, cible = entrepot.connexion, litteral(str(chemin))
    options = _OPTIONS.get(forme) or _tell_parquet(entrepot, table)
    choisies = _select(table, choix, plat=forme == "csv")
    copie = f"COPY ({choisies}) TO {cible} ({options}, USE_TMP_FILE false)"
    with tempfile.TemporaryDirectory(prefix="spaser-") as brouillon:
        connexion.execute(f"SET temp_directory = {litteral(brouillon)}")
        try:
            ecrites = run_interruptible(
                [connexion], lambda: connexion.execute(copie, choix.parametres).fetchone()
            )
        except duckdb.IOException as erreur:
            code = next((c for c in _ERREURS if os.strerror(c) in str(erreur)), errno.EIO)
            raise OSError(code, os.strerror(code), str(chemin)) from erreur
    return ecrites[0] if ecrites else 0


def _tell_parquet(entrepot: Entrepot, table: str) -> str:
    """Return the options of a Parquet file that says what it holds, by its metadata.

    A group of 30 720 rows takes half the memory of one of 122 880, for 1.4 % of size.
    """
    colonnes = [colonne._asdict() for colonne in EXPORTEES[table]]
    dits = {
        "table": table,
        "colonnes": msgspec.json.encode(colonnes).decode(),
        "version_colonnes": VERSION_COLONNES,
        "origine": f"spaser {read_version()}, données du {entrepot.date_donnees}",
    }
    couples = ", ".join(f"spaser_{nom}: {litteral(dit)}" for nom, dit in dits.items())
    return f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 30720, KV_METADATA {{{couples}}}"


def list_rangees(
    entrepot: Entrepot, table: str, choix: ContratsVoulus = TOUT
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table, under the columns of `EXPORTEES`; a cell is no list."""
    curseur = entrepot.connexion.execute(_select(table, choix, plat=True), choix.parametres)
    while rangees := curseur.fetchmany(2000):
        yield from rangees


def _select(table: str, choix: ContratsVoulus, *, plat: bool) -> str:
    choisies = ", ".join(f"{_read(c, plat=plat)} AS {c.nom}" for c in EXPORTEES[table])
    return f"SELECT {choisies} FROM {_LECTURES[table]} {choix.where(table)}"


def _read(colonne: ColonneDite, *, plat: bool) -> str:
    lue = _CALCULEES.get((colonne.table, colonne.nom), f"t.{colonne.nom}")
    if plat and colonne.type.endswith("[]"):
        return f"array_to_string({lue}, ' | ')"
    return f"CAST({lue} AS {colonne.type})"


def write_vues(entrepot: Entrepot) -> str:
    """Return the SQL by which any DuckDB shows the tables of a store, while its version lasts."""
    manifeste = litteral(str(entrepot.version / MANIFESTE))
    sources = (
        "SELECT s.cle, s.nom, CAST(s.date_import AS DATE) AS lue_le "
        f"FROM (SELECT unnest(sources) AS s FROM read_json({manifeste}))"
    )
    vues = [
        *list_vues(entrepot.version, entrepot.manifeste),
        f"CREATE OR REPLACE VIEW considerations AS {_CONSIDERATIONS}",
        f"CREATE OR REPLACE VIEW sources AS {sources}",
    ]
    return "".join(f"{vue.strip()};\n" for vue in vues)
