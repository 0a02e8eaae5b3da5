import json
import subprocess
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]


@pytest.mark.bench
def test_the_whole_table_on_small_files(tmp_path):
    commande = [
        sys.executable, "-m", "tests.bench.bench", "--petit",
        "--dossier", tmp_path / "fichiers", "--resultats", tmp_path,
    ]  # fmt: skip
    essai = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True, check=False)

    assert essai.returncode == 0, essai.stderr
    assert essai.stdout.startswith("# Essai réduit")
    (fichier,) = tmp_path.glob("*-petit.json")
    lignes = json.loads(fichier.read_text(encoding="utf-8"))["lignes"]
    assert [li["travail"] for li in lignes if "échec" in li["mesure"]] == []
    assert [li["mesure"] for li in lignes if "compte faux" in li["mesure"]] == []
    assert len(lignes) == 14
    assert list((tmp_path / "fichiers").iterdir()) == []
