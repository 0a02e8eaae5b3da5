"""The outline of a scheme on paper."""

from datetime import date

import pytest

from spaser.documents.document import walk_sections
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
        "Présenter le schéma et ses enjeux",
        "Définir son plan d’action",
    ]
    chapitres = [(2, section.titre) for section in APPROCHES.find(approche).plan]
    assert titres[2 : 2 + len(chapitres)] == chapitres
