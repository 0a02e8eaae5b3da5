"""Batches of raw records: from recognised files to the table `lu`, whatever their layout.

A batch is what one worker casts at once. Small files are put together, a large one is cut.
`Tranches` is an iterator whose `load` must be called in order, by one worker at a time: ranks of
records are counted as batches are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb

from spaser.donnees.decp import json_tolerant, xml_marches
from spaser.donnees.decp.brut import CHAMPS_SANS_USAGE, COLONNES
from spaser.donnees.decp.json_rapide import Fenetre, FenetresFS, list_fenetres
from spaser.donnees.decp.octets import TEXTE_MAX
from spaser.donnees.decp.reconnaissance import Disposition
from spaser.donnees.decp.tableaux import decpinfo, ministere
from spaser.donnees.valeurs import Lecture, Piece

TAILLE_TRANCHE: Final = 150 << 20  # bytes of JSON at most: bounds memory
LIGNES_TRANCHE: Final = 120_000  # records of a table
TAILLE_CLES: Final = 48 << 20  # above, unknown fields are counted on the first window alone
TAILLE_RECORD: Final = 64 << 20

_TEXTE: Final = ", ".join(f"'{c}': 'VARCHAR'" for c in COLONNES)
_LISTE: Final = ", ".join(f'"{c}"' for c in COLONNES)
_ANNEXES: Final = "'_rang': 'INTEGER', '_famille': 'VARCHAR', '_anomalies': 'VARCHAR'"
_CREATE_LU: Final = (
    "CREATE OR REPLACE TEMP TABLE lu ("
    + ", ".join(f'"{c}" VARCHAR' for c in COLONNES)
    + ", _rang INTEGER, _famille VARCHAR, _anomalies VARCHAR, filename VARCHAR)"
)
_CONNUS: Final = frozenset(COLONNES) | CHAMPS_SANS_USAGE


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


class Tranches:
    """The batches of a list of files, read one after the other."""

    def __init__(
        self, connexion: duckdb.DuckDBPyConnection, fichiers: Iterable[EnLecture], travail: Path
    ) -> None:
        """Prepare the reading of `fichiers`; temporary files go to `travail`."""
        self._connexion = connexion
        self._travail = travail
        self._systeme = FenetresFS()
        connexion.register_filesystem(self._systeme)
        self._morceaux = (m for f in fichiers for m in self._list_morceaux(f))
        self._rang_temporaire = 0
        self._cible = TAILLE_TRANCHE
        self._echantillons: set[str] = set()  # files whose unknown fields were looked for

    def __iter__(self) -> Iterator[list[Morceau]]:
        """Group runs of records up to the size of a batch; a table is a batch of its own."""
        tranche: list[Morceau] = []
        octets = 0
        for morceau in self._morceaux:
            if tranche and (morceau.table or octets + morceau.octets > self._cible):
                yield tranche
                tranche, octets = [], 0
            if morceau.table:
                yield [morceau]
                continue
            tranche.append(morceau)
            octets += morceau.octets
        if tranche:
            yield tranche

    def _temporaire(self, suffixe: str) -> Path:
        self._rang_temporaire += 1
        return self._travail / f"{self._rang_temporaire:06d}{suffixe}"

    def _list_morceaux(self, fichier: EnLecture) -> Iterator[Morceau]:
        chemin = Path(fichier.piece.chemin)
        if fichier.disposition == Disposition.JSON_MARCHES:
            fenetres = list_fenetres(chemin)
            if fenetres is None:
                yield from self._tolerate(fichier)
            else:
                self._cible = _share_evenly(fenetres)
                yield from (Morceau(fichier, f.fin - f.debut, fenetre=f) for f in fenetres)
        elif fichier.disposition == Disposition.XML_MARCHES:
            dossier = self._temporaire("")
            dossier.mkdir()
            yield from self._absorb(fichier, xml_marches.read_xml(chemin, dossier))
        else:
            yield from self._load_table(fichier, chemin)

    def _tolerate(self, fichier: EnLecture) -> Iterator[Morceau]:
        sortie = self._temporaire(".ndjson")
        yield from self._absorb(
            fichier, json_tolerant.read_json(Path(fichier.piece.chemin), sortie)
        )

    def _absorb(self, fichier: EnLecture, lecture: Lecture) -> Iterator[Morceau]:
        """Add what a record by record reader found; its NDJSON files become runs of records."""
        ensemble = fichier.lecture
        ensemble.lus += lecture.lus
        ensemble.rebuts += lecture.rebuts
        if lecture.lignes is not None:
            ensemble.lignes = (ensemble.lignes or 0) + lecture.lignes
        for champ, nombre in lecture.champs_inconnus.items():
            ensemble.champs_inconnus[champ] = ensemble.champs_inconnus.get(champ, 0) + nombre
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
        octets = fichier.piece.taille // max(1, -(-nombre // LIGNES_TRANCHE))
        for premiere in range(0, nombre, LIGNES_TRANCHE):
            yield Morceau(fichier, octets, table=table, premiere_ligne=premiere)

    def load(self, connexion: duckdb.DuckDBPyConnection, tranche: list[Morceau]) -> None:
        """Fill the temporary tables `lu` and `reperage` of a worker with a batch."""
        connexion.execute(_CREATE_LU)
        connexion.execute(
            "CREATE OR REPLACE TEMP TABLE reperage "
            "(filename VARCHAR, source VARCHAR, famille VARCHAR, decalage BIGINT)"
        )
        fenetres = [m for m in tranche if m.fenetre]
        if fenetres:
            self._load_fenetres(connexion, fenetres)
        _keep_bruts(connexion)
        for morceau in tranche:
            if morceau.ndjson:
                _load_ndjson(connexion, morceau, morceau.ndjson)
            elif morceau.table:
                _load_lignes(connexion, morceau)

    def _load_fenetres(self, connexion: duckdb.DuckDBPyConnection, morceaux: list[Morceau]) -> None:
        noms = [self._systeme.add(m.fenetre) for m in morceaux if m.fenetre]
        try:
            _insert_fenetres(connexion, noms)
        except duckdb.InterruptException:
            raise  # the user wants to stop: nothing is wrong with the file
        except duckdb.Error:
            # One window at least is not sound JSON: find which, and read only those with care.
            for nom, morceau in zip(noms, morceaux, strict=True):
                if morceau.fenetre:
                    self._load_douteuse(connexion, nom, morceau, morceau.fenetre)
        else:
            self._locate(connexion, dict(zip(noms, morceaux, strict=True)))
        self._count_inconnus(connexion, dict(zip(noms, morceaux, strict=True)))

    def _load_douteuse(
        self, connexion: duckdb.DuckDBPyConnection, nom: str, morceau: Morceau, fenetre: Fenetre
    ) -> None:
        try:
            _insert_fenetres(connexion, [nom])
        except duckdb.InterruptException:
            raise
        except duckdb.Error:
            sortie = self._temporaire(".ndjson")
            lecture = json_tolerant.read_plage(
                Path(fenetre.chemin),
                fenetre.debut,
                fenetre.fin,
                fenetre.famille,
                morceau.fichier.lecture.lus + 1,
                sortie,
            )
            for reste in self._absorb(morceau.fichier, lecture):
                _load_ndjson(connexion, reste, str(reste.ndjson))
        else:
            self._locate(connexion, {nom: morceau})

    def _locate(self, connexion: duckdb.DuckDBPyConnection, morceaux: dict[str, Morceau]) -> None:
        """Enter in `reperage` how the rows of each window become ranks in their file."""
        noms = list(morceaux)
        comptes = {
            nom: (nombre, premiere)
            for nom, nombre, premiere in connexion.execute(
                "SELECT filename, count(*), min(rowid) FROM lu "
                "WHERE list_contains($1, filename) GROUP BY filename",
                [noms],
            ).fetchall()
        }
        for nom, morceau in morceaux.items():
            nombre, premiere = comptes.get(nom, (0, 0))
            lecture = morceau.fichier.lecture
            famille = morceau.fenetre.famille if morceau.fenetre else None
            connexion.execute(
                "INSERT INTO reperage VALUES (?, ?, ?, ?)",
                [nom, morceau.fichier.cle, famille, lecture.lus + 1 - premiere],
            )
            lecture.lus += nombre

    def _count_inconnus(
        self, connexion: duckdb.DuckDBPyConnection, morceaux: dict[str, Morceau]
    ) -> None:
        """Count the top-level fields that no column takes: in full for files of a usual size."""
        choisis = {}
        for nom, morceau in morceaux.items():
            fichier = morceau.fichier
            if fichier.piece.taille <= TAILLE_CLES or fichier.cle not in self._echantillons:
                choisis[nom] = fichier.lecture.champs_inconnus
            self._echantillons.add(fichier.cle)
        if not choisis:
            return
        try:
            comptes = connexion.execute(_COUNT_CLES, [list(choisis)]).fetchall()
        except duckdb.Error:
            return  # an unsound window: its careful reader counts them itself
        for nom, cle, nombre in comptes:
            if cle not in _CONNUS:
                inconnus = choisis[nom]
                inconnus[cle] = inconnus.get(cle, 0) + nombre


def _share_evenly(fenetres: Sequence[Fenetre]) -> int:
    """Return the size of the batches of a file: as few as memory allows, even in number and size.

    Two workers then end together. Each batch has a fixed cost, and windows are not cut again.
    """
    total = sum(f.fin - f.debut for f in fenetres)
    nombre = -(-total // TAILLE_TRANCHE)
    if nombre > 1:
        nombre += nombre % 2
    par_tranche = -(-len(fenetres) // max(nombre, 1))
    plus_grande = max((f.fin - f.debut for f in fenetres), default=0)
    # Small files are put together too.
    return max(TAILLE_TRANCHE // 4, par_tranche * plus_grande)


def _keep_bruts(connexion: duckdb.DuckDBPyConnection) -> None:
    """Fill `bruts` with the whole text of records none of whose fields is known.

    No column holds anything of them: quarantine would not show what was read.
    """
    connexion.execute(
        "CREATE OR REPLACE TEMP TABLE bruts AS SELECT rowid AS rang_lu, filename, "
        f"CAST(NULL AS VARCHAR) AS texte FROM lu WHERE coalesce({_LISTE}) IS NULL "
        f"AND starts_with(filename, '{FenetresFS.protocol}')"
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


def _insert_fenetres(connexion: duckdb.DuckDBPyConnection, noms: list[str]) -> None:
    connexion.execute(
        f"INSERT INTO lu ({_LISTE}, filename) SELECT {_LISTE}, filename FROM read_json($1, "
        f"format = 'array', filename = true, maximum_object_size = {TAILLE_RECORD}, "
        f"columns = {{{_TEXTE}}})",
        [noms],
    )


def _load_ndjson(connexion: duckdb.DuckDBPyConnection, morceau: Morceau, nom: str) -> None:
    connexion.execute(
        f"INSERT INTO lu ({_LISTE}, _rang, _famille, _anomalies, filename) "
        f"SELECT {_LISTE}, _rang, _famille, _anomalies, filename FROM read_json($1, "
        f"format = 'newline_delimited', filename = true, maximum_object_size = {TAILLE_RECORD}, "
        f"columns = {{{_TEXTE}, {_ANNEXES}}})",
        [nom],
    )
    connexion.execute("INSERT INTO reperage VALUES (?, ?, NULL, 0)", [nom, morceau.fichier.cle])


def _load_lignes(connexion: duckdb.DuckDBPyConnection, morceau: Morceau) -> None:
    fin = morceau.premiere_ligne + LIGNES_TRANCHE
    connexion.execute(
        f"INSERT INTO lu ({_LISTE}, _rang, _famille, _anomalies, filename) "
        f"SELECT {_LISTE}, _rang, _famille, _anomalies, '{morceau.table}' FROM {morceau.table} "
        f"WHERE rowid >= {morceau.premiere_ligne} AND rowid < {fin}"
    )
    connexion.execute(
        "INSERT INTO reperage VALUES (?, ?, NULL, 0)", [morceau.table, morceau.fichier.cle]
    )
