"""The national files: what the public platform offers, which ones we want, and our copy of them.

A plan names a data set and the files to take in it. `sync` brings a folder up to date with it and
keeps in `manifeste.json` what it knows of each file, so that only what changed is fetched.
"""

import hashlib
import os
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import msgspec

from spaser.elements import ErreurSpaser
from spaser.moteur.reseau.controles import FichierAttendu, Format
from spaser.moteur.reseau.fichier_partiel import disk_errors, open_locked, write_atomic
from spaser.moteur.reseau.pannes import ErreurContenu, RessourceIntrouvable
from spaser.moteur.reseau.ressources import (
    JEUX,
    Plan,
    Ressource,
    list_annees_publiees,
    list_ressources,
    select_ressources,
)
from spaser.moteur.reseau.telechargement import Client
from spaser.moteur.reseau.transfert import EtatLocal, FichierRecu

BASE_PUBLIQUE: Final = "https://www.data.gouv.fr"
MANIFESTE: Final = "manifeste.json"
_VERROU: Final = ".verrou"
_FORMATS: Final[dict[Plan, Format]] = {"officiel": "json", "tabulaire": "parquet"}

type SuiviFichier = Callable[[Ressource, int, int | None], None]
"""Called with the file being fetched, the bytes received and the total when it is known."""

Sort = Literal["nouveau", "modifie", "inchange", "echec"]


@dataclass(frozen=True, slots=True)
class EntreeManifeste:
    """What the manifest keeps of a file.

    `date` is when these bytes were received, `modification` the clock mark of the local file.
    """

    jeu: str
    ressource: str
    url: str
    etag: str | None
    last_modified: str | None
    sha256: str
    sommes: dict[str, str]
    taille: int
    date: str
    modification: int


@dataclass(frozen=True, slots=True)
class FichierNational:
    """One file of the plan after a synchronisation.

    `chemin` is the usable local copy: the previous one after a failure, None when there is none.
    """

    nom: str
    sort: Sort
    chemin: Path | None
    url: str | None = None
    sha256: str | None = None
    taille: int | None = None
    erreur: ErreurSpaser | None = None
    avertissements: tuple[str, ...] = ()

    @property
    def a_change(self) -> bool:
        """Tell whether the content is not that of the previous synchronisation."""
        return self.sort in {"nouveau", "modifie"}


def read_copies(dossier: Path) -> dict[str, EntreeManifeste]:
    """Return what is known of each local file; a damaged manifest knows nothing."""
    try:
        contenu = (dossier / MANIFESTE).read_bytes()
        return msgspec.json.decode(contenu, type=dict[str, EntreeManifeste])
    except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
        return {}


def sync(
    dossier: Path,
    plan: Plan = "officiel",
    annees: Collection[int] | None = None,
    *,
    client: Client | None = None,
    base: str = BASE_PUBLIQUE,
    suivi: SuiviFichier | None = None,
) -> list[FichierNational]:
    """Bring `dossier` up to date with a plan, and tell what became of each file.

    `annees` applies to the official plan. A failure on one file is told in its result and leaves
    the others alone; only a failure to read the list of files, or an interruption, is raised.
    """
    if client is None:
        with Client() as propre:
            return sync(dossier, plan, annees, client=propre, base=base, suivi=suivi)
    with disk_errors(dossier / MANIFESTE):
        dossier.mkdir(parents=True, exist_ok=True)
        verrou = open_locked(dossier / _VERROU)
    try:
        return _Synchro(dossier, plan, client, base, suivi).run(annees)
    finally:
        os.close(verrou)


class _Synchro:
    """One run over the files of a plan."""

    def __init__(
        self, dossier: Path, plan: Plan, client: Client, base: str, suivi: SuiviFichier | None
    ) -> None:
        self._dossier = dossier
        self._plan: Plan = plan
        self._client = client
        self._base = base
        self._suivi = suivi
        with disk_errors(dossier / MANIFESTE):
            self._manifeste = read_copies(dossier)

    def run(self, annees: Collection[int] | None) -> list[FichierNational]:
        ressources = list_ressources(self._client, JEUX[self._plan], self._base)
        choix = select_ressources(self._plan, ressources, annees)
        bilan = [self._update(ressource) for ressource in choix.retenues]
        return bilan + [self._missing(nom, ressources) for nom in choix.absentes]

    def _missing(self, nom: str, ressources: list[Ressource]) -> FichierNational:
        annees = ", ".join(map(str, list_annees_publiees(ressources)))
        erreur = RessourceIntrouvable(
            f"{nom} : le jeu de données ne contient pas ce fichier.",
            f"Années publiées : {annees}." if annees else "Relancez plus tard.",
        )
        return FichierNational(nom, "echec", self._local(nom), erreur=erreur)

    def _update(self, ressource: Ressource) -> FichierNational:
        try:
            return self._fetch_fresh(ressource)
        except ErreurSpaser as erreur:
            nom = ressource.nom
            return FichierNational(nom, "echec", self._local(nom), ressource.url, erreur=erreur)

    def _local(self, nom: str) -> Path | None:
        chemin = self._dossier / nom
        return chemin if chemin.is_file() else None

    def _fetch_fresh(self, ressource: Ressource) -> FichierNational:
        """Fetch a file; when it was replaced meanwhile, read the list again and follow."""
        try:
            return self._fetch(ressource)
        except (RessourceIntrouvable, ErreurContenu):
            remplacante = self._find_replacement(ressource)
            if remplacante is None:
                raise
        return self._fetch(remplacante)

    def _find_replacement(self, ressource: Ressource) -> Ressource | None:
        try:
            ressources = list_ressources(self._client, JEUX[self._plan], self._base)
        except ErreurSpaser:
            return None
        for autre in ressources:
            if autre.id == ressource.id and autre.version != ressource.version:
                return replace(autre, nom=ressource.nom)
        return None

    def _fetch(self, ressource: Ressource) -> FichierNational:
        chemin = self._dossier / ressource.nom
        entree = self._read_entree(chemin)
        if entree is not None and _is_announced(entree, ressource):
            return self._keep(ressource, entree)
        resultat = self._client.download(
            ressource.url,
            chemin,
            etat=_conditions(entree, ressource),
            suivi=self._follow(ressource),
            attendu=FichierAttendu(_FORMATS[self._plan], ressource.somme),
        )
        return self._record(ressource, resultat, entree)

    def _read_entree(self, chemin: Path) -> EntreeManifeste | None:
        """Return what the manifest says of a file, when the file is still the one it describes."""
        entree = self._manifeste.get(chemin.name)
        if entree is None or not chemin.is_file():
            return None
        etat = chemin.stat()
        if (etat.st_size, etat.st_mtime_ns) == (entree.taille, entree.modification):
            return entree
        if etat.st_size == entree.taille and _hash(chemin) == entree.sha256:
            return replace(entree, modification=etat.st_mtime_ns)
        return None

    def _follow(self, ressource: Ressource) -> Callable[[int, int | None], None] | None:
        suivi = self._suivi
        if suivi is None:
            return None
        return lambda octets, total: suivi(ressource, octets, total)

    def _keep(self, ressource: Ressource, entree: EntreeManifeste) -> FichierNational:
        """Keep a copy whose checksum is the announced one: nothing to ask, whatever the address."""
        if entree.url != ressource.url:
            entree = replace(entree, url=ressource.url, etag=None, last_modified=None)
        self._save(ressource.nom, entree)
        return FichierNational(
            ressource.nom,
            "inchange",
            self._dossier / ressource.nom,
            ressource.url,
            entree.sha256,
            entree.taille,
        )

    def _record(
        self, ressource: Ressource, resultat: FichierRecu, avant: EntreeManifeste | None
    ) -> FichierNational:
        connu = self._manifeste.get(ressource.nom)
        entree = EntreeManifeste(
            jeu=JEUX[self._plan],
            ressource=ressource.id,
            url=ressource.url,
            etag=resultat.etag,
            last_modified=resultat.last_modified,
            sha256=resultat.sha256,
            sommes=(avant.sommes if avant and resultat.inchange else {}) | resultat.sommes,
            taille=resultat.taille,
            date=avant.date if avant and resultat.inchange else self._now(),
            modification=resultat.chemin.stat().st_mtime_ns,
        )
        self._save(ressource.nom, entree)
        sort: Sort = "nouveau" if connu is None else "modifie"
        if connu is not None and connu.sha256 == entree.sha256:
            sort = "inchange"
        return FichierNational(
            ressource.nom,
            sort,
            resultat.chemin,
            ressource.url,
            entree.sha256,
            entree.taille,
            avertissements=resultat.avertissements,
        )

    def _now(self) -> str:
        secondes = self._client.options.patience.horloge()
        return datetime.fromtimestamp(secondes, UTC).isoformat(timespec="seconds")

    def _save(self, nom: str, entree: EntreeManifeste) -> None:
        """Write the manifest after each file, so that an interruption loses nothing."""
        if self._manifeste.get(nom) == entree:
            return
        self._manifeste[nom] = entree
        ordonne = dict(sorted(self._manifeste.items()))
        contenu = msgspec.json.format(msgspec.json.encode(ordonne), indent=2) + b"\n"
        with disk_errors(self._dossier / MANIFESTE):
            write_atomic(self._dossier / MANIFESTE, contenu)


def _is_announced(entree: EntreeManifeste, ressource: Ressource) -> bool:
    somme = ressource.somme
    return (
        somme is not None and not somme.indicative and entree.sommes.get(somme.type) == somme.valeur
    )


def _conditions(entree: EntreeManifeste | None, ressource: Ressource) -> EtatLocal | None:
    """Return the marks of our copy; they say something only to the address that gave them."""
    if entree is None or entree.url != ressource.url:
        return None
    return EtatLocal(entree.etag, entree.last_modified, entree.sha256)


def _hash(chemin: Path) -> str:
    with disk_errors(chemin), chemin.open("rb", buffering=0) as fichier:
        return hashlib.file_digest(fichier, "sha256").hexdigest()
