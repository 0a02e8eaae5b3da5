"""Puts a backup back into an empty site: checked whole aside, then put in place."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from spaser.documents.francais import pluriel
from spaser.donnees.entrepot.dossier import COURANT
from spaser.donnees.entrepot.lecture import open_entrepot
from spaser.erreurs import ErreurSpaser
from spaser.web.sauvegarde.archive import extract
from spaser.web.sauvegarde.ecriture import Suivi
from spaser.web.sauvegarde.lieux import SECRET, VERROU, find_moteur, list_arbres
from spaser.web.sauvegarde.manifeste import Manifeste
from spaser.web.sauvegarde.nommes import ENTREPOT
from spaser.web.socle import effacements
from spaser.web.socle.effacements import FICHIER as EFFACEMENTS
from spaser.web.socle.fichiers.service import PRIVES
from spaser.web.socle.preparation import prepare

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
_TOLERES: Final = frozenset({SECRET, VERROU, _ASIDE, EFFACEMENTS, "lost+found"})


def restore_site(
    chemin: Path, *, cle: Path | None, listes: Sequence[Path], suivi: Suivi
) -> tuple[Manifeste, list[str]]:
    """Put a backup back; return what it held, and what to say of the people erased since.

    Nothing is touched before the whole of it has been checked.
    """
    _check_vide()
    presentes = [x for x in (*listes, settings.DOSSIER / EFFACEMENTS) if x.exists()]
    lignes = [ligne for liste in presentes for ligne in effacements.read(liste)]
    with ExitStack() as pile:
        aside = settings.DOSSIER / _ASIDE
        shutil.rmtree(aside, ignore_errors=True)
        pile.callback(shutil.rmtree, aside, ignore_errors=True)
        aside.mkdir(parents=True, mode=0o700)
        suivi.etape("Contrôle de la sauvegarde")
        manifeste = extract(chemin, cle, aside, check_manifeste)
        suivi.etape("Remise en place")
        _load_base(aside, manifeste)
        _move_files(aside)
        connues = effacements.read(aside / EFFACEMENTS)
    effacements.merge([*connues, *lignes], settings.DOSSIER / EFFACEMENTS)
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


def check_manifeste(manifeste: Manifeste) -> None:
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
    connues = set(MigrationLoader(None).disk_migrations)
    siennes = {app for app, _ in connues}
    inconnues = [m for m in manifeste.migrations if m not in connues and m[0] in siennes]
    if inconnues:
        raise ErreurSpaser(
            f"Cette sauvegarde vient de spaser {manifeste.logiciel}, plus récent que celui-ci "
            f"(migration « {'.'.join(inconnues[0])} »).",
            "Installez cette version, ou une plus récente, puis relancez la restauration.",
        )


# Putting in place.


def _load_base(aside: Path, manifeste: Manifeste) -> None:
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
    for nom, cible in {**list_arbres(), ENTREPOT: settings.ENTREPOT}.items():
        source = aside / nom
        if source.is_dir():
            if cible.is_dir():
                cible.rmdir()  # empty, as was checked
            cible.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(source, cible)
    for arbre in list_arbres().values():
        for dossier, _, _ in arbre.walk():
            dossier.chmod(_PRIVE)


def check_files(manifeste: Manifeste) -> int:
    """Look for every file that the database names and open every store; return how many opened."""
    arbres = {**list_arbres(), ENTREPOT: settings.ENTREPOT}
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


def _write_reglages(manifeste: Manifeste) -> None:
    """Leave the settings beside the data, to be read by who sets the new site."""
    lignes = [f"{nom}={valeur}" for nom, valeur in manifeste.reglages.items()]
    fichier = settings.DOSSIER / RESTES
    fichier.touch(mode=0o600)
    fichier.write_text("\n".join(["# Réglages du site sauvegardé, sans ses secrets.", *lignes, ""]))
