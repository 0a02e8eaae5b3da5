import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.ampleur.__main__ import Releve, write_table
from tests.bench.ampleur.pages import Mesure

RACINE = Path(__file__).parents[2]


@pytest.mark.longue(parts=32)
def test_a_small_site_that_grew_breaks_at_no_address():
    essai = subprocess.run(
        [sys.executable, "-m", "tests.bench.ampleur", "--petit"],
        cwd=RACINE, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert essai.returncode == 0, essai.stdout + essai.stderr
    assert "adresses demandées" in essai.stdout


def test_pages_too_long_or_too_heavy_are_told_the_longest_first():
    mesures = [
        Mesure("a:vue", f"/{nom}/", "lecture", statut, processeur, 0, 9, octets)
        for nom, statut, processeur, octets in (
            ("legere", 200, 299, 399_999),
            ("lourde", 200, 10, 400_001),
            ("lente", 200, 301, 1_000),
            ("cassee", 500, 1, 1_000),
        )
    ]
    lignes = write_table(Releve({}, mesures)).splitlines()

    assert lignes[2:4] == [
        "| /lente/ (a:vue) | 301 ms | 9 | 1 Ko |",
        "| /lourde/ (a:vue) | 10 ms | 9 | 400 Ko |",
    ]
    assert "4 adresses demandées, 3 lues, 2 lourdes" in lignes[5]
    assert lignes[6].startswith("erreur 500 : /cassee/")
