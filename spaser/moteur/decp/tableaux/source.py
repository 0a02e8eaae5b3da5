"""A table on disk, CSV or Parquet, as a Parquet relation that DuckDB scans as often as needed.

A Parquet file is read where it is. A CSV file is first copied, once and in order, to Parquet in
the working folder: the fast way when DuckDB accepts it, else through `reparation`.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from spaser.moteur.decp.octets import ENCODAGE_SUPPOSE
from spaser.moteur.decp.tableaux.reparation import RANG_SOURCE, read_entete, repair_csv
from spaser.moteur.decp.tableaux.sql import anomalie_json, chemin_sql, fold_entete, texte_sql
from spaser.moteur.sql import identifiant, litteral
from spaser.moteur.valeurs import Lecture, Rebut

TEXTE_REBUT: Final = 2_000  # characters kept of a row that is set aside
_MAGIE_PARQUET: Final = b"PAR1"
_VIDE: Final = "(SELECT CAST(0 AS BIGINT) AS file_row_number WHERE false)"


class ColonneSource(NamedTuple):
    """A column of the file: its header as written, its quoted name, whether it holds lists."""

    entete: str
    nom: str
    liste: bool = False


@dataclass(slots=True)
class RelationSource:
    """A relation of rows; `file_row_number` numbers them, `rang` is the SQL of their rank."""

    relation: str = _VIDE
    rang: str = "file_row_number + 1"
    colonnes: dict[str, ColonneSource] = field(default_factory=dict)  # by folded header
    autres: list[ColonneSource] = field(default_factory=list)  # unknown or repeated headers
    lignes: int = 0
    rebuts: list[Rebut] = field(default_factory=list)
    encodage_suppose: bool = False

    def texte(self, *noms: str) -> str:
        """Return the SQL of the first of these columns that is filled, as text."""
        trouvees = [self.colonnes[n] for n in noms if n in self.colonnes]
        textes = [texte_sql(c.nom, liste=c.liste) for c in trouvees]
        if len(textes) > 1:
            return f"coalesce({', '.join(textes)})"
        return textes[0] if textes else "CAST(NULL AS VARCHAR)"


@contextmanager
def open_source(
    connexion: duckdb.DuckDBPyConnection,
    chemin: Path,
    travail: Path,
    connues: Mapping[str, bool],
) -> Iterator[RelationSource]:
    """Open a table; `connues` tells the folded headers that are known and, of those, the useful.

    What is written in `travail` is removed on leaving.
    """
    with tempfile.TemporaryDirectory(prefix="tableau-", dir=travail) as dossier:
        with chemin.open("rb") as fichier:
            parquet = fichier.read(len(_MAGIE_PARQUET)) == _MAGIE_PARQUET
        if parquet:
            source = _open_parquet(connexion, chemin, connues)
        else:
            source = _open_csv(connexion, chemin, Path(dossier), connues)
        yield source


def list_rebuts(
    connexion: duckdb.DuckDBPyConnection,
    source: RelationSource,
    condition: str,
    code: str,
    detail: str,
) -> list[Rebut]:
    interne = litteral(f'{{"file_row_number":null,"{RANG_SOURCE}":null}}')
    texte = f"CAST(json_merge_patch('{{}}', to_json(s), {interne}) AS VARCHAR)"  # without nulls
    trouvees = connexion.execute(
        f"SELECT {source.rang}, left({texte}, {TEXTE_REBUT}) "
        f"FROM {source.relation} AS s WHERE {condition}"
    ).fetchall()
    return [Rebut(int(rang), code, detail, texte) for rang, texte in trouvees]


def make_lecture(
    connexion: duckdb.DuckDBPyConnection,
    source: RelationSource,
    table: str,
    ecartees: Sequence[Rebut],
) -> Lecture:
    """Return the account of a source whose records are now in `table`."""
    _flag_encodage(connexion, source, table)
    rebuts = sorted([*source.rebuts, *ecartees], key=lambda r: r.rang)
    crees = connexion.execute(f"SELECT count(*) FROM {identifiant(table)}").fetchall()[0][0]
    return Lecture(
        lus=crees + len(rebuts),
        lignes=source.lignes,
        rebuts=rebuts,
        champs_inconnus=_count_inconnus(connexion, source),
    )


def _flag_encodage(
    connexion: duckdb.DuckDBPyConnection, source: RelationSource, table: str
) -> None:
    """Add to the first record of a re-encoded file the anomaly that says so."""
    if not source.encodage_suppose:
        return
    nom = identifiant(table)
    ajout = anomalie_json("true", ENCODAGE_SUPPOSE, None, "'cp1252'")
    connexion.execute(
        f"UPDATE {nom} SET _anomalies = '[' || concat_ws(',', {ajout}, "
        f"nullif(substr(_anomalies, 2, length(_anomalies) - 2), '')) || ']' "
        f"WHERE _rang = (SELECT min(_rang) FROM {nom})"
    )


def _count_inconnus(connexion: duckdb.DuckDBPyConnection, source: RelationSource) -> dict[str, int]:
    if not source.autres:
        return {}
    comptes = ", ".join(f"count({texte_sql(c.nom, liste=c.liste)})" for c in source.autres)
    trouves = connexion.execute(f"SELECT {comptes} FROM {source.relation}").fetchall()[0]
    resultat: dict[str, int] = {}
    for colonne, nombre in zip(source.autres, trouves, strict=True):
        resultat[colonne.entete] = resultat.get(colonne.entete, 0) + nombre
    return resultat


def _open_parquet(
    connexion: duckdb.DuckDBPyConnection, chemin: Path, connues: Mapping[str, bool]
) -> RelationSource:
    fichier = chemin_sql(chemin)
    try:
        champs = connexion.execute(f"DESCRIBE SELECT * FROM read_parquet({fichier})").fetchall()
        lignes = connexion.execute(f"SELECT count(*) FROM read_parquet({fichier})").fetchall()[0][0]
    except duckdb.Error as erreur:
        return RelationSource(rebuts=[Rebut(1, "fichier_illisible", str(erreur), "")])
    source = RelationSource(
        relation=f"read_parquet({fichier}, file_row_number = true)", lignes=lignes
    )
    colonnes = [
        ColonneSource(nom, identifiant(nom), genre.endswith("[]")) for nom, genre, *_ in champs
    ]
    _share_colonnes(source, colonnes, connues)
    return source


def _open_csv(
    connexion: duckdb.DuckDBPyConnection,
    chemin: Path,
    dossier: Path,
    connues: Mapping[str, bool],
) -> RelationSource:
    entete, separateur = read_entete(chemin)
    if not entete:
        return RelationSource()
    source = RelationSource()
    colonnes = [
        ColonneSource(e, identifiant(n)) for e, n in zip(entete, _name(entete), strict=True)
    ]
    gardees = _share_colonnes(source, colonnes, connues)
    copie = dossier / "lignes.parquet"
    noms = [f"c{i}" for i in range(len(colonnes))]
    choix = [f"{noms[colonnes.index(c)]} AS {c.nom}" for c in gardees] or ["NULL AS vide"]
    try:
        _copy(connexion, _scan_csv(chemin, separateur, noms), choix, copie)
    except duckdb.Error:
        bilan = repair_csv(chemin, separateur, len(colonnes), dossier / "repare.csv")
        source.rebuts, source.encodage_suppose = bilan.rebuts, bilan.encodage_suppose
        source.rang = f"CAST({identifiant(RANG_SOURCE)} AS BIGINT)"
        choix.append(f"rang AS {identifiant(RANG_SOURCE)}")
        _copy(connexion, _scan_csv(dossier / "repare.csv", ",", ["rang", *noms]), choix, copie)
    source.relation = f"read_parquet({chemin_sql(copie)}, file_row_number = true)"
    trouve = connexion.execute(f"SELECT count(*) FROM {source.relation}").fetchall()
    source.lignes = trouve[0][0] + len(source.rebuts)
    return source


def _name(entete: Sequence[str]) -> list[str]:
    """Return a name a column, without two that differ only by case."""
    vus: set[str] = set()
    noms = []
    for rang, texte in enumerate(entete):
        nom = texte.replace("\0", "").strip()
        if not nom or nom.lower() in vus or nom.lower() in {"file_row_number", RANG_SOURCE}:
            nom = f"colonne_{rang}_{nom}"
        vus.add(nom.lower())
        noms.append(nom)
    return noms


def _share_colonnes(
    source: RelationSource, colonnes: Sequence[ColonneSource], connues: Mapping[str, bool]
) -> list[ColonneSource]:
    """Sort the columns of a file into useful, unknown and known without use; return the kept."""
    for colonne in colonnes:
        plie = fold_entete(colonne.entete)
        if plie not in connues or plie in source.colonnes:
            source.autres.append(colonne)
        elif connues[plie]:
            source.colonnes[plie] = colonne
    return [*source.colonnes.values(), *source.autres]


def _scan_csv(chemin: Path, separateur: str, noms: Sequence[str]) -> str:
    types = ", ".join(f"{n}: 'VARCHAR'" for n in noms)
    return (
        f"read_csv({chemin_sql(chemin)}, auto_detect = false, "
        f"header = {'true' if 'rang' not in noms else 'false'}, delim = {litteral(separateur)}, "
        f"quote = '\"', escape = '\"', columns = {{{types}}})"
    )


def _copy(
    connexion: duckdb.DuckDBPyConnection, relation: str, choix: Sequence[str], copie: Path
) -> None:
    with _ordre(connexion):
        connexion.execute(
            f"COPY (SELECT {', '.join(choix)} FROM {relation}) TO {litteral(str(copie.resolve()))} "
            "(FORMAT parquet, ROW_GROUP_SIZE 65536)"
        )


@contextmanager
def _ordre(connexion: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Keep rows in the order of the file: their ranks depend on it."""
    avant = connexion.execute("SELECT current_setting('preserve_insertion_order')").fetchall()[0][0]
    connexion.execute("SET preserve_insertion_order = true")
    try:
        yield
    finally:
        connexion.execute(f"SET preserve_insertion_order = {'true' if avant else 'false'}")
