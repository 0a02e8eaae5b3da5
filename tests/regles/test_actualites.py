"""The news: dated, the latest first, never before their day."""

from datetime import date

from spaser.regles.aides import Actualite, arrange_actualites, list_parues, load_actualites

NOTES = arrange_actualites(
    Actualite(code=code, titre=code, jour=date(2026, 11, jour), texte="Une note.")
    for code, jour in (("une", 3), ("deux", 20), ("trois", 28))
)


def test_the_latest_comes_first_and_none_before_its_day():
    assert [note.code for note in NOTES] == ["trois", "deux", "une"]
    assert [note.code for note in list_parues(NOTES, date(2026, 11, 27))] == ["deux", "une"]


def test_the_first_notes_are_short_and_none_is_of_the_future():
    notes = load_actualites()

    assert len({note.code for note in notes}) == len(notes) == 3
    assert all(note.jour <= date(2026, 11, 27) for note in notes)
    assert all(len(note.texte) < 600 for note in notes)
