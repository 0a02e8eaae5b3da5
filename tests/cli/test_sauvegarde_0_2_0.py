"""A backup of a site of the last release is put back by this one, and whoever was there goes on."""

import json
import lzma
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import LIMITE

SAUVEGARDE = Path(__file__).with_name("sauvegarde_0_2_0.tar.xz")
MOT_DE_PASSE = "une phrase assez longue pour tenir"
VISITE = "import django; django.setup(); from tests.cli import ancienne; ancienne.main()"


@pytest.fixture(scope="module")
def restauree(tmp_path_factory):
    """Return the settings of the site put back, and what the command said."""
    racine = tmp_path_factory.mktemp("ancienne")
    archive = racine / "spaser-2026-11-26-120000-000.tar"
    archive.write_bytes(lzma.decompress(SAUVEGARDE.read_bytes()))
    propre = {c: v for c, v in os.environ.items() if not c.startswith(("SPASER_", "DJANGO_"))}
    reglages = propre | {
        "SPASER_DOSSIER": str(racine / "site"),
        "SPASER_ENTREPOT": str(racine / "entrepot"),
        "DJANGO_SETTINGS_MODULE": "spaser.web.config.settings",
    }
    return reglages, run(reglages, "-m", "spaser.cli", "restaurer", archive)


def run(reglages, *arguments):
    fait = subprocess.run(
        [sys.executable, *map(str, arguments)],
        env=reglages, timeout=LIMITE, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert fait.returncode == 0, fait.stderr
    return fait.stdout, fait.stderr.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_backup_stays_small():
    assert SAUVEGARDE.stat().st_size < 300_000


@pytest.mark.longue(ensemble=True)
def test_a_backup_of_the_last_release_is_put_back_and_brought_up_to_date(restauree):
    reglages, (_, dit) = restauree

    assert "1 176 lignes de 85 tables, 2 fichiers, tous conformes" in dit
    assert "Le site est prêt." in run(reglages, "-m", "spaser.cli", "preparer")[1]


@pytest.mark.longue(ensemble=True)
def test_whoever_was_there_signs_in_and_finds_her_space_her_deposit_and_its_file(restauree):
    vu = json.loads(run(restauree[0], "-c", VISITE, MOT_DE_PASSE)[0])

    assert vu["entree"] == "/compte/"
    assert [vu[page][0] for page in ("espace", "plan", "grille", "acteur", "depot")] == [200] * 5
    assert "Val-Fictif" in vu["espace"][1]
    assert "Insertion" in vu["grille"][1]
    assert "Ursule Fictive" in vu["acteur"][1]
    assert "Le schéma" in vu["depot"][1]
    assert vu["fichier"] == "%PDF-"
