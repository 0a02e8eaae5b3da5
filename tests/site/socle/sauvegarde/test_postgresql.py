"""Backups of a site on PostgreSQL: one snapshot, its own tools, a base made aside for the drill."""

import os
import subprocess
import sys
import tarfile
import uuid

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from spaser.elements import ErreurSpaser
from spaser.site.socle.sauvegarde.postgresql import find_outil_postgresql
from tests.cli.conftest import LIMITE
from tests.cli.test_effacements import SECRET, act, list_revenus
from tests.cli.test_sauvegarde import (
    ECHANTILLON,
    at_work,
    check_gestes,
    list_nommes,
    plain,
    wait_for,
)
from tests.site.postgresql import find_outils

SUR_POSTGRESQL = pytest.mark.skipif(
    "postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="le site est sur SQLite"
)


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
        "spaser.site.socle.sauvegarde.postgresql._list_outils",
        lambda nom: [str(chemin / nom) for chemin in chemins],
    )

    assert find_outil_postgresql("pg_dump", majeure) == str(tmp_path / attendu / "pg_dump")


def test_a_tool_that_is_absent_or_too_old_is_told_with_its_package(monkeypatch, tmp_path):
    make_outils(tmp_path, vieux="15.20")
    for trouves, dit in [
        ([], "pg_dump de PostgreSQL 17 est introuvable."),
        ([str(tmp_path / "vieux" / "pg_dump")], "celui qui est installé est de la version 15"),
    ]:
        monkeypatch.setattr(
            "spaser.site.socle.sauvegarde.postgresql._list_outils",
            lambda _, trouves=trouves: trouves,
        )
        with pytest.raises(ErreurSpaser) as erreur:
            find_outil_postgresql("pg_dump", 17)
        assert dit in erreur.value.message
        assert "apt install postgresql-client-17" in erreur.value.conseil


@pytest.fixture(scope="module")
def make_base(django_db_setup, django_db_blocker):
    """Make empty bases beside that of the tests, dropped at the end; give their addresses."""
    avant, _, apres = os.environ["SPASER_BASE"].rpartition("/postgres")
    faites = []

    def make():
        faites.append(f"essai_{uuid.uuid4().hex[:8]}")
        serveur.execute(f'CREATE DATABASE "{faites[-1]}"')
        return f"{avant}/{faites[-1]}{apres}"

    with (
        django_db_blocker.unblock(),
        psycopg.connect(os.environ["SPASER_BASE"], autocommit=True) as serveur,
    ):
        yield make
        for nom in faites:
            serveur.execute(f'DROP DATABASE "{nom}" WITH (FORCE)')


@pytest.fixture(scope="module")
def open_site(make_base):
    """Give the settings of a site in a folder, whose base is empty."""
    propre = {c: v for c, v in os.environ.items() if not c.startswith(("SPASER_", "DJANGO_"))}
    outils = find_outils(connection.pg_version // 10_000)
    if outils is None:
        pytest.skip("pg_dump du serveur est absent")

    def open_in(dossier):
        return propre | {
            "PATH": f"{outils}:{propre['PATH']}",
            "DJANGO_SETTINGS_MODULE": "spaser.site.config.settings",
            "SPASER_BASE": make_base(),
            "SPASER_DOSSIER": str(dossier / "site"),
            "SPASER_ENTREPOT": str(dossier / "entrepot"),
            "SPASER_SECRET": SECRET,
        }

    return open_in


def lance(reglages, *arguments):
    """Run a command of the site; return its code and what it said."""
    fait = subprocess.run(
        [sys.executable, "-m", "spaser.cli", *map(str, arguments)],
        env=reglages, capture_output=True, text=True, timeout=LIMITE, check=False,
    )  # fmt: skip
    return fait.returncode, plain(fait.stderr)


@SUR_POSTGRESQL
@pytest.mark.deux_bases
@pytest.mark.longue
def test_a_site_is_saved_drilled_and_put_back_into_an_empty_base(open_site, tmp_path):
    site, neuf = open_site(tmp_path), open_site(tmp_path / "neuf")
    for arguments in [("preparer",), ("sauvegarder", tmp_path / "s", "--eprouver")]:
        code, dit = lance(site, *arguments)
        assert code == 0, dit
    [chemin] = (tmp_path / "s").glob("spaser-*.tar")

    code, dit = lance(neuf, "restaurer", chemin)

    assert code == 0, dit
    ailleurs = {"SPASER_DOSSIER": str(tmp_path / "autre"), "SPASER_ENTREPOT": str(tmp_path / "e")}
    code, dit = lance(neuf | ailleurs, "restaurer", chemin)
    assert code == 1
    assert "on ne restaure que dans une base vide" in dit


@SUR_POSTGRESQL
@pytest.mark.longue(parts=32)
def test_what_is_saved_while_people_work_loses_nothing_and_brings_back_nobody_erased(
    open_site, tmp_path
):
    site = open_site(tmp_path) | {"SPASER_DEMONSTRATION": "oui"}
    demarre = ("demarrer", "--entrepot", tmp_path / "entrepot", "--sortie", tmp_path / "sortie")
    for arguments in (demarre, ("preparer", "--demonstration")):
        code, dit = lance(site, *arguments)
        assert code == 0, dit
    act((tmp_path, site), "install", "ask")

    confirmees = save_at_work(site, tmp_path)

    act((tmp_path, site), "erase", "erase_others")
    faites = sorted((tmp_path / "sauvegardes").glob("spaser-*.tar"))
    assert len(faites) == len(confirmees) == ECHANTILLON
    for rang, chemin in enumerate(faites):
        neuf = open_site(tmp_path / str(rang))
        code, dit = lance(neuf, "restaurer", chemin, "--effacements", tmp_path / "site/effacements")
        assert code == 0, dit
        assert "4 effacements refaits" in dit
        with tarfile.open(chemin) as archive, psycopg.connect(neuf["SPASER_BASE"]) as base:
            check_gestes(base, confirmees[rang])
            assert list_nommes(base) - set(archive.getnames()) == set()
            assert list_revenus(base) == []


def save_at_work(site, dossier):
    """Save while contracts are corrected; return what was confirmed before each backup."""
    trace, confirmees = dossier / "trace", []
    with at_work(site, trace):
        for _ in range(ECHANTILLON):
            confirmees.append([int(mot) for mot in trace.read_text("utf-8").split()])
            code, dit = lance(site, "sauvegarder", dossier / "sauvegardes")
            assert code == 0, dit
            wait_for(lambda: len(trace.read_text("utf-8").split()) > len(confirmees[-1]))
    return confirmees
