"""Building a version: read, cast, reconcile, check, then put in force in one step.

Two workers cast batches side by side, each on its own DuckDB connection; they pass one by one, in
the order of the files, where ranks are counted. What follows (indicators) is given by the caller:
this floor does not know it.

A version must pass assertions before it serves, one sentence of SQL a file. Each query returns
the rows that break the assertion; the file's name says what must be true. Those of contracts are
checked while the figures are computed.
"""

import shutil
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Final, Literal

import duckdb

from spaser.elements import ErreurSpaser
from spaser.moteur.boite.memoire import fit_moteur, read_disponible
from spaser.moteur.boite.modele import MEGA
from spaser.moteur.decp import listes_imbriquees
from spaser.moteur.decp.paquets import EnLecture, Paquets
from spaser.moteur.decp.tables import ANOMALIES, QUARANTAINE
from spaser.moteur.decp.typage import Dictionnaires
from spaser.moteur.entrepot import compte, dossier, editions, rapprochement
from spaser.moteur.entrepot.manifeste import FichierLu, Manifeste, read_manifeste
from spaser.moteur.entrepot.pannes import stop_queries
from spaser.moteur.entrepot.parts import first_ligne, replace_table, write_part
from spaser.moteur.entrepot.vues import (
    IDS_PARTAGES,
    RETIRES,
    find_part,
    list_vues,
    read_parts,
    read_table,
    read_valeurs,
    table_cotitulaires,
    vue_marches,
)
from spaser.moteur.sql import litteral, select_donnees, transpose
from spaser.moteur.valeurs import Lecture, Rebut, Suivi


class TourRompu(Exception):
    """Another worker failed: the turn awaited will never come."""


class TourDeRole:
    """A lock taken in order of number: 0, then 1, then 2 and so on."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._attendu = 0
        self.rompu = False

    @contextmanager
    def wait_turn(self, numero: int) -> Iterator[None]:
        """Wait until every smaller number has passed, then pass.

        Raises:
            TourRompu: a worker failed before its turn.
        """
        with self._condition:
            self._condition.wait_for(lambda: self.rompu or self._attendu == numero)
            if self.rompu:
                raise TourRompu
        yield
        with self._condition:
            self._attendu += 1
            self._condition.notify_all()

    @contextmanager
    def broken_by_failure(self) -> Iterator[None]:
        """Close the gate when the work inside fails; workers that waited then leave silently."""
        try:
            yield
        except TourRompu:
            return
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let nobody through any more."""
        with self._condition:
            self.rompu = True
            self._condition.notify_all()


class VersionFausse(ErreurSpaser):
    """A version does not pass an assertion: it is not put in force."""


type Sujet = Literal["contrats", "chiffres"]


def list_assertions(sujet: Sujet) -> Iterator[tuple[str, str]]:
    """Yield each assertion on a subject: its name and its SQL."""
    dossier = resources.files("spaser.moteur.entrepot") / "assertions" / sujet
    for fichier in sorted(dossier.iterdir(), key=lambda f: f.name):
        if fichier.name.endswith(".sql"):
            yield fichier.name.removesuffix(".sql"), fichier.read_text(encoding="utf-8")


def check_assertions(connexion: duckdb.DuckDBPyConnection, sujet: Sujet) -> None:
    """Run every assertion on a subject, over what this build wrote or compared again.

    Raises:
        VersionFausse: an assertion returned a row.
    """
    connexion.execute("SET search_path = 'controle,main'")
    for nom, requete in list_assertions(sujet):
        exemple = connexion.execute(requete).fetchone()
        if exemple is not None:
            raise VersionFausse(
                f"L'entrepôt construit ne respecte pas la règle « {nom} » (exemple : {exemple}).",
                "L'entrepôt précédent reste en service ; signalez ce fichier à l'équipe.",
            )


OUVRIERS: Final = 2
# The engine takes one part in so many of the memory that this process may have.
MEMOIRE: Final = 4
MEMOIRE_FINALE: Final = 3
GARDEE: Final = 400 * MEGA  # at most, from one batch to the next: to free it costs page faults


def size_moteur(part: int) -> int:
    """Return the bytes of the engine: of the machine, its container, its unit or its box."""
    return fit_moteur(read_disponible() // part)


@dataclass(slots=True)
class Chantier:
    racine: Path
    version: Path
    travail: Path
    connexion: duckdb.DuckDBPyConnection
    manifeste: Manifeste
    suivi: Suivi
    premiere_part: int
    debut: float = field(default_factory=time.perf_counter)
    octets: int = 0  # read and written so far
    scellee: bool = False  # complete and checked
    vues: set[str] = field(default_factory=set)  # statements of the views made so far

    @contextmanager
    def chronometre(self, etape: str) -> Iterator[None]:
        """Add the seconds of a step to the manifest."""
        depart = time.perf_counter()
        yield
        ecoule = time.perf_counter() - depart
        self.manifeste.durees[etape] = round(self.manifeste.durees.get(etape, 0) + ecoule, 3)

    @property
    def jour(self) -> date:
        return date.fromisoformat(self.manifeste.cree_le)

    @property
    def derniere_part(self) -> Path:
        return find_part(self.version, self.manifeste.parts[-1])


@contextmanager
def open_chantier(
    racine: Path, suivi: Suivi, date_import: date, logiciel: str
) -> Iterator[Chantier]:
    """Open the next version of a store, sharing the parts of the one in force.

    The caller fills it, then calls `seal` and `put_in_force`. Whatever happens, the version in
    force goes on serving; a version that was not put in its place is deleted.
    """
    racine = racine.resolve()
    with dossier.lock_construction(racine):
        dossier.delete_versions(racine)
        ancienne = dossier.find_version(racine)
        manifeste = read_manifeste(ancienne) if ancienne else Manifeste()
        manifeste.durees = {}
        manifeste.cree_le = date_import.isoformat()
        manifeste.logiciel = logiciel
        version = dossier.create_version(racine)
        travail = Path(tempfile.mkdtemp(prefix="travail-", dir=version))
        memoire = size_moteur(MEMOIRE)
        connexion = duckdb.connect(
            config={
                "threads": 1,
                "block_allocator_memory": f"{min(GARDEE, memoire * 4 // 9)}B",
                "memory_limit": f"{memoire}B",
                "temp_directory": str(travail / "duckdb"),
            }
        )
        try:
            if ancienne:
                _inherit(ancienne, version, manifeste)
            yield Chantier(
                racine,
                version,
                travail,
                connexion,
                manifeste,
                suivi,
                1 + max(manifeste.parts, default=0),
            )
        finally:
            connexion.close()
            shutil.rmtree(travail, ignore_errors=True)
            if dossier.find_version(racine) != version:
                shutil.rmtree(version, ignore_errors=True)


def _inherit(ancienne: Path, version: Path, manifeste: Manifeste) -> None:
    for part in manifeste.parts:
        dossier.link_part(find_part(ancienne, part), version)
    for nom in ("retouches", "fusions", "doublons", IDS_PARTAGES, RETIRES, "acheteurs", "noms"):
        fichier = ancienne / f"{nom}.parquet"
        if fichier.exists():
            shutil.copy2(fichier, version / fichier.name)


def write_parts(chantier: Chantier, fichiers: Iterable[EnLecture]) -> None:
    """Make parts of what the former ones do not hold."""
    connexion = chantier.connexion
    for macro in listes_imbriquees.MACROS:
        connexion.execute(macro)
    dictionnaires = Dictionnaires(connexion)
    connus = editions.RecordsConnus(connexion, chantier.version, chantier.manifeste.parts)
    paquets = Paquets(connexion, fichiers, chantier.travail)
    lecture, avancement, tour = threading.Lock(), threading.Lock(), TourDeRole()
    attente = enumerate(paquets)
    curseurs: list[duckdb.DuckDBPyConnection] = []

    def work() -> None:
        with connexion.cursor() as mienne, tour.broken_by_failure():
            curseurs.append(mienne)
            while not tour.rompu:
                with lecture:
                    numero, paquet = next(attente, (None, None))
                    if numero is None or paquet is None:
                        return
                    part = _next_part(chantier)
                chargement = paquets.load(mienne, paquet)
                with tour.wait_turn(numero):
                    paquets.settle(mienne, chargement)
                connus.leave_new(mienne, dictionnaires, numero)
                _write_part(chantier, mienne, dictionnaires, part)
                with avancement:
                    chantier.octets += sum(morceau.octets for morceau in paquet)
                    chantier.suivi.avance(chantier.octets, None)

    with closing(paquets), ThreadPoolExecutor(OUVRIERS) as ouvriers:
        travaux = [ouvriers.submit(work) for _ in range(OUVRIERS)]
        try:
            for travail in as_completed(travaux):
                travail.result()
        except BaseException:
            tour.close()
            stop_queries(curseurs, travaux)
            raise
    with connexion.cursor() as mienne:  # its own tables would hide the views of what is written
        connus.take_restes(mienne)
        _write_part(chantier, mienne, dictionnaires, _next_part(chantier))


def _write_part(
    chantier: Chantier,
    connexion: duckdb.DuckDBPyConnection,
    dictionnaires: Dictionnaires,
    part: int,
) -> None:
    """Make a part of the batch in `lu`, if there is any."""
    if connexion.execute("SELECT 1 FROM lu LIMIT 1").fetchone():
        cible = find_part(chantier.version, part)
        write_part(connexion, dictionnaires, part, cible, chantier.jour)
    else:
        chantier.manifeste.parts.remove(part)


def _next_part(chantier: Chantier) -> int:
    part = 1 + max([chantier.premiere_part - 1, *chantier.manifeste.parts])
    chantier.manifeste.parts.append(part)
    return part


def ensure_part(chantier: Chantier) -> None:
    """Give this build a part of its own, even empty: those of former builds never change."""
    if max(chantier.manifeste.parts, default=0) < chantier.premiere_part:
        find_part(chantier.version, _next_part(chantier)).mkdir()


def write_rebuts(chantier: Chantier, rebuts: Sequence[tuple[str, Rebut]]) -> None:
    """Write the records that no reader could use as a last part."""
    if not rebuts:
        return
    cible = find_part(chantier.version, _next_part(chantier))
    cible.mkdir()
    lignes = [(source, r.rang, r.code, r.detail, r.texte) for source, r in rebuts]
    chantier.connexion.execute(
        f"COPY ({select_donnees(QUARANTAINE)}) "
        f"TO {litteral(str(cible / 'quarantaine.parquet'))} (FORMAT parquet)",
        transpose(lignes, QUARANTAINE),
    )


def has_records(chantier: Chantier) -> bool:
    """Tell whether anything of what this build has read is a contract, new or known."""
    lus = f"SELECT 1 FROM ({_read_nouveaux(chantier, 'marches')}) UNION ALL SELECT 1 FROM vues"
    return chantier.connexion.execute(f"{lus} LIMIT 1").fetchone() is not None


def list_premiers_rebuts(chantier: Chantier) -> dict[str, tuple[int, str, str | None]]:
    """Return the first record put aside of each new source: its number, why, and more."""
    lignes = chantier.connexion.execute(
        f"SELECT source, min(rang), arg_min((code, detail), rang) "
        f"FROM ({_read_nouveaux(chantier, 'quarantaine')}) GROUP BY source"
    ).fetchall()
    return {source: (rang, *rebut) for source, rang, rebut in lignes}


def _read_nouveaux(chantier: Chantier, table: str) -> str:
    nouvelles = [p for p in chantier.manifeste.parts if p >= chantier.premiere_part]
    return read_parts(chantier.version, nouvelles, table)


def finish_records(
    chantier: Chantier,
    nouveaux: Sequence[FichierLu],
    revenues: Sequence[FichierLu],
    choix: editions.ChoixEditions,
) -> tuple[list[editions.EditionLue], dict[str, int]]:
    """Tell which files are in force, and reconcile what came or went with all the others.

    Returns the editions met, and how many links of each kind were made; says in `nouveaux` what
    became of their records. Where nothing came nor went, nothing is compared nor counted again; a
    store built by another rule is compared whole.
    """
    connexion, manifeste = chantier.connexion, chantier.manifeste
    connexion.execute(f"SET threads = {OUVRIERS}")
    connexion.execute(f"SET memory_limit = '{size_moteur(MEMOIRE_FINALE)}B'")
    premiere = first_ligne(chantier.premiere_part)
    editions.write_presences(connexion, chantier.derniere_part)
    editions.leave_new_rebuts(connexion, chantier.version, manifeste.parts, chantier.premiere_part)
    remplacees = manifeste.remplacees
    fusions: dict[str, int] = {}
    declare_vues(chantier)
    with chantier.chronometre("rapprochement"):
        vues = editions.settle_editions(connexion, manifeste, [*nouveaux, *revenues])
        editions.restore_editions(manifeste, choix.en_vigueur)
        changent = remplacees != manifeste.remplacees
        editions.settle_retires(connexion, manifeste, premiere, changent=changent)
        autre_regle = manifeste.identite != rapprochement.REGLE
        bougent = rapprochement.find_touches(connexion, premiere, tout=autre_regle)
        if bougent:
            fusions = rapprochement.reconcile(connexion, premiere, manifeste.remplacees)
        manifeste.identite = rapprochement.REGLE
        if choix.oublier:
            editions.forget_editions(connexion, chantier.version, manifeste)
        _save(chantier, RETIRES, "FROM retires ORDER BY ligne")
        declare_vues(chantier)
        connexion.execute(table_cotitulaires("main"))
        connexion.execute(vue_marches("main", "marches_touches", "records_touches"))
        if bougent:
            anciens = read_table(chantier.version, IDS_PARTAGES, ANOMALIES)
            _save(chantier, "retouches", "FROM retouches")
            _save(chantier, "fusions", "FROM fusions")
            _save(chantier, "doublons", rapprochement.DOUBLONS)
            _save(chantier, IDS_PARTAGES, rapprochement.partages_sql(anciens))
    _count_sorts(chantier, nouveaux, premiere)
    nommee = (chantier.version / "noms.parquet").exists()  # not by an earlier release
    if bougent or not nommee:
        with chantier.chronometre("acheteurs"):
            depuis = premiere if nommee and not autre_regle else 0
            compte.write_noms(connexion, chantier.version, depuis)
            declare_vues(chantier)
            compte.write_acheteurs(connexion, chantier.version, manifeste.parts[-1])
    declare_vues(chantier)
    _declare_controle(chantier)
    if choix.oublier:
        _save(chantier, RETIRES, "FROM retires LIMIT 0")
    return vues, fusions


def _save(chantier: Chantier, nom: str, requete: str) -> None:
    replace_table(chantier.connexion, chantier.version / f"{nom}.parquet", requete)


def _count_sorts(chantier: Chantier, nouveaux: Sequence[FichierLu], premiere: int) -> None:
    sorts = compte.count_sorts(chantier.connexion, premiere)
    for fichier in nouveaux:
        for sort, nombre in sorts.get(fichier.cle, {}).items():
            setattr(fichier, sort, nombre)


def declare_vues(chantier: Chantier) -> None:
    """Create the views over the files that the version has so far; those that stand are left.

    DuckDB binds a view to its file when it is asked: only another text makes another view.
    """
    for vue in list_vues(chantier.version, chantier.manifeste):
        if vue not in chantier.vues:
            chantier.connexion.execute(vue)
            chantier.vues.add(vue)


def _declare_controle(chantier: Chantier) -> None:
    """Make the schema of what assertions look at: new records, the keys of the buyers met."""
    nouveaux = f"WHERE ligne >= {first_ligne(chantier.premiere_part)}"
    for requete in (
        "CREATE SCHEMA controle",
        f"CREATE VIEW controle.marches AS FROM main.marches_touches {nouveaux}",
        f"CREATE VIEW controle.records AS FROM main.records_touches {nouveaux}",
        f"CREATE VIEW controle.cles AS {rapprochement.CLES}",
    ):
        chantier.connexion.execute(requete)


def seal(chantier: Chantier) -> None:
    """Check the figures and write the manifest: it only remains to put the version in force."""
    nouvelles = read_valeurs(chantier.version, chantier.manifeste.parts[-1:], "main")
    with chantier.chronometre("verification"), chantier.connexion.cursor() as curseur:
        curseur.execute(f"CREATE VIEW controle.valeurs AS {nouvelles}")
        check_assertions(curseur, "chiffres")
    chantier.manifeste.totaux = compte.count_entrepot(chantier.connexion)
    chantier.manifeste.date_donnees = compte.latest_publication(chantier.connexion, chantier.jour)
    chantier.manifeste.durees["total"] = round(time.perf_counter() - chantier.debut, 3)
    chantier.manifeste.write(chantier.version)
    chantier.scellee = True


def put_in_force(chantier: Chantier) -> None:
    """Make readers see a sealed version from now on, and delete those that nobody reads."""
    shutil.rmtree(chantier.travail, ignore_errors=True)
    dossier.switch_version(chantier.racine, chantier.version)
    dossier.delete_versions(chantier.racine)


def enter_sources(chantier: Chantier, fichiers: Sequence[EnLecture]) -> list[FichierLu]:
    sources = []
    for fichier in fichiers:
        lecture: Lecture = fichier.lecture
        source = FichierLu(
            cle=fichier.cle,
            nom=fichier.piece.nom,
            taille=fichier.piece.taille,
            date_import=chantier.manifeste.cree_le,
            part=chantier.premiere_part,
            disposition=fichier.disposition.value,
            lus=lecture.lus,
            lignes=lecture.lignes,
            champs_inconnus=dict(lecture.champs_inconnus),
        )
        sources.append(source)
    chantier.manifeste.sources += sources
    return sources
