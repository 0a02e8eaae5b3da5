import importlib
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.bench.fichiers import Atelier, Modele
from tests.bench.mesure import RACINE, Echec, Voisins, executer, machine
from tests.bench.rendu import Ligne, Tableau

MODULES = sorted(
    f.stem for f in Path(__file__).parent.glob("*.py") if not f.stem.startswith("test_")
)
QUAND = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)


def _python(code):
    return [sys.executable, "-c", code]


# It holds what it took while it counts: the peak is looked at, many times a second.
GROS = "gros = b'x' * 800_000_000; sum(range(30_000_000)); print(len(gros))"
MESURE = f"""
import subprocess
import sys
from tests.bench.mesure import executer
execution = executer([sys.executable, "-c", {GROS!r}])
print(execution.pic, execution.sortie)
"""


@pytest.mark.parametrize("module", MODULES)
def test_the_works_follow_the_code_that_they_measure(module):
    """Measures run apart: a name that moved would break them unseen."""
    assert importlib.import_module(f"tests.bench.{module}").__doc__


def test_the_peak_is_that_of_the_command():
    # A child's peak starts at that of its parent: the harness stands apart from these tests.
    dits = subprocess.run(
        _python(MESURE), capture_output=True, text=True, check=True, cwd=RACINE
    ).stdout.split()

    assert float(dits[0]) == pytest.approx(810e6, rel=0.02)
    assert dits[1:] == ["800000000"]


def test_a_command_that_fails_has_no_figure():
    with pytest.raises(Echec, match="rien à lire"):
        executer(_python("raise SystemExit('rien à lire')"))


def test_what_we_use_is_not_taken_by_others():
    voisins = Voisins()
    execution = executer(_python("sum(range(20_000_000))"))

    assert execution.processeur > 0.1
    assert 0 <= voisins.part() <= 1


def test_the_machine_is_described_without_name_nor_path():
    description = machine()

    assert {"processeur", "mémoire", "Python", "duckdb", "ijson"} <= set(description)
    assert not any("/" in valeur for valeur in description.values())


def test_a_file_is_made_once(tmp_path):
    premier, second = Atelier(tmp_path), Atelier(tmp_path)
    modele = Modele("v2", 100)
    fichier = premier.fournir(modele)

    assert second.fournir(modele) == fichier
    assert second.faits == []
    second.ranger()
    assert fichier.chemin.exists()
    premier.ranger()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("petit", "mesure", "atteint", "verdict"),
    [
        (False, "3,2 s", True, "atteint"),
        (False, "3,2 s", False, "**manqué**"),
        (False, "3,2 s", None, "—"),
        (True, "3,2 s", False, "—"),
        (True, "3,2 s ; **compte faux** (lus : 1 au lieu de 2)", False, "**faux**"),
    ],
)
def test_verdicts(petit, mesure, atteint, verdict):
    ligne = Ligne("v2", "500 000 enregistrements", mesure, atteint=atteint)

    assert ligne.verdict(petit=petit) == verdict
    tableau = Tableau(QUAND, {}, petit, [ligne])
    assert bool(tableau.manques) is verdict.startswith("**")


def test_a_run_is_kept_under_its_date_and_as_the_last_one(tmp_path):
    tableau = Tableau(QUAND, {"Python": "3.13"}, False, [Ligne("v2", "lire", "3,2 s")])
    dernier = tableau.ecrire(tmp_path)

    assert sorted(f.name for f in tmp_path.iterdir()) == ["2026-05-04.json", "dernier.md"]
    assert "| lire | 3,2 s | — | — | — |" in dernier.read_text(encoding="utf-8")
