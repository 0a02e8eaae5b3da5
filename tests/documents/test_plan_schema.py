"""The outline of a scheme on paper."""

from datetime import date

import pytest

from spaser.documents.document import Note, walk_sections
from spaser.documents.plan_schema import write_plan
from spaser.metier.approches import load_approches
from spaser.metier.registre.nomenclatures import Approche

APPROCHES = load_approches()


@pytest.mark.parametrize("approche", Approche)
def test_the_outline_has_four_parts_and_the_chapters_of_the_approach(approche):
    document = write_plan(
        APPROCHES, approche, acheteur="Val-Fictif", raison="Parce que.", jour=date(2026, 11, 24)
    )
    titres = [(niveau, section.titre) for niveau, section in walk_sections(document)]

    assert [texte for niveau, texte in titres if niveau == 1][:2] == [
        "Présenter le SPASER et ses enjeux",
        "Définir son plan d’action",
    ]
    chapitres = [(2, rubrique.titre) for rubrique in APPROCHES.find(approche).plan]
    debut = titres.index((1, "Définir son plan d’action")) + 1
    assert titres[debut : debut + len(chapitres)] == chapitres


def test_a_chapter_that_tells_the_law_names_its_text_in_a_note():
    document = write_plan(
        APPROCHES,
        Approche.PILIERS,
        acheteur="Val-Fictif",
        raison="Parce que.",
        jour=date(2026, 11, 24),
    )

    notes = [
        note.texte.replace("\u00a0", " ")
        for _, section in walk_sections(document)
        for bloc in section.blocs
        for note in bloc.contenu
        if isinstance(note, Note)
    ]
    assert len(notes) == 3
    assert notes[0].startswith("Article L2111-3 du code de la commande publique, en vigueur")
    assert notes[0].endswith("(lecture du 26 novembre 2026, texte officiel).")
