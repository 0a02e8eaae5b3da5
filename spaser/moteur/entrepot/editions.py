"""Editions of one file: what was read already makes no row, what a newer one lacks is withdrawn.

A copy is found by its group and its fingerprint before anything is made of it; where it was seen
is kept (`presences`), a row for each run of records. A record is in force as long as a file in
force holds it. A file that bears the name of another, but for its date, and holds most of what it
held, is an edition of the same resource: the one that was published last is in force in the place
of the other, whose records stay in their parts: it may be put in force again. Under another name,
the same contents are told, and both count: an aggregator holds what publishers do.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from spaser.elements import ErreurSpaser
from spaser.moteur.decp.conversion.regles import REGLES
from spaser.moteur.decp.paquets import CREATE_LU
from spaser.moteur.decp.tables import PRESENCES, TABLES_PART
from spaser.moteur.decp.typage import RANG, REPERES, Dictionnaires
from spaser.moteur.entrepot.manifeste import FichierLu, Manifeste, name_serie
from spaser.moteur.entrepot.parts import copy_if_any
from spaser.moteur.entrepot.vues import find_part, read_parts
from spaser.moteur.sql import litteral, select_vide

RESTES_MAX: Final = 20_000  # new records of a batch that wait for those of the others

GLISSEMENT: Final = 1000  # a file slides when it loses one record in so many, at its old end


class SortEdition(StrEnum):
    """What becomes of a file that bears the name of one that is in force."""

    REMPLACE = "remplace"  # it is in force in its place
    ANCIENNE = "ancienne"  # it was published before: the other stays in force
    MOITIE = "moitie"  # it lacks half of it: both count until somebody looks
    GLISSANTE = "glissante"  # it only lacks what was published before it begins: both count
    AUTRE = "autre"  # they have little in common: both count
    SEMBLABLE = "semblable"  # under another name, it has nearly the same records: both count


class EditionInconnue(ErreurSpaser):
    """A key that no file of the store has, or has any more."""


class ChoixEditions(NamedTuple):
    """What is asked of editions: those to put in force, whether to forget the others."""

    en_vigueur: Sequence[str] = ()
    oublier: bool = False


AUCUN_CHOIX: Final = ChoixEditions()


@dataclass(frozen=True, slots=True)
class EditionLue:
    """A file that bears the name of another, or says the same, and what became of both."""

    sort: SortEdition
    nom: str
    cle: str
    avant: str  # key of the other
    lue_le: str  # the day the other was read
    perdus: int = 0  # records of the other of whose contract this one says nothing
    tenus: int = 0  # records of the other
    nom_avant: str = ""  # of the other, if it has another name


class RecordsConnus:
    """The records of the former parts, known by group and fingerprint; what they leave of a batch.

    Few new records of a batch wait for those of the others: one part holds them all.
    """

    def __init__(
        self, connexion: duckdb.DuckDBPyConnection, version: Path, parts: Sequence[int]
    ) -> None:
        self._vide, self._restent = not parts, False
        self._verrou = threading.Lock()
        connus = f"SELECT groupe, empreinte, ligne FROM ({read_parts(version, parts, 'marches')})"
        connexion.execute(f"CREATE TABLE connus AS {connus}")
        connexion.execute(f"CREATE TABLE vues AS {select_vide(PRESENCES)}")

    def leave_new(
        self, connexion: duckdb.DuckDBPyConnection, dictionnaires: Dictionnaires, paquet: int
    ) -> None:
        """Leave in `lu` the records of which a part is to be made now: no former one holds them."""
        if self._vide:
            return
        dictionnaires.learn(connexion, REGLES[:1])
        connexion.execute(_VUS)
        vus, lus = connexion.execute(_COMPTES).fetchone() or (0, 0)
        if not vus:
            return
        connexion.execute(_RESTANTS.format(paquet=paquet))
        with self._verrou:
            connexion.execute(_VUES)
            if lus - vus <= RESTES_MAX:
                self._restent = True
                connexion.execute("CREATE TABLE IF NOT EXISTS restes AS FROM restants LIMIT 0")
                connexion.execute("INSERT INTO restes FROM restants")
                connexion.execute("DELETE FROM restants")
        _refill(connexion, "restants")

    def take_restes(self, connexion: duckdb.DuckDBPyConnection) -> None:
        """Make a batch of the new records that waited."""
        connexion.execute("DROP TABLE connus")
        connexion.execute(CREATE_LU)
        if self._restent:
            _refill(connexion, "restes")
            connexion.execute("DROP TABLE restes")


def _refill(connexion: duckdb.DuckDBPyConnection, table: str) -> None:
    for requete in (_LU, _REPERAGE, _BRUTS):
        connexion.execute(requete.format(table=table))


_VUS: Final = f"""
    CREATE OR REPLACE TEMP TABLE vus AS
    SELECT place, source, rang, min(ligne) AS ligne
    FROM ({REPERES}) JOIN connus USING (groupe, empreinte) GROUP BY ALL
"""
_COMPTES: Final = "SELECT (SELECT count(*) FROM vus), (SELECT count(*) FROM lu)"

# Records that follow one another in the file as they do in the store are one row.
_VUES: Final = """
    INSERT INTO vues
    SELECT source, min(rang), min(ligne), count(*) FROM (
        SELECT source, rang, ligne, ligne - rang AS ecart,
               rang - row_number() OVER (PARTITION BY source, ligne - rang ORDER BY rang) AS suite
        FROM vus
    ) GROUP BY source, ecart, suite
"""

_RESTANTS: Final = f"""
    CREATE OR REPLACE TEMP TABLE restants AS
    SELECT lu.* REPLACE ({RANG} AS _rang, coalesce(lu._famille, reperage.famille) AS _famille),
           {{paquet}} AS _paquet, source AS _source, texte AS _texte
    FROM lu JOIN reperage USING (filename) LEFT JOIN bruts ON rang_lu = lu.rowid
    WHERE lu.rowid NOT IN (SELECT place FROM vus)
"""
_ORDRE: Final = "ORDER BY _paquet, _source, _rang"
_LU: Final = f"""
    CREATE OR REPLACE TEMP TABLE lu AS
    SELECT * EXCLUDE (_paquet, _source, _texte) FROM {{table}} {_ORDRE}
"""
_REPERAGE: Final = """
    CREATE OR REPLACE TEMP TABLE reperage AS
    SELECT DISTINCT filename, _source AS source, CAST(NULL AS VARCHAR) AS famille, 0 AS decalage
    FROM {table}
"""
_BRUTS: Final = f"""
    CREATE OR REPLACE TEMP TABLE bruts AS FROM (
        SELECT row_number() OVER ({_ORDRE}) - 1 AS rang_lu, filename, _texte AS texte FROM {{table}}
    ) WHERE texte IS NOT NULL
"""


def write_presences(connexion: duckdb.DuckDBPyConnection, part: Path) -> None:
    """Write where copies were seen, if some were."""
    if connexion.execute("SELECT 1 FROM vues LIMIT 1").fetchone():
        fichier = litteral(str(part / "presences.parquet"))
        connexion.execute(
            f"COPY (FROM vues ORDER BY source, rang) TO {fichier} "
            "(FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd)"
        )


def leave_new_rebuts(
    connexion: duckdb.DuckDBPyConnection, version: Path, parts: Sequence[int], premiere: int
) -> None:
    """Keep, of what was put aside from this part on, what the former ones did not hold.

    What they held was told then: it is left in `rebuts_connus`, and counts as copies.
    """
    nouvelles = [part for part in parts if part >= premiere]
    anciennes = [part for part in parts if part < premiere]
    connus = f"SELECT code, texte FROM ({read_parts(version, anciennes, 'quarantaine')})"
    lus = read_parts(version, nouvelles, "quarantaine")
    connexion.execute(
        f"CREATE OR REPLACE TEMP TABLE rebuts_connus AS FROM ({lus}) q "
        f"SEMI JOIN ({connus}) c USING (code, texte)"
    )
    for part in nouvelles:
        fichier = find_part(version, part) / "quarantaine.parquet"
        _keep(connexion, fichier, "ANTI JOIN rebuts_connus USING (source, rang)")


# --- Which edition is in force ---


def settle_editions(
    connexion: duckdb.DuckDBPyConnection, manifeste: Manifeste, nouveaux: Sequence[FichierLu]
) -> list[EditionLue]:
    """Tell which of these files is an edition of one in force, and put it in its place if so.

    They were just read, or are read again after another took their place.

    Expects the views `lus` and `presences` on all parts.
    """
    cles = {fichier.cle for fichier in nouveaux}
    anciens = [s for s in manifeste.sources if s.cle not in cles and not s.remplacee_par]
    editions = []
    for fichier in nouveaux:
        memes = [s for s in anciens if s.nom == fichier.nom]
        for ancien in memes or _find_semblables(connexion, fichier, anciens):
            if ancien.remplacee_par:
                continue
            edition = _compare(connexion, ancien, fichier, manifeste.cree_le)
            if not (memes or edition.sort in _SUIVIS):
                continue
            editions.append(edition)
            if edition.sort is SortEdition.AUTRE:
                continue
            fichier.ressource = ancien.ressource = ancien.ressource or ancien.cle
            if edition.sort is SortEdition.REMPLACE:
                ancien.remplacee_par, fichier.remplacee_par = fichier.cle, ""
            elif edition.sort is SortEdition.ANCIENNE:
                fichier.remplacee_par = ancien.cle
                break
    return editions


# What is told of two files that do not bear the same name.
_SUIVIS: Final = (SortEdition.REMPLACE, SortEdition.ANCIENNE, SortEdition.SEMBLABLE)


def _find_semblables(
    connexion: duckdb.DuckDBPyConnection, nouveau: FichierLu, anciens: Sequence[FichierLu]
) -> list[FichierLu]:
    """Return the files of which this one holds enough word for word to be compared with them.

    Half of one that bears its name but for dates and ranks; else nine tenths, and both ways.
    """
    serie = name_serie(nouveau.nom)

    def holds(ancien: FichierLu, commun: int) -> bool:
        if name_serie(ancien.nom) == serie:
            return 0 < ancien.lus <= 2 * commun
        return 0 < 9 * max(ancien.lus, nouveau.lus) <= 10 * commun

    possibles = [ancien for ancien in anciens if holds(ancien, nouveau.lus)]
    if not possibles:
        return []
    cles = [ancien.cle for ancien in possibles]
    communs = dict(connexion.execute(_COMMUNS, [nouveau.cle, cles]).fetchall())
    return [ancien for ancien in possibles if holds(ancien, communs.get(ancien.cle, 0))]


def _compare(
    connexion: duckdb.DuckDBPyConnection, ancien: FichierLu, nouveau: FichierLu, jour: str
) -> EditionLue:
    for table, fichier in (("avant", ancien), ("apres", nouveau)):
        connexion.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {_TENUS}", [fichier.cle])
    avant, apres = (
        _Mesure(
            *(connexion.execute(_MESURES.format(table=un, autre=autre), [jour]).fetchone() or ())
        )
        for un, autre in (("avant", "apres"), ("apres", "avant"))
    )
    perdue = 2 * avant.perdus >= avant.tenus
    sort = SortEdition.REMPLACE
    if perdue and apres.tenus and 2 * apres.perdus >= apres.tenus:
        sort = SortEdition.AUTRE
    elif avant.dernier and apres.dernier and apres.dernier < avant.dernier:
        sort = SortEdition.ANCIENNE
    elif perdue:
        sort = SortEdition.MOITIE
    elif 2 * avant.anciens > avant.perdus and GLISSEMENT * avant.anciens >= avant.tenus:
        sort = SortEdition.GLISSANTE
    if name_serie(nouveau.nom) != name_serie(ancien.nom):
        sort = SortEdition.SEMBLABLE
    return EditionLue(
        *(sort, nouveau.nom, nouveau.cle, ancien.cle, ancien.date_import),
        *(avant.perdus, avant.tenus, "" if nouveau.nom == ancien.nom else ancien.nom),
    )


class _Mesure(NamedTuple):
    """Of the records of a file: how many the other lacks, since none of its own has their group."""

    perdus: int = 0
    tenus: int = 0
    anciens: int = 0  # of those that it lacks, published before it begins
    dernier: date | None = None  # last day of publication


_TENUS: Final = """
    SELECT ligne FROM lus WHERE source = $1
    UNION ALL SELECT unnest(range(ligne, ligne + nombre)) FROM presences WHERE source = $1
"""
_COMMUNS: Final = f"""
    WITH tiens AS MATERIALIZED ({_TENUS})
    SELECT source, count(DISTINCT ligne) FROM (
        SELECT source, ligne FROM (FROM lus WHERE list_contains($2, source))
        SEMI JOIN tiens USING (ligne)
        UNION ALL
        SELECT source, t.ligne FROM tiens t
        JOIN (FROM presences WHERE list_contains($2, source)) p
        ON t.ligne >= p.ligne AND t.ligne < p.ligne + p.nombre
    ) GROUP BY source
"""
_MESURES: Final = """
    WITH quittes AS MATERIALIZED (
        SELECT groupe, date_version FROM lus
        SEMI JOIN (FROM {table} ANTI JOIN {autre} USING (ligne)) q USING (ligne)
    ), perdus AS MATERIALIZED (
        FROM quittes ANTI JOIN (
            SELECT groupe FROM lus SEMI JOIN quittes USING (groupe) SEMI JOIN {autre} USING (ligne)
        ) g USING (groupe)
    )
    SELECT (SELECT count(*) FROM perdus), (SELECT count(*) FROM {table}),
           (SELECT count(*) FROM perdus WHERE date_version < (
               SELECT min(date_version) FROM lus SEMI JOIN {autre} USING (ligne))),
           (SELECT max(date_version) FILTER (date_version <= $1)
            FROM lus SEMI JOIN {table} USING (ligne))
"""


def restore_editions(manifeste: Manifeste, cles: Sequence[str]) -> list[FichierLu]:
    """Make these files the only ones that count among the editions of their resource; return them.

    Raises:
        EditionInconnue: no file of the store has this key.
    """
    par_cle = {source.cle: source for source in manifeste.sources if not source.oubliee}
    if inconnues := [cle for cle in cles if cle not in par_cle]:
        raise EditionInconnue(
            f"L’entrepôt ne garde pas d’édition n° {inconnues[0]}.",
            "« spaser editions » donne celles qu’il garde.",
        )
    choisies = [par_cle[cle] for cle in cles]
    for choisie in choisies:
        ressource = choisie.ressource or choisie.cle
        for source in (s for s in manifeste.sources if ressource in {s.ressource, s.cle}):
            source.remplacee_par = "" if source in choisies else choisie.cle
    return choisies


def settle_retires(
    connexion: duckdb.DuckDBPyConnection, manifeste: Manifeste, premiere: int, *, changent: bool
) -> None:
    """Recompute `retires`, the records that no file in force holds any more.

    Only if files in force `changent` may more of them be withdrawn.
    Leaves in `quittes` the former records that are withdrawn now, in `revenus` those that are back.
    """
    connexion.execute("CREATE OR REPLACE TEMP TABLE etaient AS FROM retires")
    if changent:
        connexion.execute(f"CREATE OR REPLACE TABLE retires AS {_RETIRES}", [manifeste.remplacees])
    else:  # what was read now brings back what it holds, and withdraws nothing
        revus = f"FROM retires ANTI JOIN ({_REVUS}) r USING (ligne)"
        connexion.execute(f"CREATE OR REPLACE TABLE retires AS {revus}")
    for table, requete in (
        ("quittes", f"FROM retires ANTI JOIN etaient USING (ligne) WHERE ligne < {premiere}"),
        ("revenus", "FROM etaient ANTI JOIN retires USING (ligne)"),
    ):
        connexion.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {requete}")


_REVUS: Final = "SELECT unnest(range(ligne, ligne + nombre)) AS ligne FROM vues"

# A record that a file in force holds word for word, from another row, is in force.
_RETIRES: Final = """
    WITH absents AS MATERIALIZED (
        SELECT ligne, groupe, empreinte FROM lus WHERE list_contains($1::VARCHAR[], source)
        AND ligne NOT IN (SELECT unnest(range(ligne, ligne + nombre)) FROM presences
                          WHERE NOT list_contains($1::VARCHAR[], source))
    )
    SELECT ligne FROM absents ANTI JOIN (
        SELECT groupe, empreinte FROM lus
        SEMI JOIN absents USING (groupe) ANTI JOIN absents USING (ligne)
    ) tenus USING (groupe, empreinte)
"""


# --- What is kept of former editions ---


def forget_editions(
    connexion: duckdb.DuckDBPyConnection, version: Path, manifeste: Manifeste
) -> None:
    """Write again, without what only former editions held, the parts that hold some of it."""
    remplacees = ", ".join(["''", *map(litteral, manifeste.remplacees)])
    connexion.execute(
        "CREATE OR REPLACE TEMP TABLE partis AS "
        "SELECT source, rang FROM lus SEMI JOIN retires USING (ligne)"
    )
    for part in manifeste.parts:
        for table, colonnes in TABLES_PART.items():
            if table == "anomalies":
                garde = "ANTI JOIN partis USING (source, rang)"
            elif "ligne" in colonnes and table != "presences":
                garde = "ANTI JOIN retires USING (ligne)"
            else:
                garde = f"WHERE source NOT IN ({remplacees})"
            _keep(connexion, find_part(version, part) / f"{table}.parquet", garde)
    for source in manifeste.sources:
        source.oubliee = source.oubliee or bool(source.remplacee_par)


def _keep(connexion: duckdb.DuckDBPyConnection, fichier: Path, garde: str) -> None:
    """Write a file of a part again if a condition leaves some of its rows; versions share it."""
    if not fichier.exists():
        return
    lu = f"FROM read_parquet({litteral(str(fichier))})"
    reste = f"{lu} {garde}"
    if connexion.execute(
        f"SELECT (SELECT count(*) {lu}) = (SELECT count(*) {reste})"
    ).fetchone() == (True,):
        return
    provisoire = fichier.with_suffix(".nouveau.parquet")
    copy_if_any(connexion, reste, provisoire)
    fichier.unlink()
    if provisoire.exists():
        provisoire.rename(fichier)
