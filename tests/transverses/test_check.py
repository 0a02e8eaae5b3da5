"""What `./check` runs, told by stand-ins of its tools."""

import re
import shutil
import subprocess

import pytest

from tests.transverses.arbre import RACINE

OUTILS = ("djangofmt", "lint-imports", "mypy", "pytest", "python", "ruff")
TEMOIN = """#!/bin/sh
[ "${0##*/}" = pytest ] || exit 0
echo "base=$SPASER_ESSAIS_BASE tirage=$SPASER_ESSAIS_TIRAGE $*" >>journal
"""
PARTOUT = (  # named as paths, all would be drawn
    "-o testpaths=tests/site tests/transverses/site tests/transverses/test_base_gardee.py"
)


@pytest.fixture
def check(tmp_path, monkeypatch):
    """Run it where everything is installed already; give the tests that it asks for."""
    monkeypatch.delenv("SPASER_ESSAIS_TIRAGE", raising=False)
    monkeypatch.delenv("SPASER_ESSAIS_BASE", raising=False)
    monkeypatch.delenv("SPASER_AVEC_SPARK", raising=False)
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    for outil in OUTILS:
        (venv / "bin" / outil).write_text(TEMOIN, encoding="utf-8")
        (venv / "bin" / outil).chmod(0o755)
    (venv / ".emplacement").write_text(f"{tmp_path}\n", encoding="utf-8")
    for dossier in (".ci", "requirements", "scripts"):
        shutil.copytree(RACINE / dossier, tmp_path / dossier)
    for nom in ("check", "start", "pyproject.toml"):
        shutil.copy(RACINE / nom, tmp_path / nom)
    for lot in ("requirements/base.txt", "requirements/dev.txt", "pyproject.toml"):
        nom = f".installe-{lot.rpartition('/')[2]}"
        shutil.copy(RACINE / lot, venv / nom)

    def run(*arguments, **faux):
        for outil, programme in faux.items():
            (venv / "bin" / outil).write_text(f"#!/bin/sh\n{programme}\n", encoding="utf-8")
        fait = subprocess.run([tmp_path / "check", *arguments], check=True, capture_output=True)
        run.dit = fait.stdout.decode()
        return (tmp_path / "journal").read_text("utf-8").splitlines()

    return run


def test_a_check_draws_long_proofs_and_asks_postgresql_what_it_changes(check):
    assert check() == [
        "base= tirage= -n 2",
        f"base=postgresql tirage= -n 2 -m deux_bases {PARTOUT}",
    ]


def test_everything_is_asked_at_once(check):
    assert check("--tout") == [
        "base= tirage=tout -n 2",
        f"base=postgresql tirage=tout -n 2 {PARTOUT}",
    ]


def test_what_is_asked_for_runs_once(check):
    assert check("-k", "montant") == ["base= tirage= -n 2 -k montant"]


@pytest.mark.parametrize(
    ("faux", "code"),
    [
        pytest.param({"mypy": "echo une faute de type; exit 2"}, 1, id="types alone"),
        pytest.param({"pytest": "exit 3"}, 3, id="tests alone"),
        pytest.param({"mypy": "exit 2", "pytest": "exit 3"}, 1, id="both"),
    ],
)
def test_types_looked_at_beside_the_rest_count_as_much(check, faux, code):
    with pytest.raises(subprocess.CalledProcessError) as echec:
        check(**faux)

    assert echec.value.returncode == code
    dit = echec.value.stdout.decode()
    assert "== Types (mypy), en 0 min 0" in dit
    assert "\n== Durées\n" in dit
    assert ("une faute de type" in dit) == ("une faute" in faux.get("mypy", ""))


def test_how_long_each_part_takes_is_told_at_the_end(check):
    check()

    *_, fin = check.dit.partition("== Durées\n")
    assert [ligne.partition(" : ")[0] for ligne in fin.splitlines()] == [
        "Préparation",
        "Style, imports et scripts",
        "Tests",
        "Tests du site sur PostgreSQL",
        "En tout",
    ]
    assert re.fullmatch(r"\d+ min \d\d s", fin.rpartition(" : ")[2].strip())
