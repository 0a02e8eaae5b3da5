"""The national files: what the public platform offers, which ones we want, and our copy of them."""

import fcntl
import os
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal, cast
from urllib.parse import unquote, urlsplit

import msgspec

from spaser.elements import ErreurSpaser
from spaser.moteur.reseau import telechargement as reseau

type Plan = Literal["officiel", "tabulaire"]  # the JSON of the ministry, the Parquet of decp.info

BASE: Final = "https://www.data.gouv.fr"
JEUX: Final[dict[Plan, str]] = {
    "officiel": "5cd57bf68b4c4179299eb0e9",
    "tabulaire": "608c055b35eb4e6ee20eb325",
}
MANIFESTE: Final = "manifeste.json"
PARQUET: Final = "decp.parquet"
_OFFICIEL: Final = re.compile(r"decp-(20\d\d)(-0[1-9]|-1[0-2])?\.json")
# Two files are named after a format and not after a year: the years that they hold.
_ANCIENS: Final = {"decp-2019.json": range(2018, 2024), "decp-2022.json": range(2019, 2024)}
_ALGORITHMES: Final = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
_PAGES_MAX: Final = 500

type Sort = Literal["nouveau", "modifie", "inchange", "echec"]
type SuiviFichier = Callable[[str, int, int | None], None]  # the name of the file, then as Suivi


@dataclass(frozen=True, slots=True)
class Ressource:
    """A file as the platform announces it. `nom` is the name that we give to our copy."""

    id: str
    nom: str
    url: str
    somme: reseau.SommeControle | None = None
    modifiee: str = ""


@dataclass(frozen=True, slots=True)
class FichierNational:
    """One file of the plan; `chemin`: the usable copy, after a failure the previous one if any."""

    nom: str
    sort: Sort
    chemin: Path | None
    erreur: ErreurSpaser | None = None
    avertissement: str = ""


class _PageRessources(msgspec.Struct):
    data: list[Any]
    next_page: str | None = None


def list_ressources(client: reseau.Client, jeu: str) -> list[Ressource]:
    """Return the files of a data set that can be fetched, page by page."""
    brutes: list[Any] = []
    for page in range(1, _PAGES_MAX + 1):
        adresse = f"{BASE}/api/2/datasets/{jeu}/resources/?page={page}&page_size=50"
        lue = client.fetch_json(adresse, _PageRessources)
        brutes += lue.data
        if not lue.data or not lue.next_page:
            break
    return [ressource for brute in brutes for ressource in _read_ressource(brute)]


def _read_ressource(brute: Any) -> Iterator[Ressource]:  # noqa: ANN401 - somebody else's word
    match brute:
        case {"id": str(cle), "url": str(url)}:
            nom = str(brute.get("title")).strip().lower()  # else the end of the address
            if nom != PARQUET and not _OFFICIEL.fullmatch(nom):
                nom = unquote(urlsplit(url).path).rpartition("/")[2].lower()
            modifiee = str(brute.get("last_modified") or "")
            yield Ressource(cle, nom, url, _read_somme(brute), modifiee)


def _read_somme(brute: dict[str, Any]) -> reseau.SommeControle | None:
    """Return the checksum when we can compute it; of a file kept elsewhere, it is a hint."""
    match brute.get("checksum"):
        case {"type": str(nom), "value": str(valeur)}:
            cle, empreinte = nom.lower().replace("-", ""), valeur.strip().lower()
            if _ALGORITHMES.get(cle) == len(empreinte):
                return reseau.SommeControle(cle, empreinte, brute.get("filetype") != "file")
    return None


def select_ressources(
    plan: Plan, ressources: Sequence[Ressource], annees: Collection[int] | None = None
) -> tuple[list[Ressource], list[str]]:
    """Return the files of a plan and the names of those looked for in vain; None: all years."""
    par_date = sorted(ressources, key=lambda ressource: ressource.modifiee)
    derniers = {ressource.nom: ressource for ressource in par_date}
    if plan == "tabulaire":
        return ([derniers[PARQUET]], []) if PARQUET in derniers else ([], [PARQUET])
    publiees = set(list_annees_publiees(ressources))
    voulues = publiees if annees is None else set(annees)
    retenues = [
        derniers[nom]
        for nom in sorted(derniers)
        if not voulues.isdisjoint(_years(nom))
        # a month is taken where its year has no file
        and derniers.keys().isdisjoint({_OFFICIEL.sub(r"decp-\1.json", nom)} - {nom})
    ]
    absentes = [f"decp-{annee}.json" for annee in sorted(voulues - publiees)]
    if not retenues and not absentes:
        raise reseau.RessourceIntrouvable(
            "Le jeu de données ne contient plus de fichier annuel ni mensuel.",
            "Le producteur a pu changer ses noms de fichiers : vérifiez la page du jeu.",
        )
    return retenues, absentes


def list_annees_publiees(ressources: Sequence[Ressource]) -> list[int]:
    return sorted({annee for ressource in ressources for annee in _years(ressource.nom)})


def _years(nom: str) -> Collection[int]:
    """Return the years that a yearly or monthly file holds; none of another file."""
    lu = _OFFICIEL.fullmatch(nom)
    return _ANCIENS.get(nom, [int(lu[1])]) if lu else ()


def read_copies(dossier: Path) -> dict[str, reseau.Copie]:
    """Return what is known of each local file; a damaged manifest knows nothing."""
    with suppress(FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
        contenu = (dossier / MANIFESTE).read_bytes()
        copies = msgspec.json.decode(contenu, type=dict[str, reseau.Copie])
        return {nom: copie for nom, copie in copies.items() if "sha256" in copie.sommes}
    return {}


def sync(
    dossier: Path,
    plan: Plan = "officiel",
    annees: Collection[int] | None = None,
    suivi: SuiviFichier = lambda _nom, _octets, _total: None,
) -> list[FichierNational]:
    """Bring `dossier` up to date; a failure on one file is told and leaves the others alone."""
    with reseau.disk_errors(dossier / MANIFESTE), _lock(dossier), reseau.Client() as client:
        synchro = _Synchro(dossier, JEUX[plan], client, suivi, read_copies(dossier))
        ressources = list_ressources(client, JEUX[plan])
        retenues, absentes = select_ressources(plan, ressources, annees)
        annonce = ", ".join(map(str, list_annees_publiees(ressources)))
        conseil = f"Années publiées : {annonce}." if annonce else "Relancez plus tard."
        bilan = [synchro.update(ressource) for ressource in retenues]
        for nom in absentes:
            message = f"{nom} : le jeu de données ne contient pas ce fichier."
            bilan.append(synchro.fail(nom, reseau.RessourceIntrouvable(message, conseil)))
        return bilan


@contextmanager
def _lock(dossier: Path) -> Iterator[None]:
    """Keep a folder for us alone, if its disk has locks."""
    dossier.mkdir(parents=True, exist_ok=True)
    with (dossier / ".verrou").open("ab") as verrou:
        try:
            fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as erreur:
            if isinstance(erreur, BlockingIOError):
                message = f"Un autre téléchargement est en cours dans {dossier}."
                raise reseau.ErreurTelechargement(message, "Attendez sa fin.") from erreur
        yield


@dataclass(frozen=True, slots=True)
class _Synchro:
    """One run over the files of a data set."""

    dossier: Path
    jeu: str
    client: reseau.Client
    suivi: SuiviFichier
    manifeste: dict[str, reseau.Copie]

    def update(self, ressource: Ressource, *, suivie: bool = False) -> FichierNational:
        """Fetch a file; when it was replaced meanwhile, read the list again and follow it once."""
        try:
            with reseau.disk_errors(self.dossier / ressource.nom):
                return self._fetch(ressource)
        except ErreurSpaser as erreur:
            remplace = reseau.RessourceIntrouvable | reseau.ErreurContenu
            if not suivie and isinstance(erreur, remplace):
                with suppress(ErreurSpaser):
                    for autre in list_ressources(self.client, self.jeu):
                        meme = (autre.url, autre.somme) == (ressource.url, ressource.somme)
                        if autre.id == ressource.id and not meme:
                            return self.update(replace(autre, nom=ressource.nom), suivie=True)
            return self.fail(ressource.nom, erreur)

    def fail(self, nom: str, erreur: ErreurSpaser) -> FichierNational:
        chemin = self.dossier / nom
        return FichierNational(nom, "echec", chemin if chemin.is_file() else None, erreur)

    def _fetch(self, ressource: Ressource) -> FichierNational:
        """Fetch a file, or keep a copy that the platform or the host says to be the same."""
        nom, url, somme = ressource.nom, ressource.url, ressource.somme
        chemin, marques = self.dossier / nom, dict[str, str]()
        if gardee := self._read_gardee(chemin):
            if gardee.url != url:  # its marks say something only to the host that gave them
                gardee = msgspec.structs.replace(gardee, url=url, etag=None, last_modified=None)
            if somme and gardee.sommes.get(somme.type) == somme.valeur and not somme.indicative:
                return self._save(nom, gardee)
            dites = {"If-None-Match": gardee.etag, "If-Modified-Since": gardee.last_modified}
            marques = {cle: dite for cle, dite in dites.items() if dite}
        recue = self.client.download(url, chemin, somme, marques, partial(self.suivi, nom))
        return self._save(nom, recue or cast("reseau.Copie", gardee))

    def _read_gardee(self, chemin: Path) -> reseau.Copie | None:
        """Return what the manifest says of a file, when the file is still the one it describes."""
        copie = self.manifeste.get(chemin.name)
        if copie is None or not chemin.is_file():
            return None
        etat = chemin.stat()
        if (etat.st_size, etat.st_mtime_ns) == (copie.taille, copie.modification):
            return copie
        meme = reseau.hash_fichier(chemin) == copie.sommes["sha256"]
        return msgspec.structs.replace(copie, modification=etat.st_mtime_ns) if meme else None

    def _save(self, nom: str, copie: reseau.Copie) -> FichierNational:
        """Write the manifest after each file, so that an interruption loses nothing."""
        avant, chemin = self.manifeste.get(nom), self.dossier / nom
        if avant != copie:
            self.manifeste[nom] = copie
            contenu = msgspec.json.encode(dict(sorted(self.manifeste.items())))
            _write_atomic(self.dossier / MANIFESTE, msgspec.json.format(contenu) + b"\n")
        if avant and avant.sommes["sha256"] == copie.sommes["sha256"]:
            return FichierNational(nom, "inchange", chemin)
        sort: Sort = "modifie" if avant else "nouveau"
        return FichierNational(nom, sort, chemin, avertissement=copie.avertissement)


def _write_atomic(chemin: Path, contenu: bytes) -> None:
    """Write a small file so that a reader sees the old one or the new one, never a half."""
    provisoire = chemin.with_suffix(".tmp")
    with provisoire.open("wb") as fichier:
        fichier.write(contenu)
        fichier.flush()
        os.fsync(fichier.fileno())
    provisoire.replace(chemin)
    reseau.sync_folder(chemin.parent)
