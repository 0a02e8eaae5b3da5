"""Long proofs: drawn by a whole check, in turn, and all at once when asked."""

import re
from types import SimpleNamespace

import pytest

from tests.outils import tirage

PREUVES = [f"tests/test_x.py::test_proof[{numero}]" for numero in range(200)]
ENTIER, NOMME = pytest.Config.ArgsSource.TESTPATHS, pytest.Config.ArgsSource.ARGS


@pytest.fixture
def draw(monkeypatch):
    """Give what a draw keeps."""

    def run(jour):
        monkeypatch.setenv(tirage.VARIABLE, jour)
        return {preuve for preuve in PREUVES if tirage.is_drawn(preuve)}

    return run


def configure(args_source, keyword=""):
    return SimpleNamespace(args_source=args_source, option=SimpleNamespace(keyword=keyword))


def test_each_long_proof_is_drawn_once_in_as_many_days_as_there_are_shares(draw):
    tirages = [draw(str(jour)) for jour in range(740_000, 740_000 + tirage.PARTS)]

    assert sorted(preuve for tire in tirages for preuve in tire) == sorted(PREUVES)
    assert all(len(tire) < len(PREUVES) / 2 for tire in tirages)


def test_the_same_number_draws_the_same_and_the_word_draws_all(draw):
    assert draw("740001") == draw("740001") != draw("740002")
    assert draw(tirage.TOUT) == set(PREUVES)


@pytest.mark.parametrize(
    ("config", "pose", "attendu"),
    [
        pytest.param(configure(ENTIER), "", r"\d+", id="a whole run draws by the day"),
        pytest.param(configure(ENTIER, "montant"), "", "tout", id="asked for by name"),
        pytest.param(configure(NOMME), "", "tout", id="asked for by path"),
        pytest.param(configure(ENTIER), "740001", "740001", id="a draw is replayed"),
        pytest.param(configure(ENTIER), "tout", "tout", id="--tout"),
    ],
)
def test_what_a_run_draws(monkeypatch, config, pose, attendu):
    monkeypatch.setenv(tirage.VARIABLE, pose)

    choisi = tirage.choose_tirage(config)

    assert re.fullmatch(attendu, choisi)
    assert choisi in tirage.tell_tirage(choisi)


def _mark(nodeid, **marques):
    """Return a test as the draw sees it, with its marks."""
    return SimpleNamespace(nodeid=nodeid, get_closest_marker=marques.get)


def test_only_long_proofs_wait(draw):
    laisse = min(set(PREUVES) - draw("740001"))

    assert tirage.is_left(_mark(laisse, longue=pytest.mark.longue.mark))
    assert not tirage.is_left(_mark(laisse))


def test_a_very_long_proof_is_drawn_in_as_many_shares_as_its_mark_says(monkeypatch):
    marque = pytest.mark.longue(parts=16).mark
    jours = []
    for jour in range(16):
        monkeypatch.setenv(tirage.VARIABLE, str(jour))
        jours.append(not tirage.is_left(_mark("tests/essai.py::test_un", longue=marque)))

    assert jours.count(True) == 1


def test_tests_that_share_one_preparation_run_on_the_same_day(monkeypatch):
    marque = pytest.mark.longue(parts=4, ensemble=True).mark
    for jour in range(4):
        monkeypatch.setenv(tirage.VARIABLE, str(jour))
        laisses = {tirage.is_left(_mark(f"tests/x.py::test_{n}", longue=marque)) for n in range(9)}
        assert len(laisses) == 1


def test_of_those_that_are_alike_each_has_its_turn(monkeypatch):
    tires = []
    for jour in range(3):
        monkeypatch.setenv(tirage.VARIABLE, str(jour))
        tires += tirage.draw("une vue", ["ada", "awa", "lea"])
    monkeypatch.setenv(tirage.VARIABLE, tirage.TOUT)

    assert sorted(tires) == ["ada", "awa", "lea"]
    assert tirage.draw("une vue", ["ada", "awa", "lea"]) == ["ada", "awa", "lea"]
    assert tirage.draw("une vue", []) == []
