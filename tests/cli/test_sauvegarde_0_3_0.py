"""A backup of 0.3.0, the house of forty-one apps, is put back by this one. See ADR 76."""

import contextlib
import json
import lzma
import os
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.cli.conftest import LIMITE

SAUVEGARDE = Path(__file__).with_name("sauvegarde_0_3_0.tar.xz")
MOT_DE_PASSE = "une phrase assez longue pour tenir"
VISITE = "import django; django.setup(); from tests.cli import ancienne; ancienne.main()"


@pytest.fixture(scope="module")
def restauree(tmp_path_factory):
    """Return the settings of the site put back, and what the command said."""
    racine = tmp_path_factory.mktemp("ancienne")
    archive = racine / "spaser-2026-12-01-120000-000.tar"
    archive.write_bytes(lzma.decompress(SAUVEGARDE.read_bytes()))
    propre = {c: v for c, v in os.environ.items() if not c.startswith(("SPASER_", "DJANGO_"))}
    reglages = propre | {
        "SPASER_DOSSIER": str(racine / "site"),
        "SPASER_ENTREPOT": str(racine / "entrepot"),
        "DJANGO_SETTINGS_MODULE": "spaser.site.config.settings",
    }
    return reglages, run(reglages, "-m", "spaser.cli", "restaurer", archive)


@pytest.fixture
def archive(tmp_path):
    """Return the base that the backup holds."""
    with tarfile.open(SAUVEGARDE) as lue:
        lue.extract("base.sqlite3", tmp_path, filter="data")
    return tmp_path / "base.sqlite3"


def run(reglages, *arguments):
    fait = subprocess.run(
        [sys.executable, *map(str, arguments)],
        env=reglages, timeout=LIMITE, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert fait.returncode == 0, fait.stderr
    return fait.stdout, fait.stderr.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_backup_stays_small():
    assert SAUVEGARDE.stat().st_size < 100_000


# What labels are kept in, and counters.
_REECRITES = {
    "django_content_type", "django_migrations", "django_tasks_database_dbtaskresult",
    "courriels_courriel", "socle_evenement", "sqlite_sequence",
}  # fmt: skip


@pytest.mark.longue(ensemble=True)
def test_a_backup_of_0_3_0_is_put_back_and_every_row_comes_out_as_it_was(restauree, archive):
    reglages, (_, dit) = restauree

    assert "1 317 lignes de 151 tables, 2 fichiers, tous conformes" in dit
    avant = read_lignes(archive)
    apres = read_lignes(Path(reglages["SPASER_DOSSIER"]) / "spaser.sqlite3")
    assert avant.keys() - apres.keys() == {
        "acteurs_sansrappel", "commun_reglagementions", "obligations_redaction",
    }  # fmt: skip
    gardees = [t for t in avant.keys() & apres.keys() - _REECRITES if "recherche_" not in t]
    assert len(gardees) > 120
    assert {t: avant[t] - apres[t] for t in gardees if avant[t] - apres[t]} == {}
    moindres = {t for t in _REECRITES if len(avant[t]) > len(apres[t])}
    assert moindres == {"django_migrations", "sqlite_sequence"}
    assert "Le site est prêt." in run(reglages, "-m", "spaser.cli", "preparer")[1]


def read_lignes(chemin):
    """Return the rows of each table, as sets of named values."""
    with contextlib.closing(sqlite3.connect(chemin)) as base:
        base.row_factory = sqlite3.Row
        tables = base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            table: {frozenset(dict(x).items()) for x in base.execute(f'SELECT * FROM "{table}"')}
            for (table,) in tables
        }


@pytest.mark.longue(ensemble=True)
def test_whoever_was_there_finds_her_space_the_journal_and_what_waited_goes_on(restauree):
    vu = json.loads(run(restauree[0], "-c", VISITE, MOT_DE_PASSE)[0])

    assert vu["entree"] == "/compte/"
    pages = ("espace", "plan", "grille", "acteur", "depot", "historique")
    assert [vu[page][0] for page in pages] == [200] * 6
    assert "Val-Fictif" in vu["espace"][1]
    assert "Insertion" in vu["grille"][1]
    assert "Ursule Fictive" in vu["acteur"][1]
    assert "Le schéma" in vu["depot"][1]
    assert "a ajouté un acteur" in vu["historique"][1]
    assert vu["fichier"] == "%PDF-"
    assert vu["journal"] == ["Acteur n° 1"]
    assert vu["courriel"] == ["spaser.site.registre.alertes.ask_confirmation", "envoye"]
