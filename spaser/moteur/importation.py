"""The main job: files in, a new version of the store out, and the account of every record.

Puts together the floors below: inputs, reading, store, reference lists, indicators. `valeurs` is
computed inside the build, for the buyers that the build touched. Reading starts without waiting for
what only the end needs: reference lists and indicators are loaded when their turn comes.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from shutil import rmtree
from uuid import uuid4

import duckdb

from spaser.elements import ErreurSpaser, read_version
from spaser.moteur.decp import reconnaissance
from spaser.moteur.decp.anomalies import LIBELLES
from spaser.moteur.decp.ouverture import empreinte, is_flux, open_entrees, read_flux
from spaser.moteur.decp.paquets import EnLecture
from spaser.moteur.entrepot import compte, construction
from spaser.moteur.entrepot.construction import Chantier, open_chantier
from spaser.moteur.entrepot.dossier import REFERENTIELS, find_version
from spaser.moteur.entrepot.editions import AUCUN_CHOIX, ChoixEditions, EditionLue
from spaser.moteur.entrepot.manifeste import FichierLu
from spaser.moteur.entrepot.pannes import explain_pannes, run_interruptible
from spaser.moteur.entrepot.rapport import RapportImport
from spaser.moteur.tables.modele import ErreurTable
from spaser.moteur.valeurs import Ignore, Piece, SansSuivi, Suivi


def import_fichiers(
    entrees: Sequence[str | Path],
    dossier: Path,
    *,
    suivi: Suivi | None = None,
    aujourdhui: date | None = None,
    choix: ChoixEditions = AUCUN_CHOIX,
) -> RapportImport:
    """Read DECP files and reference lists into the store of `dossier`.

    Files already in the store (same contents) change nothing: their records count as exact
    copies. `choix` says what else to do of editions. The version in force goes on serving until
    the new one is complete and checked.

    Raises:
        ErreurSpaser: an input does not exist, another import is at work, the disk is full…
    """
    suivi = suivi or SansSuivi()
    jour = aujourdhui or datetime.now().astimezone().date()
    suivi.etape("lecture")
    with (
        explain_pannes(dossier),
        _hold_flux(entrees, dossier) as flux,
        open_chantier(dossier, suivi, jour, read_version()) as chantier,
    ):
        tri = _Tri(chantier, flux)
        with chantier.chronometre("lecture"):
            construction.write_parts(chantier, tri.sort_entrees(entrees))
        # Reading takes both cores. What follows does not: a part of it is done aside.
        with chantier.connexion.cursor() as curseur, ThreadPoolExecutor(1) as executeur:
            a_cote = _ACote(executeur, curseur, executeur.submit(tri.list_empreintes))
            rapport = run_interruptible(
                [chantier.connexion, curseur], lambda: _finish(chantier, tri, a_cote, choix)
            )
        if chantier.scellee:
            construction.put_in_force(chantier)
        return rapport


@contextmanager
def _hold_flux(entrees: Sequence[str | Path], dossier: Path) -> Iterator[dict[str, Path]]:
    """Read the standard input and the pipes beside the store, while others may still import."""
    if not any(map(is_flux, entrees)):
        yield {}
        return
    dossier.mkdir(parents=True, exist_ok=True)
    travail = dossier / f"entrees-{uuid4().hex}"  # named before it is made: always removed
    try:
        travail.mkdir(mode=0o700)
        yield read_flux(entrees, travail)
    finally:
        _remove(travail)


def _remove(dossier: Path) -> None:
    """Remove a folder, even when somebody loses patience meanwhile."""
    try:
        rmtree(dossier, ignore_errors=True)
    except KeyboardInterrupt:
        rmtree(dossier, ignore_errors=True)
        raise


class FichierChange(ErreurSpaser):
    """A file is no longer what was read of it."""


@dataclass(slots=True)
class _Tri:
    """The inputs of an import, sorted: to read, known already, reference lists, to ignore."""

    chantier: Chantier
    flux: dict[str, Path]  # copies of the standard input and of pipes
    a_lire: list[EnLecture] = field(default_factory=list)
    connus: list[FichierLu] = field(default_factory=list)
    listes: list[Piece] = field(default_factory=list)
    ignores: list[Ignore] = field(default_factory=list)
    _empreintes: dict[str, str] = field(default_factory=dict)
    _etats: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _doubles: list[tuple[Piece, EnLecture]] = field(default_factory=list)

    def sort_entrees(self, entrees: Sequence[str | Path]) -> Iterator[EnLecture]:
        for trouve in open_entrees(entrees, self.chantier.travail, self.flux):
            if isinstance(trouve, Ignore):
                self.ignores.append(trouve)
            elif (fichier := self._sort_piece(trouve)) is not None:
                yield fichier

    def _sort_piece(self, piece: Piece) -> EnLecture | None:
        etat = _look_at(piece)
        disposition = reconnaissance.recognise(piece)
        if isinstance(disposition, Ignore):
            if _is_liste(piece):
                self.listes.append(piece)
            else:
                self.ignores.append(disposition)
            return None
        if self._is_known(piece):
            return None
        cle = f"{1 + len(self.chantier.manifeste.sources) + len(self.a_lire):06d}"
        fichier = EnLecture(cle, piece, disposition)
        self.a_lire.append(fichier)
        self._etats[cle] = etat
        return fichier

    def _hash(self, piece: Piece) -> str:
        if piece.chemin not in self._empreintes:
            self._empreintes[piece.chemin] = empreinte(Path(piece.chemin))
        return self._empreintes[piece.chemin]

    def _is_known(self, piece: Piece) -> bool:
        """Tell whether the store, or this import, already has these contents.

        Contents are compared only when sizes are equal: hashing a large file takes a while.
        """
        semblables = [s for s in self.chantier.manifeste.sources if s.taille == piece.taille]
        memes = [f for f in self.a_lire if f.piece.taille == piece.taille]
        if not semblables and not memes:
            return False
        sha256 = self._hash(piece)
        for source in semblables:
            if source.sha256 == sha256:
                self.connus.append(_as_copies(source, piece.nom))
                return True
        for fichier in memes:
            if self._hash(fichier.piece) == sha256:
                self._doubles.append((piece, fichier))
                return True
        return False

    def list_empreintes(self) -> dict[str, str]:
        return {f.cle: self._hash(f.piece) for f in self.a_lire}

    def give_up(self, premiers: Mapping[str, tuple[int, str, str | None]]) -> None:
        """Ignore all that was read: none of it is usable, and the store stays as it is."""
        for fichier in self.a_lire:
            raison = "aucun enregistrement utilisable : l’entrepôt ne change pas"
            if premier := premiers.get(fichier.cle):
                rang, code, detail = premier
                raison += f". Le premier écarté, n° {rang} : {detail or LIBELLES[code].lower()}"
            self.ignores += [
                Ignore(nom, raison)
                for nom in (
                    fichier.piece.nom,
                    *(double.nom for double, autre in self._doubles if autre is fichier),
                )
            ]
        self.a_lire.clear()
        self._doubles.clear()

    def check_inchanges(self) -> None:
        """Refuse the files in which somebody wrote while they were read.

        Raises:
            FichierChange: there is one.
        """
        for fichier in self.a_lire:
            if _look_at(fichier.piece) != self._etats[fichier.cle]:
                raise FichierChange(
                    f"Le fichier « {fichier.piece.nom} » a changé pendant sa lecture.",
                    "Attendez qu’il soit complet, puis relancez la commande. L’entrepôt précédent "
                    "reste en service.",
                )

    def list_revenues(self) -> list[FichierLu]:
        """Return the files of the store that came again, and not the one that took their place."""
        lues = {connu.cle for connu in self.connus}
        sources = self.chantier.manifeste.sources
        return [
            s for s in sources if s.cle in lues and s.remplacee_par and s.remplacee_par not in lues
        ]

    def list_doubles(self, sources: Sequence[FichierLu]) -> list[FichierLu]:
        """Return the account of the inputs given twice in this import."""
        par_cle = {s.cle: s for s in sources}
        return [_as_copies(par_cle[fichier.cle], piece.nom) for piece, fichier in self._doubles]


def _look_at(piece: Piece) -> tuple[int, ...]:
    etat = Path(piece.chemin).stat()
    return etat.st_ino, etat.st_size, etat.st_mtime_ns


def _is_liste(piece: Piece) -> bool:
    """Tell whether a file that is no file of contracts is a reference list."""
    from spaser.moteur.referentiels.importation import recognise_liste

    return recognise_liste(Path(piece.chemin)) is not None


def _as_copies(source: FichierLu, nom: str) -> FichierLu:
    """Return the account of a file whose contents are known: every record is a copy."""
    return replace(
        source,
        nom=nom,
        contrats=0,
        concessions=0,
        versions=0,
        copies=source.lus,
        quarantaine=0,
        champs_inconnus={},
    )


@dataclass(frozen=True, slots=True)
class _ACote:
    """Work done in a thread beside the main one, on a connection of its own."""

    executeur: ThreadPoolExecutor
    curseur: duckdb.DuckDBPyConnection
    empreintes: Future[dict[str, str]]

    def check_contrats(self) -> Future[None]:
        return self.executeur.submit(construction.check_assertions, self.curseur, "contrats")


def _finish(chantier: Chantier, tri: _Tri, a_cote: _ACote, choix: ChoixEditions) -> RapportImport:
    from spaser.moteur.indicateurs.ecriture import write_valeurs

    rebuts = [(f.cle, r) for f in tri.a_lire for r in f.lecture.rebuts]
    construction.write_rebuts(chantier, rebuts)
    premier_import = find_version(chantier.racine) is None
    revenues = tri.list_revenues()
    autre = bool(premier_import or tri.listes or revenues or any(choix))
    if not (autre or construction.has_records(chantier)):
        tri.give_up(construction.list_premiers_rebuts(chantier))
    listes_lues: dict[str, object] = {}
    fusions: dict[str, int] = {}
    editions: list[EditionLue] = []
    if tri.a_lire or autre:
        construction.ensure_part(chantier)
        chantier.suivi.etape("rapprochement")
        sources = construction.enter_sources(chantier, tri.a_lire)
        editions, fusions = construction.finish_records(chantier, sources, revenues, choix)
        _close(chantier, sources, a_cote.empreintes.result())
        tri.check_inchanges()
        listes_lues = _import_listes(chantier, tri)
        chantier.suivi.etape("indicateurs")
        controle = a_cote.check_contrats()
        with chantier.chronometre("indicateurs"):
            write_valeurs(chantier, tout=bool(listes_lues))
        chantier.suivi.etape("vérification")
        controle.result()
        construction.seal(chantier)
    else:
        sources = []
    cles = [s.cle for s in sources]
    return RapportImport(
        fichiers=[*sources, *tri.list_doubles(sources), *tri.connus],
        ignores=tri.ignores,
        anomalies=compte.count_lignes(chantier.connexion, "anomalies", "code", cles)
        if cles
        else {},
        entrepot=chantier.manifeste.totaux,
        durees=chantier.manifeste.durees,
        fusions=fusions,
        editions=editions,
        referentiels=listes_lues,
    )


def _close(chantier: Chantier, sources: Sequence[FichierLu], empreintes: dict[str, str]) -> None:
    cles = [s.cle for s in sources]
    quarantaine = compte.count_lignes(chantier.connexion, "quarantaine", "source", cles)
    for source in sources:
        source.sha256 = empreintes[source.cle]
        source.quarantaine = quarantaine.get(source.cle, 0)


def _import_listes(chantier: Chantier, tri: _Tri) -> dict[str, object]:
    if not tri.listes:
        return {}
    from spaser.moteur.referentiels.importation import import_referentiel

    lues: dict[str, object] = {}
    dossier = chantier.racine / REFERENTIELS
    for piece in tri.listes:
        sirens = chantier.connexion.sql(
            "SELECT siren FROM acheteurs UNION SELECT siren FROM titulaires WHERE siren IS NOT NULL"
        )
        try:
            rapport = import_referentiel(Path(piece.chemin), dossier, sirens)
        except ErreurTable as erreur:
            tri.ignores.append(Ignore(piece.nom, str(erreur)))
        else:
            lues[rapport.nom] = {"lues": rapport.lues, "gardees": rapport.gardees}
    return lues
