"""What was read of one buyer, kept on the disk for every process of the site.

    dossier/                       one for each space
      verrou                       one process at a time makes something
      <nom>.assise                 contracts before any correction, their figures: a DuckDB file
      <nom>-<nom>.chiffres         figures after some corrections

A name is the checksum of all that the content depends on, so that what is there under its name is
right, whoever wrote it and when. Each file begins, or is followed in a name, by the checksum of its
content: what was cut or changed is made again. A file is written aside, then named in one step.

Figures after a correction follow from those kept before it: the ones that read nothing of what it
changes stay, the others are computed again by the queries that gave the published ones.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import msgspec

from spaser.elements import read_version
from spaser.moteur.corrige.lecture import open_corrige
from spaser.moteur.decp.identite import SANS_DECISION, Decisions
from spaser.moteur.entrepot.corrections import CORRIGES, Correction, lay_corrections
from spaser.moteur.entrepot.dossier import MANIFESTE, REFERENTIELS, find_version, hold_version
from spaser.moteur.entrepot.lecture import Entrepot, connect
from spaser.moteur.entrepot.manifeste import Manifeste, read_manifeste
from spaser.moteur.entrepot.schema import VALEURS
from spaser.moteur.entrepot.vues import RECUS
from spaser.moteur.indicateurs.colonnes import LUES, TOUCHEES
from spaser.moteur.indicateurs.requetes import Ensemble, list_ensembles, read_sql_valeurs
from spaser.moteur.referentiels.depot import MANIFESTE as MANIFESTE_LISTES
from spaser.moteur.sql import litteral, select_donnees, transpose

FORMAT: Final = 4
ASSISE: Final = ".assise"
CHIFFRES: Final = ".chiffres"
_VERROU: Final = "verrou"
_GARDEES: Final = {ASSISE: 2, CHIFFRES: 4}  # the latest of each: a process may still read another
_TABLES: Final = (
    *("publies", "contrats", "origines", "doutes", "sources", "acheteurs", "noms", "valeurs"),
    *("titulaires", "modifications", "sous_traitances", "executions"),
)

type Lignes = list[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class LectureDemandee:
    garde: Path
    entrepot: Path
    siren: str
    prive: Path | None = None
    decisions: Decisions = SANS_DECISION

    @property
    def base(self) -> Path:
        """Return the store whose lists and queries are used: the private one when it is alone."""
        seul = self.prive is not None and find_version(self.entrepot) is None
        return self.prive if self.prive is not None and seul else self.entrepot

    def name(self) -> str:
        """Return the checksum of what contracts and figures depend on, corrections left aside."""
        listes = self.base / REFERENTIELS / MANIFESTE_LISTES
        lus = (
            *(FORMAT, read_version(), duckdb.__version__, self.siren),
            *(sorted(paires) for paires in self.decisions),
            _look(self.entrepot, ()),
            _look(self.prive, ("*.parquet",)),
            listes.stat().st_mtime_ns if listes.exists() else 0,
        )
        return _sum(repr(lus).encode())


def _look(dossier: Path | None, motifs: Sequence[str]) -> list[tuple[object, ...]]:
    """Return what tells a version of a store from another, or from a damaged one."""
    version = find_version(dossier) if dossier else None
    if version is None:
        return [(str(dossier),)]
    parties = sorted(f for motif in motifs for f in version.rglob(motif))
    etats = [(f, f.stat()) for f in (*parties, version / MANIFESTE) if f.exists()]
    return [(str(f), etat.st_size, etat.st_mtime_ns) for f, etat in etats]


@contextmanager
def open_garde(demande: LectureDemandee) -> Iterator[Entrepot]:
    """Open what is known of one buyer before any correction; on a full disk, nothing is kept.

    Raises:
        EntrepotAbsent: there is no store.
        PriveAbime: her private store cannot be read.
        EntrepotAbime: a list that was there at the build is gone.
    """
    with ExitStack() as pile:
        connexion = pile.enter_context(connect(demande.base))
        try:
            _attach_assise(connexion, demande)
        except (OSError, duckdb.IOException):
            yield pile.enter_context(_open_entier(demande))
            return
        version = pile.enter_context(hold_version(demande.base))
        for table in _TABLES:
            connexion.execute(f"CREATE VIEW main.{table} AS FROM assise.{table}")
        for table in RECUS:
            connexion.execute(f"CREATE VIEW main.{table}_recus AS FROM assise.{table}")
        connexion.execute("CREATE VIEW main.marches AS FROM assise.publies")
        yield Entrepot(connexion, demande.base, version, _read_manifestes(demande, version))


@contextmanager
def lay_garde(
    lu: Entrepot, demande: LectureDemandee, corrections: Sequence[Correction]
) -> Iterator[Entrepot]:
    """Lend what `open_garde` opened with corrections over it, and the figures that follow."""
    with lu.lay() as entrepot:
        if corrections:
            lay_corrections(entrepot.connexion, corrections)
            entrepot.connexion.execute(f"CREATE VIEW marches AS {CORRIGES}")
            _show_valeurs(entrepot, _find_valeurs(demande, entrepot, corrections))
        yield entrepot


def _read_manifestes(demande: LectureDemandee, version: Path) -> tuple[Manifeste, ...]:
    manifeste = read_manifeste(version)
    if demande.prive is None or demande.prive == demande.base:
        return (manifeste,)
    with hold_version(demande.prive) as privee:
        return (manifeste, read_manifeste(privee))


# Contracts.


def _attach_assise(connexion: duckdb.DuckDBPyConnection, demande: LectureDemandee) -> None:
    """Show the contracts, read by the first process that needs them; once open, they stay."""
    chemin = demande.garde / f"{demande.name()}{ASSISE}"
    with _lock(demande.garde):
        if not _is_entiere(chemin):
            _write_assise(demande, chemin)
            _drop_old(demande.garde, ASSISE)
        for fichier in (chemin, _beside(chemin)):  # for `drop_unused`: used today
            os.utime(fichier)
        connexion.execute(f"ATTACH {litteral(str(chemin))} AS assise (READ_ONLY)")


def _is_entiere(chemin: Path) -> bool:
    """Tell whether a file is there as it was written, by the checksum kept beside."""
    try:
        dite = _beside(chemin).read_text()
        with chemin.open("rb") as fichier:
            return hashlib.file_digest(fichier, "sha256").hexdigest() == dite
    except (OSError, UnicodeDecodeError):
        return False


def _beside(chemin: Path) -> Path:
    return chemin.with_name(f"{chemin.name}.somme")


def _open_entier(demande: LectureDemandee) -> AbstractContextManager[Entrepot]:
    d = demande
    siens = d.prive is not None or d.decisions != SANS_DECISION  # else the published figures hold
    return open_corrige(d.entrepot, d.siren, d.prive, d.decisions, chiffres=siens)


def _write_assise(demande: LectureDemandee, chemin: Path) -> None:
    with _open_entier(demande) as ouvert:
        provisoire = chemin.with_name(f"{chemin.name}.provisoire")
        provisoire.unlink(missing_ok=True)
        ouvert.connexion.execute(f"ATTACH {litteral(str(provisoire))} AS assise")
        for table in _TABLES:
            ouvert.connexion.execute(f"CREATE TABLE assise.{table} AS FROM main.{table}")
        ouvert.connexion.execute("DETACH assise")
    with provisoire.open("rb") as fichier:
        _write(_beside(chemin), hashlib.file_digest(fichier, "sha256").hexdigest().encode())
    provisoire.replace(chemin)


# Figures.


class Chiffres(msgspec.Struct):
    corrections: list[tuple[int, str, str]]
    valeurs: list[tuple[object, ...]]


def _find_valeurs(
    demande: LectureDemandee, entrepot: Entrepot, corrections: Sequence[Correction]
) -> Lignes:
    """Return the figures after some corrections, computed by the first process that needs them."""
    garde, nom = demande.garde, demande.name()
    dites = sorted((c.cle, c.colonne, c.valeur) for c in corrections)
    chemin = garde / f"{nom}-{_sum(repr(dites).encode())}{CHIFFRES}"
    if (lus := _read_chiffres(chemin)) is not None:
        return lus.valeurs
    with suppress(OSError), _lock(garde):  # on a full disk, each process computes its own
        if (lus := _read_chiffres(chemin)) is not None:
            return lus.valeurs
        valeurs = _compute(entrepot, dites, _find_avant(garde, nom))
        octets = msgspec.msgpack.encode(Chiffres(dites, valeurs))
        _write(chemin, f"{_sum(octets)}\n".encode() + octets)
        _drop_old(garde, CHIFFRES)
        return valeurs
    return _compute(entrepot, dites, None)


def _read_chiffres(chemin: Path) -> Chiffres | None:
    """Return what a file holds; None when there is none, or when it is damaged."""
    try:
        dite, _, octets = chemin.read_bytes().partition(b"\n")
        if dite.decode() == _sum(octets):
            return msgspec.msgpack.decode(octets, type=Chiffres)
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
        pass
    return None


def _find_avant(garde: Path, nom: str) -> Chiffres | None:
    ecrits = sorted(garde.glob(f"{nom}-*{CHIFFRES}"), key=_date, reverse=True)
    return next((lus for chemin in ecrits if (lus := _read_chiffres(chemin))), None)


def _compute(
    entrepot: Entrepot, dites: list[tuple[int, str, str]], avant: Chiffres | None
) -> Lignes:
    """Compute the figures that what was said since may have moved, and keep the others."""
    ensembles = list_ensembles(entrepot.version)
    with entrepot.cursor() as lecteur:
        if ensembles:
            return _compute_touches(lecteur.connexion, ensembles, dites, avant)
        requete = read_sql_valeurs(entrepot.version, entrepot.listes_absentes)
        return lecteur.connexion.execute(_order(requete)).fetchall()


def _compute_touches(
    connexion: duckdb.DuckDBPyConnection,
    ensembles: list[Ensemble],
    dites: list[tuple[int, str, str]],
    avant: Chiffres | None,
) -> Lignes:
    changees = set(dites) ^ set(avant.corrections if avant else ())
    colonnes = {colonne for _, colonne, _ in changees}
    touchees = {touche.value for touche, siennes in TOUCHEES.items() if siennes & colonnes}
    a_refaire = [e for e in ensembles if touchees & set(e.touches)]
    lignes = avant.valeurs if avant else connexion.execute(_order("FROM valeurs")).fetchall()
    if not a_refaire:
        return lignes
    annees = _keep_annees(connexion, sorted({cle for cle, _, _ in changees}))
    refaits = {code for ensemble in a_refaire for code in ensemble.codes}
    gardees = [li for li in lignes if li[_INDICATEUR] not in refaits or li[_ANNEE] not in annees]
    for ensemble in a_refaire:
        gardees += connexion.execute(_order(ensemble.texte)).fetchall()
    return gardees


def _keep_annees(connexion: duckdb.DuckDBPyConnection, cles: list[int]) -> set[int | None]:
    """Show to the queries the contracts of the years of some of them alone; return these years."""
    choix = "SELECT DISTINCT annee FROM publies WHERE cle IN (SELECT unnest($1::UBIGINT[]))"
    annees = {annee for (annee,) in connexion.execute(choix, [cles]).fetchall()}
    connexion.execute(
        f"CREATE TEMP TABLE marches AS SELECT {_LUES} FROM ({CORRIGES}) "
        "WHERE coalesce(annee, 0) IN (SELECT unnest($1::SMALLINT[]))",
        [[annee or 0 for annee in annees]],
    )
    return annees


_COLONNES: Final = tuple(VALEURS)
_INDICATEUR, _ANNEE = _COLONNES.index("indicateur"), _COLONNES.index("annee")
_LUES: Final = ", ".join(LUES["marches"])


def _order(requete: str) -> str:
    return f"SELECT {', '.join(_COLONNES)} FROM ({requete})"


def _show_valeurs(entrepot: Entrepot, valeurs: Lignes) -> None:
    entrepot.connexion.execute(
        f"CREATE TABLE valeurs AS {select_donnees(VALEURS)}", transpose(valeurs, VALEURS)
    )


# Files.


@contextmanager
def _lock(garde: Path) -> Iterator[None]:
    """Hold the right to make something; a process that dies lets it go."""
    garde.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (garde / _VERROU).open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield


def _write(chemin: Path, octets: bytes) -> None:
    """Write a file whole, under the lock."""
    provisoire = chemin.with_name(f"{chemin.name}.provisoire")
    provisoire.write_bytes(octets)
    provisoire.replace(chemin)


def _drop_old(garde: Path, suffixe: str) -> None:
    """Keep the latest files of a kind; a reader of another one holds it open."""
    for chemin in sorted(garde.glob(f"*{suffixe}"), key=_date, reverse=True)[_GARDEES[suffixe] :]:
        chemin.unlink(missing_ok=True)
        _beside(chemin).unlink(missing_ok=True)


def drop_unused(racine: Path, avant: float) -> None:
    """Delete what no reader asked for since a moment, of all buyers: it can be made again."""
    for garde in racine.iterdir() if racine.exists() else ():
        with _lock(garde):
            for chemin in garde.iterdir():
                if chemin.name != _VERROU and chemin.stat().st_mtime < avant:
                    chemin.unlink()


def _date(chemin: Path) -> int:
    with suppress(OSError):
        return chemin.stat().st_mtime_ns
    return 0


def _sum(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()[:32]
