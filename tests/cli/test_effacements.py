"""Whoever was erased is nowhere on the disk, and stays so when a backup of before comes back."""

import contextlib
import shutil
import sqlite3
import subprocess
import sys

import pytest

from tests.cli.conftest import LIMITE

EFFACEE = "import django; django.setup(); from tests.cli import effacee; effacee.main()"
LECTRICE = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
base.execute("SELECT count(*) FROM comptes_utilisateur").fetchone()
print("lue", flush=True)
sys.stdin.read()
"""
SECRET = "lKqZ0f-3xYw8Rr_TnB5vHs1uGd7PjEc2MaXo9iVtNe6QpLkWyC4z"  # noqa: S105 - drawn for these tests
REQUETES = {
    "compte": "comptes_utilisateur WHERE nom = 'Lepervier'",
    "alerte": "registre_alerte WHERE courriel = 'alerte@effacee.exemple'",
    "contact": "acteurs_personne WHERE nom = 'Ursule Lointaine'",
    "alerte d’avant le compte": "registre_alerte WHERE courriel = 'avant@effacee.exemple'",
}
MOTS = (b"lepervier", b"zenobie")


@pytest.fixture(scope="module")
def site(environnement, pret, tmp_path_factory):
    """A copy of the demonstration's site, and its settings."""
    dossier = tmp_path_factory.mktemp("efface") / "site"
    shutil.copytree(environnement["SPASER_DOSSIER"], dossier, symlinks=True)
    return dossier, environnement | {
        "SPASER_DOSSIER": str(dossier),
        "DJANGO_SETTINGS_MODULE": "spaser.site.config.settings",
    }


def run(environnement, *arguments):
    """Run Python; return what it said."""
    fait = subprocess.run(
        [sys.executable, *map(str, arguments)],
        env=environnement, timeout=LIMITE, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert fait.returncode == 0, fait.stderr
    return (fait.stdout + fait.stderr).replace("\u00a0", " ")


def act(site, *gestes):
    run(site[1], "-c", EFFACEE, *gestes)


@contextlib.contextmanager
def hold_base(dossier):
    """Keep the base open, as a server does: the last one to close it would empty its journal.

    In a process of its own: to read the bytes of a file drops the locks that one holds on it.
    """
    commande = [sys.executable, "-c", LECTRICE, str(dossier / "spaser.sqlite3")]
    with subprocess.Popen(commande, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as lectrice:
        assert lectrice.stdout.readline() == b"lue\n"
        yield
        lectrice.stdin.close()


def list_traces(dossier):
    """Return the files that name her, by their name or by their bytes."""
    return sorted(
        chemin.relative_to(dossier).as_posix()
        for chemin in dossier.rglob("*")
        if chemin.is_file()
        and any(mot in chemin.name.encode() + chemin.read_bytes().lower() for mot in MOTS)
    )


def test_nothing_of_whoever_leaves_stays_in_the_bytes_of_the_site(site):
    dossier, _ = site
    with hold_base(dossier):
        act(site, "install")
        dits = list_traces(dossier)
        assert any(trace.startswith("courriels/") for trace in dits)
        assert any(trace.startswith("fichiers/") for trace in dits)
        assert any(trace.startswith("spaser.sqlite3-wal") for trace in dits)

        act(site, "erase")

        assert list_traces(dossier) == []


@pytest.fixture(scope="module")
def depuis(environnement, pret, tmp_path_factory):
    """A site whose people were erased after a backup; its folder, and that of its backups."""
    racine = tmp_path_factory.mktemp("depuis")
    shutil.copytree(environnement["SPASER_DOSSIER"], racine / "site", symlinks=True)
    site = (
        racine,
        environnement
        | {
            "SPASER_DOSSIER": str(racine / "site"),
            "SPASER_SECRET": SECRET,
            "DJANGO_SETTINGS_MODULE": "spaser.site.config.settings",
        },
    )
    act(site, "install", "ask")
    run(site[1], "-m", "spaser.cli", "sauvegarder", racine / "avant")
    act(site, "erase", "erase_others")
    return site


def restore(depuis, nom, *options, secret=SECRET, lot="avant"):
    """Put the backup back into an empty place; return its folder and what was said."""
    racine, environnement = depuis
    neuf = environnement | {
        "SPASER_DOSSIER": str(racine / nom / "site"),
        "SPASER_ENTREPOT": str(racine / nom / "entrepot"),
        "SPASER_SECRET": secret,
    }
    [archive] = (racine / lot).glob("spaser-*.tar")
    dit = run(neuf, "-m", "spaser.cli", "restaurer", archive, *options)
    return racine / nom / "site", dit, neuf


def list_revenus(base):
    """Return which of those who were erased are in a base."""
    return [
        nom
        for nom, requete in REQUETES.items()
        if base.execute(f"SELECT count(*) FROM {requete}").fetchone()[0]
    ]


def read_revenus(dossier):
    with contextlib.closing(sqlite3.connect(dossier / "spaser.sqlite3")) as base:
        return list_revenus(base)


@pytest.mark.longue(ensemble=True)
def test_whoever_was_erased_since_a_backup_stays_erased_once_it_is_restored(depuis):
    liste = depuis[0] / "site/effacements"
    assert len(liste.read_text("ascii").splitlines()) == 6
    assert not [mot for mot in (*MOTS, b"ursule", b"exemple") if mot in liste.read_bytes().lower()]

    sans, dit, _ = restore(depuis, "sans")
    assert "aucune liste d’effacements" in dit
    assert read_revenus(sans) == ["compte", "alerte", "contact", "alerte d’avant le compte"]

    autre, dit, _ = restore(depuis, "autre", "--effacements", liste, secret=SECRET[::-1])
    assert "3 effacements refaits" in dit
    assert "2 adresses effacées hors d’atteinte" in dit
    assert read_revenus(autre) == ["alerte d’avant le compte"]

    avec, dit, neuf = restore(depuis, "avec", "--effacements", liste)
    assert "4 effacements refaits" in dit
    assert "hors d’atteinte" not in dit
    assert read_revenus(avec) == []
    assert list_traces(avec) == []
    assert "refait" not in run(neuf, "-m", "spaser.cli", "preparer")
    assert (avec / "effacements").read_text("ascii") == liste.read_text("ascii")


@pytest.mark.longue(ensemble=True)
def test_whoever_came_back_is_not_erased_again(depuis):
    racine, environnement = depuis
    act(depuis, "come_back")
    run(environnement, "-m", "spaser.cli", "sauvegarder", racine / "apres")
    assert (racine / "apres/effacements").read_bytes() == (racine / "site/effacements").read_bytes()

    revenue, dit, _ = restore(depuis, "revenue", lot="apres")

    assert "0 effacement refait" in dit
    assert read_revenus(revenue) == ["compte", "alerte d’avant le compte"]
