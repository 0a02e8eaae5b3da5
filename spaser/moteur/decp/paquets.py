"""Batches of raw records: from recognised files to the table `lu`, whatever their layout.

A batch is what one worker casts at once. Small files are put together, a large one is cut.
`Paquets` is an iterator to be asked by one worker at a time. Batches are then loaded side by side
and settled in order: the rank of a record in its file is known when those before it are counted.
"""

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb

from spaser.moteur.decp.brut import CHAMPS_CONNUS, COLONNES
from spaser.moteur.decp.json import tolerant
from spaser.moteur.decp.json.rapide import Fenetre, list_fenetres
from spaser.moteur.decp.octets import LIGNE_MAX, OCTETS_MAX, TEXTE_MAX
from spaser.moteur.decp.reconnaissance import Disposition
from spaser.moteur.decp.tableaux import decpinfo, ministere
from spaser.moteur.sql import select_donnees, select_vide, transpose
from spaser.moteur.valeurs import Lecture, Piece

FENETRE_ECRITE: Final = 1 << 20  # bytes: a smaller window is written to a file of its own
TAILLE_PAQUET: Final = 150 << 20  # bytes of JSON at most: bounds memory
PAQUET_MIN: Final = 40 << 20  # below, the fixed cost of a batch outweighs what it casts
# Smaller for XML: a batch is cast while the next one is converted, whatever the size of the file.
PAQUET_XML: Final = 80 << 20
LIGNES_PAQUET: Final = 120_000  # records of a table
TAILLE_CLES: Final = 48 << 20  # above, unknown fields are counted on the first window alone
TAILLE_RECORD: Final = LIGNE_MAX  # bytes of a record at most

_TEXTE: Final = ", ".join(f"'{c}': 'VARCHAR'" for c in COLONNES)
_LISTE: Final = ", ".join(f'"{c}"' for c in COLONNES)
_ANNEXES: Final = "'_rang': 'INTEGER', '_famille': 'VARCHAR', '_anomalies': 'VARCHAR'"
_REPERAGE: Final = {
    "filename": "VARCHAR", "source": "VARCHAR", "famille": "VARCHAR", "decalage": "BIGINT",
}  # fmt: skip
CREATE_LU: Final = (
    "CREATE OR REPLACE TEMP TABLE lu ("
    + ", ".join(f'"{c}" VARCHAR' for c in COLONNES)
    + ", _rang INTEGER, _famille VARCHAR, _anomalies VARCHAR, filename VARCHAR)"
)


@dataclass(frozen=True, slots=True)
class EnLecture:
    """A file being read: its key in the store, its layout, what was found so far."""

    cle: str
    piece: Piece
    disposition: Disposition
    lecture: Lecture = field(default_factory=Lecture)


@dataclass(frozen=True, slots=True)
class Morceau:
    """A run of records of one file: a window of JSON, a file of NDJSON or rows of a table."""

    fichier: EnLecture
    octets: int
    fenetre: Fenetre | None = None
    ndjson: str | None = None
    table: str | None = None
    premiere_ligne: int = 0
    compte_inconnus: bool = False  # count the fields that no column takes


@dataclass(slots=True)
class Chargement:
    """A batch in `lu`: the windows read, those that DuckDB refused, the unknown fields seen.

    `noms` are those of all its windows, in the order of the files; `comptes` gives the number of
    records of each window, and its first row in `lu`.
    """

    noms: list[str] = field(default_factory=list)
    lues: dict[str, Morceau] = field(default_factory=dict)
    comptes: dict[str, tuple[int, int]] = field(default_factory=dict)
    refusees: dict[str, Morceau] = field(default_factory=dict)
    inconnus: list[tuple[str, str, int]] = field(default_factory=list)


class Paquets:
    def __init__(
        self, connexion: duckdb.DuckDBPyConnection, fichiers: Iterable[EnLecture], travail: Path
    ) -> None:
        """Prepare the reading of `fichiers`; temporary files go to `travail`."""
        self._connexion = connexion
        self._travail = travail
        self._montre: Callable[[Fenetre], str] | None = None  # adds to the file system of windows
        self._verrou = threading.Lock()
        self._morceaux = (m for f in fichiers for m in self._list_morceaux(f))
        self._rangs = itertools.count(1)
        self._cible = TAILLE_PAQUET

    def __iter__(self) -> Iterator[list[Morceau]]:
        """Group runs of records up to the size of a batch; a table is a batch of its own."""
        paquet: list[Morceau] = []
        octets = 0
        for morceau in self._morceaux:
            if paquet and (morceau.table or octets + morceau.octets > self._cible):
                yield paquet
                paquet, octets = [], 0
            if morceau.table:
                yield [morceau]
                continue
            paquet.append(morceau)
            octets += morceau.octets
        if paquet:
            yield paquet

    def close(self) -> None:
        """Stop reading: nothing is written any more to the temporary folder."""
        self._morceaux.close()

    def _temporaire(self, suffixe: str) -> Path:
        return self._travail / f"{next(self._rangs):06d}{suffixe}"

    def _list_morceaux(self, fichier: EnLecture) -> Iterator[Morceau]:
        chemin = Path(fichier.piece.chemin)
        if fichier.disposition == Disposition.JSON_MARCHES:
            fenetres = list_fenetres(chemin)
            if fenetres is None:
                yield from self._tolerate(fichier)
            else:
                self._cible = _share_evenly(fenetres)
                petit = fichier.piece.taille <= TAILLE_CLES
                for rang, f in enumerate(fenetres):
                    compte = petit or rang == 0
                    yield Morceau(fichier, f.fin - f.debut, fenetre=f, compte_inconnus=compte)
        elif fichier.disposition == Disposition.XML_MARCHES:
            from spaser.moteur.decp.xml.lecture import stream_xml  # lxml: for who reads XML

            dossier = self._temporaire("")
            dossier.mkdir()
            moitie = chemin.stat().st_size // 2
            self._cible = min(max(moitie, PAQUET_MIN), PAQUET_XML)
            for lecture in stream_xml(chemin, dossier):
                yield from self._absorb(fichier, lecture)
        else:
            yield from self._load_table(fichier, chemin)

    def _tolerate(self, fichier: EnLecture) -> Iterator[Morceau]:
        sortie = self._temporaire(".ndjson")
        yield from self._absorb(fichier, tolerant.read_json(Path(fichier.piece.chemin), sortie))

    def _absorb(self, fichier: EnLecture, lecture: Lecture) -> Iterator[Morceau]:
        """Add what a record by record reader found; its NDJSON files become runs of records."""
        fichier.lecture.add(lecture)
        for nom in lecture.fichiers:
            octets = Path(nom).stat().st_size
            if octets:
                yield Morceau(fichier, octets, ndjson=nom)

    def _load_table(self, fichier: EnLecture, chemin: Path) -> Iterator[Morceau]:
        table = f"tableau_{fichier.cle}"
        reader = ministere if fichier.disposition == Disposition.TABLEAU_MINISTERE else decpinfo
        lecture = reader.load(self._connexion, chemin, table, self._travail)
        yield from self._absorb(fichier, lecture)
        nombre = lecture.lus - len(lecture.rebuts)
        octets = fichier.piece.taille // max(1, -(-nombre // LIGNES_PAQUET))
        for premiere in range(0, nombre, LIGNES_PAQUET):
            yield Morceau(fichier, octets, table=table, premiere_ligne=premiere)

    def load(self, connexion: duckdb.DuckDBPyConnection, paquet: list[Morceau]) -> Chargement:
        connexion.execute(CREATE_LU)
        connexion.execute(f"CREATE OR REPLACE TEMP TABLE reperage AS {select_vide(_REPERAGE)}")
        chargement = Chargement()
        fenetres = {self._serve(m.fenetre): m for m in paquet if m.fenetre}
        chargement.noms = list(fenetres)
        # No cut was found in these: a record may be longer than any that is read.
        longues = {nom: m for nom, m in fenetres.items() if m.octets > OCTETS_MAX}
        chargement.refusees |= longues
        if fenetres := {nom: m for nom, m in fenetres.items() if nom not in longues}:
            _load_fenetres(connexion, fenetres, chargement)
        _keep_bruts(connexion)
        _load_ndjson(connexion, [m for m in paquet if m.ndjson])
        for morceau in paquet:
            if morceau.table:
                _load_lignes(connexion, morceau)
        return chargement

    def _serve(self, fenetre: Fenetre) -> str:
        """Return the name under which DuckDB reads a window, brackets added."""
        if fenetre.fin - fenetre.debut > FENETRE_ECRITE:
            return self._show(fenetre)
        chemin = self._temporaire(".json")
        with Path(fenetre.chemin).open("rb") as lu:
            lu.seek(fenetre.debut)
            chemin.write_bytes(b"[" + lu.read(fenetre.fin - fenetre.debut) + b"]")
        return str(chemin)

    def _show(self, fenetre: Fenetre) -> str:
        from spaser.moteur.decp.json.fenetres import FenetresFS  # fsspec: for who has much to read

        with self._verrou:
            if self._montre is None:
                systeme = FenetresFS()
                self._connexion.register_filesystem(systeme)
                self._montre = systeme.add
        return self._montre(fenetre)

    def settle(self, connexion: duckdb.DuckDBPyConnection, chargement: Chargement) -> None:
        """Fill `reperage`: which record of which file each row of `lu` is.

        Windows that DuckDB refused are read here, with care: their records come after.
        """
        morceaux = chargement.lues | chargement.refusees
        reperes = []
        for nom in chargement.noms:
            if nom in chargement.lues:
                reperes.append(_locate(nom, morceaux[nom], *chargement.comptes.get(nom, (0, 0))))
            else:
                self._read_refusee(connexion, morceaux[nom])
        if reperes:
            connexion.execute(
                f"INSERT INTO reperage {select_donnees(_REPERAGE)}", transpose(reperes, _REPERAGE)
            )
        for nom, cle, nombre in chargement.inconnus:
            if cle not in CHAMPS_CONNUS:
                inconnus = morceaux[nom].fichier.lecture.champs_inconnus
                inconnus[cle] = inconnus.get(cle, 0) + nombre

    def _read_refusee(self, connexion: duckdb.DuckDBPyConnection, morceau: Morceau) -> None:
        fenetre = morceau.fenetre
        if fenetre is None:
            return
        sortie = self._temporaire(".ndjson")
        lecture = tolerant.read_plage(
            Path(fenetre.chemin),
            fenetre.debut,
            fenetre.fin,
            fenetre.famille,
            morceau.fichier.lecture.lus + 1,
            sortie,
        )
        _load_ndjson(connexion, list(self._absorb(morceau.fichier, lecture)))


def _locate(
    nom: str, morceau: Morceau, nombre: int, premiere: int
) -> tuple[str, str, str | None, int]:
    """Count the records of a window; return how its rows become ranks in their file."""
    lecture = morceau.fichier.lecture
    famille = morceau.fenetre.famille if morceau.fenetre else None
    decalage = lecture.lus + 1 - premiere
    lecture.lus += nombre
    return nom, morceau.fichier.cle, famille, decalage


def _load_fenetres(
    connexion: duckdb.DuckDBPyConnection, fenetres: dict[str, Morceau], chargement: Chargement
) -> None:
    try:
        _insert_fenetres(connexion, fenetres)
        chargement.lues |= fenetres
    except duckdb.InterruptException:
        raise  # the user wants to stop: nothing is wrong with the file
    except duckdb.Error:
        # One window at least is not sound JSON: find which, and read only those with care.
        for nom, morceau in fenetres.items():
            saine = _try_fenetre(connexion, nom, morceau)
            (chargement.lues if saine else chargement.refusees)[nom] = morceau
    comptes = connexion.execute(
        "SELECT filename, count(*), min(rowid) FROM lu GROUP BY filename"
    ).fetchall()
    chargement.comptes = {nom: (nombre, premiere) for nom, nombre, premiere in comptes}
    choisies = [nom for nom in chargement.lues if fenetres[nom].compte_inconnus]
    if choisies:
        chargement.inconnus = connexion.execute(_COUNT_CLES, [choisies]).fetchall()


def _try_fenetre(connexion: duckdb.DuckDBPyConnection, nom: str, morceau: Morceau) -> bool:
    try:
        _insert_fenetres(connexion, {nom: morceau})
    except duckdb.InterruptException:
        raise
    except duckdb.Error:
        return False
    return True


def _share_evenly(fenetres: Sequence[Fenetre]) -> int:
    """Return the size of the batches of a file: as few as memory allows, even in number and size.

    Two workers then end together. Each batch has a fixed cost, and windows are not cut again.
    """
    total = sum(f.fin - f.debut for f in fenetres)
    nombre = -(-total // TAILLE_PAQUET)
    if total > PAQUET_MIN:
        nombre += nombre % 2
    par_paquet = -(-len(fenetres) // max(nombre, 1))
    plus_grande = max((f.fin - f.debut for f in fenetres), default=0)
    # Small files are put together too.
    return max(PAQUET_MIN, par_paquet * plus_grande)


def _keep_bruts(connexion: duckdb.DuckDBPyConnection) -> None:
    """Fill `bruts` with the whole text of records none of whose fields is known.

    No column holds anything of them: quarantine would not show what was read.
    """
    connexion.execute(
        "CREATE OR REPLACE TEMP TABLE bruts AS SELECT rowid AS rang_lu, filename, "
        f"CAST(NULL AS VARCHAR) AS texte FROM lu WHERE coalesce({_LISTE}) IS NULL "
        "AND ends_with(filename, '.json')"  # windows alone
    )
    noms = connexion.execute("SELECT list(DISTINCT filename) FROM bruts").fetchone()
    if not noms or not noms[0]:
        return
    connexion.execute(_RELIRE, [noms[0]])
    connexion.execute(
        "UPDATE bruts SET texte = r.texte FROM ("
        "SELECT filename, texte, row_number() OVER (PARTITION BY filename ORDER BY rowid) AS place "
        "FROM relus) r, (SELECT filename, min(rowid) AS premiere FROM lu GROUP BY filename) p "
        "WHERE r.filename = bruts.filename AND p.filename = bruts.filename "
        "AND p.premiere + r.place - 1 = bruts.rang_lu"
    )


_RELIRE: Final = f"""
    CREATE OR REPLACE TEMP TABLE relus AS
    SELECT filename, left(CAST(record AS VARCHAR), {TEXTE_MAX}) AS texte
    FROM read_json($1, format = 'array', records = false, filename = true,
                   maximum_object_size = {TAILLE_RECORD}, columns = {{'record': 'JSON'}})
"""

_COUNT_CLES: Final = f"""
    SELECT filename, cle, count(*)
    FROM (SELECT filename, unnest(json_keys(record)) AS cle
          FROM read_json($1, format = 'array', records = false, filename = true,
                         maximum_object_size = {TAILLE_RECORD}, columns = {{'record': 'JSON'}}))
    GROUP BY ALL
"""


def _insert_fenetres(connexion: duckdb.DuckDBPyConnection, fenetres: Mapping[str, Morceau]) -> None:
    # DuckDB takes twice that for each window, anew: no more than a window's only record may need.
    plus_grand = min(TAILLE_RECORD, 2 + max(m.octets for m in fenetres.values()))
    connexion.execute(
        f"INSERT INTO lu ({_LISTE}, filename) SELECT {_LISTE}, filename FROM read_json($1, "
        f"format = 'array', filename = true, maximum_object_size = {plus_grand}, "
        f"columns = {{{_TEXTE}}})",
        [list(fenetres)],
    )


def _load_ndjson(connexion: duckdb.DuckDBPyConnection, morceaux: Sequence[Morceau]) -> None:
    if not morceaux:
        return
    noms = [str(morceau.ndjson) for morceau in morceaux]
    connexion.execute(
        f"INSERT INTO lu ({_LISTE}, _rang, _famille, _anomalies, filename) "
        f"SELECT {_LISTE}, _rang, _famille, _anomalies, filename FROM read_json($1, "
        f"format = 'newline_delimited', filename = true, maximum_object_size = {TAILLE_RECORD}, "
        f"columns = {{{_TEXTE}, {_ANNEXES}}})",
        [noms],
    )
    connexion.execute(
        "INSERT INTO reperage SELECT unnest($1), unnest($2), NULL, 0",
        [noms, [morceau.fichier.cle for morceau in morceaux]],
    )


def _load_lignes(connexion: duckdb.DuckDBPyConnection, morceau: Morceau) -> None:
    fin = morceau.premiere_ligne + LIGNES_PAQUET
    connexion.execute(
        f"INSERT INTO lu ({_LISTE}, _rang, _famille, _anomalies, filename) "
        f"SELECT {_LISTE}, _rang, _famille, _anomalies, '{morceau.table}' FROM {morceau.table} "
        f"WHERE rowid >= {morceau.premiere_ligne} AND rowid < {fin}"
    )
    connexion.execute(
        "INSERT INTO reperage VALUES (?, ?, NULL, 0)", [morceau.table, morceau.fichier.cle]
    )
