"""PostgreSQL: one exported snapshot, which `pg_dump` copies and which we read as well."""

import os
import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from spaser.elements import ErreurSpaser
from spaser.site.socle.reglages import read_reglage
from spaser.site.socle.sauvegarde.archive import Instant

FICHIER: Final = "base.pgdump"
_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
_DEBIAN: Final = Path("/usr/lib/postgresql")
_VERSION: Final = re.compile(r"\(PostgreSQL\) (\d+)")
_PARTIES: Final = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "NAME"}
_RAISON_MAX: Final = 300


def _adresse() -> tuple[str, str]:
    """Return how to reach the database, without its password, then the password."""
    lieu = settings.DATABASES["default"]
    options = {c: v for c, v in lieu["OPTIONS"].items() if c != "pool"}
    parties = {nom: lieu[cle] for nom, cle in _PARTIES.items()}
    return make_conninfo("", **{c: v for c, v in parties.items() if v}, **options), lieu["PASSWORD"]


@contextmanager
def _connect(**autres: Any) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    adresse, mot_de_passe = _adresse()
    secret = {"password": mot_de_passe} if mot_de_passe else {}
    try:
        connexion = psycopg.connect(make_conninfo(adresse, connect_timeout=10, **secret), **autres)
    except psycopg.OperationalError as erreur:
        raise ErreurSpaser(
            f"La base de SPASER_BASE ne répond pas ({adresse}).",
            "Vérifiez cette adresse, et que le serveur PostgreSQL est lancé.",
        ) from erreur
    with connexion:
        yield connexion


@contextmanager
def hold_instant() -> Iterator[Instant]:
    """Hold the database as it is now: what is written from now on is not seen."""
    with _connect() as connexion:
        connexion.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connexion.read_only = True
        [(instantane,)] = connexion.execute("SELECT pg_export_snapshot()").fetchall()
        yield _make_instant(connexion, instantane)
        connexion.rollback()


def _make_instant(connexion: psycopg.Connection[tuple[Any, ...]], instantane: str = "") -> Instant:
    majeure = connexion.info.server_version // 10000
    pg_dump = find_outil_postgresql("pg_dump", majeure) if instantane else ""

    def lit(requete: str) -> list[tuple[Any, ...]]:
        return connexion.execute(requete.encode()).fetchall()

    def write(cible: Path) -> None:
        _run(pg_dump, "--format=custom", "--no-owner", "--no-privileges",
             f"--snapshot={instantane}", f"--file={cible}")  # fmt: skip

    tables = [nom for (nom,) in lit(_TABLES)]
    return Instant(str(majeure), tables, lit, write)


def find_outil_postgresql(nom: str, majeure: int) -> str:
    """Return a tool of the server's version, or the nearest later one."""
    trouves = _list_outils(nom)
    versions = {_read_version(chemin): chemin for chemin in reversed(trouves)}
    if convenables := sorted(version for version in versions if version >= majeure):
        return versions[convenables[0]]
    vieux = f" (celui qui est installé est de la version {max(versions)})" if versions else ""
    raise ErreurSpaser(
        f"{nom} de PostgreSQL {majeure} est introuvable{vieux}.",
        f"Installez-le sur cette machine ; sous Debian : apt install postgresql-client-{majeure}.",
    )


def _list_outils(nom: str) -> list[str]:
    trouves = [str(chemin) for chemin in _DEBIAN.glob(f"*/bin/{nom}")]
    return [*trouves, courant] if (courant := shutil.which(nom)) else trouves


def _read_version(chemin: str) -> int:
    dit = subprocess.run([chemin, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - a tool of PostgreSQL
    lue = _VERSION.search(dit)
    return int(lue[1]) if lue else 0


def _run(outil: str, *arguments: str) -> None:
    """Run a tool on the site's database; the password goes by the environment, not the command."""
    adresse, mot_de_passe = _adresse()
    environnement = os.environ | ({"PGPASSWORD": mot_de_passe} if mot_de_passe else {})
    fait = subprocess.run(  # noqa: S603 - a tool of PostgreSQL
        [outil, *arguments, f"--dbname={adresse}"],
        env=environnement, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if fait.returncode:
        raison = " ".join(fait.stderr.split())[:_RAISON_MAX]
        raise ErreurSpaser(
            f"{Path(outil).name} a échoué : {raison}.",
            "Vérifiez les droits de l’utilisateur de SPASER_BASE et la place du serveur.",
        )


def is_empty() -> bool:
    with _connect() as connexion:
        return not connexion.execute(_TABLES.encode()).fetchall()


def load(fichier: Path) -> None:
    """Fill the empty database, all or nothing."""
    with _connect() as connexion:
        majeure = connexion.info.server_version // 10000
    pg_restore = find_outil_postgresql("pg_restore", majeure)
    _run(pg_restore, "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
         str(fichier))  # fmt: skip
    fichier.unlink()


@contextmanager
def read_loaded() -> Iterator[Instant]:
    with _connect() as connexion:
        yield _make_instant(connexion)


@contextmanager
def make_aside(dossier: Path) -> Iterator[str]:
    """Give the address of an empty database aside, on the same server, dropped at the end."""
    del dossier
    nom = f"spaser_epreuve_{uuid.uuid4().hex[:12]}"
    with _connect(autocommit=True) as connexion:
        try:
            connexion.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(nom)))
        except psycopg.errors.InsufficientPrivilege as erreur:
            raise ErreurSpaser(
                "L’utilisateur de SPASER_BASE ne peut pas créer de base : rien à éprouver à côté.",
                "Donnez-lui ce droit : ALTER ROLE … CREATEDB, ou éprouvez sur une autre machine.",
            ) from erreur
        try:
            yield urlunsplit(urlsplit(read_reglage("SPASER_BASE"))._replace(path=f"/{nom}"))
        finally:
            efface = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(nom))
            connexion.execute(efface)
