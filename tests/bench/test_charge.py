import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.bench.charge.parcours import Porte, Terrain
from tests.bench.charge.visiteurs import Personne

RACINE = Path(__file__).parents[2]


@pytest.mark.longue(parts=16)
def test_ten_people_at_once_meet_no_error():
    essai = subprocess.run(
        [sys.executable, "-m", "tests.bench.charge", "--petit", "--base", "sqlite"],
        cwd=RACINE, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert essai.returncode == 0, essai.stdout + essai.stderr
    assert "| lectures |" in essai.stdout
    assert "manqué" not in essai.stdout


@pytest.mark.parametrize(
    ("suite", "statut"), [("/espace/1/", 200), ("/compte/connexion/?next=/espace/1/", 401)]
)
def test_a_page_that_asks_to_sign_in_is_an_error(monkeypatch, suite, statut):
    reponses = {
        "/": SimpleNamespace(status=302, headers={"Location": suite}, read=lambda: b""),
        suite: SimpleNamespace(status=200, headers={"Location": None}, read=lambda: b"page"),
    }
    monkeypatch.setattr(Personne, "_ask", lambda _soi, adresse, _saisies: reponses[adresse])
    personne = Personne(0, 0, 0.0, Terrain([Porte("1", "cle")], [], [], [], []), (0, 0))

    assert personne._follow("/", None)[0] == statut
