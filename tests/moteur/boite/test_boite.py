"""A box gives what its function returns, or says in French why not; it leaves nothing."""

import logging
import os
import signal
import tempfile
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from spaser.moteur.boite import appel
from spaser.moteur.boite.appel import run_bounded
from spaser.moteur.boite.modele import EN_LIGNE, MEGA, ErreurBoite, MotifEchec
from tests.moteur.boite import gestes

pytestmark = pytest.mark.usefixtures("vraie_boite")
PETITE = replace(EN_LIGNE, memoire=180 * MEGA, processeur=20, duree=60, ecrit=MEGA)


@pytest.fixture(autouse=True)
def bac(tmp_path, monkeypatch):
    """Where boxes work, to see what they leave."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    assert list(tmp_path.glob("spaser-boite-*")) == []


def motif_of(fonction, *arguments, bornes=PETITE):
    with pytest.raises(ErreurBoite) as refus:
        run_bounded(bornes, fonction, *arguments)
    assert refus.value.conseil
    return refus.value.motif


def test_values_go_and_come_back_by_their_types():
    lu = gestes.Lu(Path("/a b"), date(2026, 11, 27), Decimal("12.50"), ("é",))

    assert run_bounded(EN_LIGNE, gestes.hand_back, lu) == lu


def test_a_box_knows_nothing_of_the_site(monkeypatch, bac):
    monkeypatch.setenv("SPASER_SECRET", "secret")

    connus = run_bounded(EN_LIGNE, gestes.tell_place)

    assert {"django", "duckdb", "openpyxl"}.isdisjoint(connus)
    assert "SPASER_SECRET" not in connus
    assert connus[-2].startswith(f"{bac}/spaser-boite-")
    assert connus[-1] == str(os.getpid())


def test_a_function_given_is_called_here_and_ends_the_box_when_it_raises():
    vus = []
    assert run_bounded(EN_LIGNE, gestes.count, 3, vus.append) == 3
    assert vus == [0, 1, 2]

    def stop(rang):
        raise KeyboardInterrupt(rang)

    with pytest.raises(KeyboardInterrupt):
        run_bounded(EN_LIGNE, gestes.count, 3, stop)


def test_a_refusal_comes_back_of_its_class():
    with pytest.raises(gestes.Refus) as refus:
        run_bounded(EN_LIGNE, gestes.refuse, "Non.")

    assert (refus.value.message, refus.value.conseil) == ("Non.", "Faites autrement.")


def test_a_fault_of_ours_is_told_with_its_place_and_without_the_file(caplog):
    with caplog.at_level(logging.ERROR):
        assert motif_of(gestes.fail, "Mme Secret") is MotifEchec.PANNE

    assert "AttributeError at gestes.py:" in caplog.text
    assert "Secret" not in caplog.text


@pytest.mark.parametrize(
    ("geste", "arguments", "motif"),
    [
        (gestes.swell, (), MotifEchec.MEMOIRE),
        (gestes.swell_xml, (), MotifEchec.MEMOIRE),
        (gestes.answer_much, (), MotifEchec.MEMOIRE),
        (gestes.write_much, (2 * MEGA,), MotifEchec.PANNE),
        (gestes.die, (int(signal.SIGSEGV),), MotifEchec.PANNE),
        (gestes.die, (int(signal.SIGKILL),), MotifEchec.MEMOIRE),
    ],
)
def test_a_bound_that_is_passed_is_told(geste, arguments, motif, monkeypatch):
    monkeypatch.setattr(appel, "_RENDU_MAX", MEGA)

    assert motif_of(geste, *arguments) is motif


@pytest.mark.longue
def test_time_of_processor_is_bounded():
    assert motif_of(gestes.turn, bornes=replace(PETITE, processeur=1)) is MotifEchec.TEMPS


def test_time_on_the_clock_is_bounded_too(tmp_path):
    depart = time.monotonic()

    assert motif_of(gestes.sleep, tmp_path, bornes=replace(PETITE, duree=1)) is MotifEchec.TEMPS
    assert time.monotonic() - depart < 30
    assert (tmp_path / "commence").exists()


def test_what_a_box_started_ends_with_it():
    numero = run_bounded(EN_LIGNE, gestes.leave_child)

    assert wait_for_end(numero)


def wait_for_end(numero):
    """Say whether a process is over: the system takes a moment to forget it."""
    for _ in range(500):
        try:
            os.kill(numero, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False
