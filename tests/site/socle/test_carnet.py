"""Readings counted later: none twice, none that breaks a page."""

import os
from datetime import UTC, datetime

import pytest

from spaser.site.socle import jetons
from spaser.site.socle.jetons import note_passage, write_passages

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]

MIDI = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def dossier(tmp_path, settings):
    settings.DOSSIER = tmp_path
    return tmp_path / "lectures"


def write(rendues):
    write_passages("lien", lambda lues: rendues.append({n: list(q) for n, q in lues.items()}))


def test_what_was_noted_is_given_once_by_number(dossier):
    rendues = []
    for numero in (7, 8, 7):
        note_passage("lien", numero, MIDI)
    for _ in range(4):
        write(rendues)

    assert rendues == [{7: [MIDI, MIDI], 8: [MIDI]}]
    assert list(dossier.iterdir()) == []


def test_what_comes_meanwhile_waits_for_the_next_time(dossier):
    rendues = []
    note_passage("lien", 7, MIDI)
    write(rendues)
    note_passage("lien", 8, MIDI)
    write(rendues)
    write(rendues)

    assert rendues == [{7: [MIDI]}, {8: [MIDI]}]


def test_whoever_was_adding_when_the_file_was_put_aside_is_counted(dossier):
    rendues = []
    note_passage("lien", 7, MIDI)
    with (dossier / "lien").open("a") as en_cours:
        write(rendues)
        en_cours.write(f"8 {int(MIDI.timestamp())}\n")
    write(rendues)

    assert rendues == [{7: [MIDI], 8: [MIDI]}]


def test_a_worker_that_dies_before_the_file_goes_counts_nothing_twice(dossier, monkeypatch):
    rendues = []
    note_passage("lien", 7, MIDI)
    write(rendues)
    with monkeypatch.context() as mort:
        mort.setattr(jetons.Path, "unlink", lambda *_args, **_reste: os.fsencode(None))
        with pytest.raises(TypeError):
            write(rendues)
    assert len(list(dossier.iterdir())) == 1
    write(rendues)

    assert rendues == [{7: [MIDI]}]
    assert list(dossier.iterdir()) == []


def test_a_worker_that_dies_while_writing_leaves_all_to_the_next(dossier):
    rendues = []
    note_passage("lien", 7, MIDI)
    write(rendues)
    with pytest.raises(ZeroDivisionError):
        write_passages("lien", lambda _: 1 // 0)
    write(rendues)

    assert rendues == [{7: [MIDI]}]


def test_a_line_cut_by_a_full_disk_costs_its_neighbour_and_no_more(dossier):
    rendues = []
    note_passage("lien", 7, MIDI)
    with (dossier / "lien").open("a") as plein:
        plein.write("12 17")
    note_passage("lien", 8, MIDI)
    note_passage("lien", 9, MIDI)
    write(rendues)
    write(rendues)

    assert rendues == [{7: [MIDI], 9: [MIDI]}]


def test_a_disk_that_refuses_costs_the_count_only(dossier):
    dossier.write_text("à la place du dossier")
    note_passage("lien", 7, MIDI)

    assert dossier.read_text() == "à la place du dossier"


def test_a_file_that_nobody_empties_stops_growing(dossier, monkeypatch):
    monkeypatch.setattr(jetons, "_POIDS_MAX", 30)
    for _ in range(100):
        note_passage("lien", 7, MIDI)

    assert (dossier / "lien").stat().st_size < 60
