"""Backups made, put back and tried; which are kept, and where."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Final, Protocol

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from spaser.documents.francais import pluriel
from spaser.elements import ErreurSpaser, format_octets, read_version
from spaser.moteur.entrepot.dossier import COURANT, REFERENTIELS, EntrepotAbsent, hold_version
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.site.socle import etiquettes
from spaser.site.socle.fichiers import FICHIERS, PRIVES
from spaser.site.socle.preparation import prepare
from spaser.site.socle.reglages import REGLAGES, hide_secret
from spaser.site.socle.sauvegarde import archive, effacements, postgresql, sqlite

# --- Keeps files for the time of a backup: what the site deletes meanwhile is still there ---
# A hard link costs nothing and holds the content; where the disk has none, the file is copied.
# Files of the site are written once under a name of their own, so that a link is as good as a
# copy.


def pin_arbre(source: Path, cible: Path) -> None:
    """Keep every file of a folder; called again, keeps also what came since."""
    for dossier, _, noms in source.walk():
        ici = cible / dossier.relative_to(source)
        ici.mkdir(parents=True, exist_ok=True, mode=0o700)
        for nom in noms:
            with suppress(FileNotFoundError):  # deleted since it was listed
                _pin_epingles(dossier / nom, ici / nom)


def _pin_epingles(source: Path, cible: Path) -> None:
    if source.is_symlink():
        visee = source.readlink()
        cible.unlink(missing_ok=True)
        cible.symlink_to(visee)
    elif source.is_file() and not _is_kept(source, cible):
        cible.unlink(missing_ok=True)
        try:
            os.link(source, cible)
        except FileNotFoundError:
            raise
        except OSError:
            shutil.copy2(source, cible)


def _is_kept(source: Path, cible: Path) -> bool:
    if not cible.exists():
        return False
    un, autre = source.stat(), cible.stat()
    memes = un.st_size == autre.st_size and un.st_mtime_ns == autre.st_mtime_ns
    return un.st_ino == autre.st_ino or memes


def list_gardes(dossier: Path) -> tuple[dict[str, Path], dict[str, str]]:
    pieces, liens = {}, {}
    for ici, _, noms in dossier.walk():
        for chemin in (ici / nom for nom in noms):
            relatif = chemin.relative_to(dossier).as_posix()
            if chemin.is_symlink():
                liens[relatif] = chemin.readlink().as_posix()
            else:
                pieces[relatif] = chemin
    return dict(sorted(pieces.items())), dict(sorted(liens.items()))


# --- Where what is saved stands on this site, and what its settings say without their secrets ---


SECRET: Final = "secret"  # noqa: S105 - the file of the key drawn at the first start
VERROU: Final = "sauvegarde.verrou"
CLE_DU_SITE: Final = "SPASER_SECRET"


def list_arbres() -> dict[str, Path]:
    return {
        FICHIERS: Path(settings.MEDIA_ROOT),
        PRIVES: Path(settings.MARCHES_PRIVES),
        archive.COURRIELS: Path(settings.DOSSIER) / archive.COURRIELS,
    }


def find_moteur() -> tuple[str, ModuleType]:
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        return "sqlite", sqlite
    return "postgresql", postgresql


def list_reglages() -> dict[str, str]:
    """Return the settings that are given, those that are a secret left out."""
    donnes = {r: os.environ[r.nom] for r in REGLAGES if os.environ.get(r.nom)}
    return {r.nom: hide_secret(r, valeur) for r, valeur in donnes.items() if not r.secret}


def list_secrets() -> list[str]:
    """Return the settings whose secret is not saved: to be given again after a restoration."""
    noms = [
        r.nom
        for r in REGLAGES
        if (valeur := os.environ.get(r.nom)) and hide_secret(r, valeur) != valeur
    ]
    return noms if CLE_DU_SITE in noms else [CLE_DU_SITE, *noms]


# --- Makes a backup of an open site: one moment of the database, and every file that it names ---
# Files are kept by links before that moment and again once it is held: one that the database names
# was there at one of the two, whatever the site deletes later. What the database names is then
# looked for.


_NOM: Final = re.compile(r"spaser-\d{4}-\d\d-\d\d-\d{6}-\d{3}\.tar(\.age)?")
_PROVISOIRE: Final = ".partielle"
_GARDES: Final = ".sauvegarde"  # links held for the time of a backup, in the site's folder
_ESSAIS: Final = 3
_MARGE: Final = 64 << 20


class Suivi(Protocol):
    """Is told how far the work is."""

    def etape(self, nom: str) -> None:
        """Start a step."""

    def avance(self, fait: int, total: int | None) -> None:
        """Say how many bytes are done."""


@dataclass(frozen=True)
class Sauvegarde:
    chemin: Path
    octets: int
    manifeste: archive.Manifeste
    supprimees: tuple[str, ...] = ()


def save_site(
    dossier: Path, *, garder: int = 0, cle: str = "", suivi: Suivi, prove: Callable[[Path], object]
) -> Sauvegarde:
    """Write a backup into a folder, prove it, then delete the oldest ones, `garder` being kept.

    `prove` is called with the finished file, before any other is deleted; it may refuse it.
    """
    dossier = dossier.absolute()
    _check_cible(dossier)
    with _lock(), ExitStack() as pile:
        dossier.mkdir(parents=True, exist_ok=True, mode=0o700)
        for reste in dossier.glob(f".spaser-*{_PROVISOIRE}"):  # of a backup that was killed
            reste.unlink(missing_ok=True)
        suivi.etape("Copie de la base")
        manifeste, chemins = _gather(pile)
        nom = _name(datetime.now(UTC), cle)
        _write(dossier / nom, manifeste, chemins, cle, suivi)
    effacements.merge(
        effacements.read_effacements(settings.DOSSIER / effacements.FICHIER),
        dossier / effacements.FICHIER,
    )
    prove(dossier / nom)
    supprimees = _prune(dossier, garder) if garder else ()
    return Sauvegarde(dossier / nom, (dossier / nom).stat().st_size, manifeste, supprimees)


def _name(moment: datetime, cle: str) -> str:
    milliemes = moment.microsecond // 1000
    return f"spaser-{moment:%Y-%m-%d-%H%M%S}-{milliemes:03}.tar{archive.CHIFFREE if cle else ''}"


def list_sauvegardes(dossier: Path) -> list[Path]:
    if not dossier.is_dir():
        return []
    return sorted(chemin for chemin in dossier.iterdir() if _NOM.fullmatch(chemin.name))


def _check_cible(dossier: Path) -> None:
    for arbre in (*list_arbres().values(), settings.ENTREPOT):
        if dossier.is_relative_to(arbre):
            raise ErreurSpaser(
                f"« {dossier} » est dans un dossier qui se sauvegarde.",
                "Donnez un dossier hors du site, de préférence sur un autre disque.",
            )


@contextmanager
def _lock() -> Iterator[None]:
    with (settings.DOSSIER / VERROU).open("w") as verrou:
        try:
            fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ErreurSpaser(
                "Une sauvegarde de ce site est déjà en cours.", "Attendez qu’elle se termine."
            ) from None
        yield


# One moment of the site.


def _gather(pile: ExitStack) -> tuple[archive.Manifeste, dict[str, Path]]:
    """Hold one moment of the site; what its database names and is not there is looked for again."""
    gardes = settings.DOSSIER / _GARDES
    pile.callback(shutil.rmtree, gardes, ignore_errors=True)
    for _ in range(_ESSAIS):
        shutil.rmtree(gardes, ignore_errors=True)
        gardes.mkdir(mode=0o700)
        manifeste = _hold(gardes)
        if not manifeste.manquants:
            break
    pieces, liens = list_gardes(gardes)
    nationales, courant = _hold_entrepot(pile)
    pieces |= nationales
    manifeste.liens = liens | courant
    premier = [nom for nom in pieces if "/" not in nom]  # the database must be the first member
    ordre = dict.fromkeys([*premier, *pieces])
    manifeste.pieces = {nom: pieces[nom].stat().st_size for nom in ordre}
    return manifeste, pieces


def _hold(gardes: Path) -> archive.Manifeste:
    genre, moteur = find_moteur()
    _pin_ecriture(gardes)
    effacements.merge(
        effacements.read_effacements(settings.DOSSIER / effacements.FICHIER),
        gardes / effacements.FICHIER,
    )
    with moteur.hold_instant() as instant:
        _pin_ecriture(gardes)
        nommes = archive.list_nommes(instant.lit)
        manquants = [nom for nom in nommes if not _is_there(gardes / nom)]
        instant.write(gardes / moteur.FICHIER)
        return _describe(genre, instant, nommes, manquants)


def _pin_ecriture(gardes: Path) -> None:
    for nom, arbre in list_arbres().items():
        if arbre.is_dir():
            pin_arbre(arbre, gardes / nom)


def _is_there(chemin: Path) -> bool:
    return chemin.exists()  # follows links


def _describe(
    genre: str, instant: archive.Instant, nommes: list[str], manquants: list[str]
) -> archive.Manifeste:
    migrations = instant.lit("SELECT app, name FROM django_migrations ORDER BY app, name")
    return archive.Manifeste(
        cree_le=datetime.now(UTC).isoformat(timespec="seconds"),
        logiciel=read_version(),
        base=genre,
        version_base=instant.version,
        migrations=[(app, nom) for app, nom in migrations],
        tables=instant.count(),
        nommes=nommes,
        manquants=manquants,
        reglages=list_reglages(),
        secrets=list_secrets(),
        pieces={},
        liens={},
    )


def _hold_entrepot(pile: ExitStack) -> tuple[dict[str, Path], dict[str, str]]:
    racine = settings.ENTREPOT
    listes = racine / REFERENTIELS
    pieces = {
        f"{archive.ENTREPOT}/{chemin.relative_to(racine).as_posix()}": chemin
        for chemin in sorted(listes.rglob("*") if listes.is_dir() else ())
        if chemin.is_file()
    }
    try:
        version = pile.enter_context(hold_version(racine))
    except EntrepotAbsent:
        return pieces, {}
    nom = version.relative_to(racine.resolve()).as_posix()
    siennes, _ = list_gardes(version)
    pieces |= {f"{archive.ENTREPOT}/{nom}/{chemin}": place for chemin, place in siennes.items()}
    return pieces, {f"{archive.ENTREPOT}/{COURANT}": nom}


# The file.


def _write(
    cible: Path, manifeste: archive.Manifeste, chemins: dict[str, Path], cle: str, suivi: Suivi
) -> None:
    total = sum(manifeste.pieces.values())
    libre = shutil.disk_usage(cible.parent).free
    if libre < total + _MARGE:
        raise ErreurSpaser(
            f"Il manque de la place dans « {cible.parent} » : il faut {format_octets(total)}, "
            f"il reste {format_octets(libre)}.",
            "Libérez de la place, gardez moins de sauvegardes, ou donnez un autre dossier.",
        )
    suivi.etape("Écriture de la sauvegarde")
    fait = 0

    def tell(octets: int) -> None:
        nonlocal fait
        fait += octets
        suivi.avance(fait, total)

    provisoire = cible.with_name(f".{cible.name}{_PROVISOIRE}")
    with archive.open_sortie(provisoire, cle) as sortie:
        archive.write_archive(sortie, manifeste, chemins, tell)
    provisoire.rename(cible)


def _prune(dossier: Path, garder: int) -> tuple[str, ...]:
    anciennes = list_sauvegardes(dossier)[:-garder]
    for chemin in anciennes:
        chemin.unlink()
    return tuple(chemin.name for chemin in anciennes)


# --- The drill: a backup is put back aside by the very command that would put it back for good
# ---


_PREFIXE: Final = ".epreuve-"


def find_sauvegarde(chemin: Path) -> Path:
    """Return a backup: the one named, or the latest of a folder."""
    if not chemin.is_dir():
        return chemin
    trouvees = list_sauvegardes(chemin)
    if not trouvees:
        raise ErreurSpaser(
            f"Il n’y a pas de sauvegarde dans « {chemin} ».", "Faites-en une : spaser sauvegarder."
        )
    return trouvees[-1]


def prove_sauvegarde(chemin: Path, cle: Path | None) -> None:
    """Put a backup back aside, compare, delete what was put back; ErreurSpaser if it does not go.

    The restoration counts the rows of every table, checks every file and opens every store.
    """
    for reste in settings.DOSSIER.glob(f"{_PREFIXE}*"):  # of a drill that was killed
        shutil.rmtree(reste, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=settings.DOSSIER, prefix=_PREFIXE) as lieu:
        dossier = Path(lieu)
        with find_moteur()[1].make_aside(dossier) as base:
            _restore_aside(chemin.absolute(), cle, dossier, base)


def _restore_aside(chemin: Path, cle: Path | None, dossier: Path, base: str) -> None:
    environnement = os.environ | {
        "SPASER_DOSSIER": str(dossier / "site"),
        "SPASER_ENTREPOT": str(dossier / "entrepot"),
        "SPASER_BASE": base,
        "SPASER_SAUVEGARDES": "",
    }
    options = ["--cle", str(cle.absolute())] if cle else []
    fait = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "spaser.cli", "restaurer", str(chemin), *options],
        env=environnement, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if fait.returncode:
        dit = fait.stderr.partition("Erreur")[2].lstrip("\u00a0 :") or fait.stderr
        raise ErreurSpaser(f"« {chemin.name} » ne se restaure pas. {' '.join(dit.split())}")


# --- Puts a backup back into an empty site: checked whole aside, then put in place ---


RESTES: Final = "reglages-sauvegardes.env"
_ASIDE: Final = ".restauration"
_PRIVE: Final = 0o700
_SANS_LISTE: Final = (
    "aucune liste d’effacements : si des personnes ont été effacées depuis, donnez-la "
    "(--effacements FICHIER) et restaurez de nouveau, dans un dossier neuf"
)
_AUTRE_CLE: Final = (
    "{} hors d’atteinte : restaurez de nouveau, avec la SPASER_SECRET de l’ancien site"
)
_TOLERES: Final = frozenset({SECRET, VERROU, _ASIDE, effacements.FICHIER, "lost+found"})


def restore_site(
    chemin: Path, *, cle: Path | None, listes: Sequence[Path], suivi: Suivi
) -> tuple[archive.Manifeste, list[str]]:
    """Put a backup back; return what it held, and what to say of the people erased since.

    Nothing is touched before the whole of it has been checked.
    """
    _check_vide()
    presentes = [x for x in (*listes, settings.DOSSIER / effacements.FICHIER) if x.exists()]
    lignes = [ligne for liste in presentes for ligne in effacements.read_effacements(liste)]
    with ExitStack() as pile:
        aside = settings.DOSSIER / _ASIDE
        shutil.rmtree(aside, ignore_errors=True)
        pile.callback(shutil.rmtree, aside, ignore_errors=True)
        aside.mkdir(parents=True, mode=0o700)
        suivi.etape("Contrôle de la sauvegarde")
        manifeste = archive.extract(chemin, cle, aside, check_manifeste)
        suivi.etape("Remise en place")
        _load_base(aside, manifeste)
        _move_files(aside)
        connues = effacements.read_effacements(aside / effacements.FICHIER)
    effacements.merge([*connues, *lignes], settings.DOSSIER / effacements.FICHIER)
    suivi.etape("Mise à jour")
    prepare(demonstration=False, tell=lambda _: None)
    check_files(manifeste)
    _write_reglages(manifeste)
    return manifeste, _redo(set(lignes).difference(connues)) if presentes else [_SANS_LISTE]


def _redo(depuis: set[str]) -> list[str]:
    """Erase again what was erased since; tell how many addresses could not be (another key)."""
    adresses = {ligne.split()[1] for ligne in depuis if "-" in ligne.split()[1]}
    siennes = {a for a in adresses if a.startswith(effacements.print_cle())}
    dit = [pluriel(effacements.redo(siennes), "effacement refait", "effacements refaits")]
    perdues = pluriel(len(adresses - siennes), "adresse effacée", "adresses effacées")
    return dit if adresses == siennes else [*dit, _AUTRE_CLE.format(perdues)]


# What must be true before anything is done.


def _check_vide() -> None:
    """Refuse any place that holds something already."""
    chemins = [*list_arbres().values(), settings.ENTREPOT]
    if settings.DOSSIER.is_dir():
        chemins += [c for c in settings.DOSSIER.iterdir() if c.name not in _TOLERES]
    presents = [chemin for chemin in chemins if _holds(chemin)]
    if presents:
        raise ErreurSpaser(
            f"Il y a déjà quelque chose dans « {presents[0]} » : on ne restaure que dans un site "
            "vide.",
            "Donnez un dossier neuf à SPASER_DOSSIER, et un autre à SPASER_ENTREPOT.",
        )
    if not find_moteur()[1].is_empty():
        raise ErreurSpaser(
            "La base de SPASER_BASE contient déjà des tables : on ne restaure que dans une base "
            "vide.",
            "Créez une base neuve et donnez son adresse à SPASER_BASE.",
        )


def _holds(chemin: Path) -> bool:
    """Tell whether there is something here: an empty folder is nothing."""
    return any(chemin.iterdir()) if chemin.is_dir() else chemin.exists()


def check_manifeste(manifeste: archive.Manifeste) -> None:
    """Refuse a backup of another kind of database, or of a site later than this one."""
    genre, _ = find_moteur()
    if manifeste.base != genre:
        remede = {
            "sqlite": "Retirez SPASER_BASE : cette sauvegarde est celle d’une base SQLite.",
            "postgresql": "Donnez une base PostgreSQL vide à SPASER_BASE.",
        }
        raise ErreurSpaser(
            f"Cette sauvegarde vient d’une base {manifeste.base}, ce site a une base {genre}.",
            remede[manifeste.base],
        )
    siennes = set(MigrationLoader(None).disk_migrations)
    apps, connues = {app for app, _ in siennes}, siennes | etiquettes.ANCIENNES
    inconnues = [m for m in manifeste.migrations if m not in connues and m[0] in apps]
    if inconnues:
        raise ErreurSpaser(
            f"Cette sauvegarde vient de spaser {manifeste.logiciel}, plus récent que celui-ci "
            f"(migration « {'.'.join(inconnues[0])} »).",
            "Installez cette version, ou une plus récente, puis relancez la restauration.",
        )
    etiquettes.check_derniere(manifeste.migrations, "spaser restaurer, sur cette sauvegarde")


# Putting in place.


def _load_base(aside: Path, manifeste: archive.Manifeste) -> None:
    moteur = find_moteur()[1]
    moteur.load(aside / moteur.FICHIER)
    with moteur.read_loaded() as instant:
        lues = instant.count()
    ecarts = [nom for nom, nombre in manifeste.tables.items() if lues.get(nom) != nombre]
    if ecarts:
        nom = ecarts[0]
        raise ErreurSpaser(
            f"La base restaurée n’est pas celle qui a été sauvegardée : la table « {nom} » a "
            f"{lues.get(nom, 0)} lignes au lieu de {manifeste.tables[nom]}.",
            "Prenez une autre sauvegarde, dans un dossier et une base vides.",
        )


def _move_files(aside: Path) -> None:
    for nom, cible in {**list_arbres(), archive.ENTREPOT: settings.ENTREPOT}.items():
        source = aside / nom
        if source.is_dir():
            if cible.is_dir():
                cible.rmdir()  # empty, as was checked
            cible.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(source, cible)
    for arbre in list_arbres().values():
        for dossier, _, _ in arbre.walk():
            dossier.chmod(_PRIVE)


def check_files(manifeste: archive.Manifeste) -> int:
    """Look for every file that the database names and open every store; return how many opened."""
    arbres = {**list_arbres(), archive.ENTREPOT: settings.ENTREPOT}
    perdus = set(manifeste.manquants)
    for nom in manifeste.nommes:
        tete, _, suite = nom.partition("/")
        if nom not in perdus and not (arbres[tete] / suite).exists():
            raise ErreurSpaser(f"« {nom} » manque après la restauration.", "Signalez-le.")
    prives = [arbres[PRIVES] / nom.partition("/")[2] for nom in manifeste.nommes if _is_prive(nom)]
    entrepots = [lien.parent for lien in prives if lien.exists()]
    if (settings.ENTREPOT / COURANT).exists():
        entrepots.append(settings.ENTREPOT)
    for dossier in entrepots:
        with open_entrepot(dossier) as ouvert:
            ouvert.connexion.execute("SELECT count(*), sum(montant) FROM marches").fetchall()
    return len(entrepots)


def _is_prive(nom: str) -> bool:
    return nom.startswith(f"{PRIVES}/")


def _write_reglages(manifeste: archive.Manifeste) -> None:
    """Leave the settings beside the data, to be read by who sets the new site."""
    lignes = [f"{nom}={valeur}" for nom, valeur in manifeste.reglages.items()]
    fichier = settings.DOSSIER / RESTES
    fichier.touch(mode=0o600)
    fichier.write_text("\n".join(["# Réglages du site sauvegardé, sans ses secrets.", *lignes, ""]))
