"""Planned work: run when due, by one process, made up for once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from spaser.site.socle.management.commands import travailler
from spaser.site.socle.models import Passage
from spaser.site.socle.taches import travailleur
from spaser.site.socle.taches.travailleur import PLANIFICATEUR, RESERVATION, planifie, run_dues

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]

MIDI = datetime(2026, 11, 24, 12, tzinfo=UTC)
UNE_HEURE = timedelta(hours=1)


@pytest.fixture(autouse=True)
def seules(monkeypatch):
    """Only the functions of the test are planned."""
    monkeypatch.setattr(travailleur, "_PLANIFIEES", {})


@pytest.fixture
def passages():
    """The times at which an hourly function was run."""
    vus = []
    planifie("essai.horaire", toutes_les=UNE_HEURE)(vus.append)
    return vus


def test_a_function_is_run_when_due_and_not_before(passages):
    assert run_dues(MIDI) == ["essai.horaire"]
    assert run_dues(MIDI + timedelta(minutes=59)) == []
    assert run_dues(MIDI + UNE_HEURE) == ["essai.horaire"]
    assert passages == [MIDI, MIDI + UNE_HEURE]


def test_what_was_missed_is_made_up_for_once(passages):
    run_dues(MIDI)
    run_dues(MIDI + timedelta(days=3))
    run_dues(MIDI + timedelta(days=3, minutes=1))
    assert len(passages) == 2


def test_the_last_success_is_kept(passages):
    run_dues(MIDI)
    passage = Passage.objects.get(nom="essai.horaire")
    assert (passage.dernier_succes, passage.erreur, passage.reserve_jusqu_a) == (MIDI, "", None)


def test_one_process_at_a_time():
    pendant = []
    planifie("essai.long", toutes_les=UNE_HEURE)(lambda m: pendant.append(run_dues(m)))
    assert run_dues(MIDI) == ["essai.long"]
    assert pendant == [[]]


def test_a_run_that_died_is_taken_up_again_after_a_while(passages):
    Passage.objects.create(nom="essai.horaire", reserve_jusqu_a=MIDI + RESERVATION)
    assert run_dues(MIDI + timedelta(minutes=1)) == []
    assert run_dues(MIDI + RESERVATION) == ["essai.horaire"]


def test_a_failure_is_kept_tried_again_soon_and_stops_nobody(passages):
    def fail(maintenant):
        raise ValueError("panne d’essai")

    planifie("essai.abc_fautif", toutes_les=timedelta(days=30))(fail)
    assert run_dues(MIDI) == ["essai.abc_fautif", "essai.horaire"]
    passage = Passage.objects.get(nom="essai.abc_fautif")
    assert "panne d’essai" in passage.erreur
    assert (passage.dernier_succes, passage.prochain_essai) == (None, MIDI + UNE_HEURE)


def list_fils():
    return [fil for fil in threading.enumerate() if fil.name == PLANIFICATEUR]


@pytest.fixture
def regarde(monkeypatch):
    """Tell that the scheduler looked at what is due; signals stay those of the tests."""
    vu = threading.Event()
    monkeypatch.setattr(travailleur.Planificateur, "look", lambda _: vu.set())
    monkeypatch.setattr(travailler.signal, "signal", lambda *_: None)
    yield vu
    for fil in list_fils():  # left by a fault: it would hold the run
        fil._fin.set()


@pytest.mark.parametrize(("files", "planifie"), [("urgences", True), ("fichiers", False)])
def test_the_worker_of_mails_looks_at_what_is_due_and_stops_with_it(
    monkeypatch, regarde, files, planifie
):
    monkeypatch.setattr(travailleur.Travailleur, "run", lambda _: planifie and regarde.wait(20))

    travailler.Command().handle(files=files, une_fois=False)
    for fil in list_fils():
        fil.join(20)

    assert regarde.is_set() is planifie
    assert list_fils() == []


def test_a_worker_that_fails_leaves_no_scheduler_that_would_keep_its_process(monkeypatch, regarde):
    def fail(_):
        regarde.wait(20)
        raise ValueError("panne")

    monkeypatch.setattr(travailleur.Travailleur, "run", fail)

    with pytest.raises(ValueError, match="panne"):
        travailler.Command().handle(files="urgences", une_fois=False)
    for fil in list_fils():
        fil.join(5)

    assert list_fils() == []
