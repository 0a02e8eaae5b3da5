"""The share of questions answered in the first three, on the set that the search was tuned on."""

from datetime import date

import pytest

from spaser.web.agenda.premiers_contenus import load_reference as load_evenements
from spaser.web.registre.premiers_contenus import load_reference
from tests.web.recherche.pertinence import GARDEE, REGLEE, find_manquees, read_jeu

JOUR = date(2026, 11, 27)


def test_there_are_eighty_questions_half_of_them_kept_aside():
    reglees, gardees = ({ligne["question"] for ligne in read_jeu(nom)} for nom in (REGLEE, GARDEE))

    assert (len(reglees), len(gardees), reglees & gardees) == (40, 40, set())


@pytest.mark.longue(parts=4)
@pytest.mark.django_db
def test_nine_questions_in_ten_are_answered_in_the_first_three():
    load_evenements()
    load_reference()

    manquees = find_manquees(REGLEE, JOUR)
    assert len(manquees) <= 4, manquees
