"""The share of questions answered in the first three, on the set that the search was tuned on."""

from datetime import date

import pytest

from spaser.site.recherche.reponses import answer_recherche
from spaser.site.registre.premiers_contenus import load_reference
from spaser.site.rencontres.premiers_contenus import load_reference as load_evenements
from tests.site.recherche.pertinence import GARDEE, REGLEE, find_manquees, meets, read_jeu

JOUR = date(2026, 11, 27)


def test_there_are_eighty_questions_half_of_them_kept_aside():
    reglees, gardees = ({ligne["question"] for ligne in read_jeu(nom)} for nom in (REGLEE, GARDEE))

    assert (len(reglees), len(gardees), reglees & gardees) == (40, 40, set())


@pytest.mark.longue
@pytest.mark.django_db
def test_nine_questions_in_ten_are_answered_in_the_first_three():
    load_evenements()
    load_reference()

    manquees = find_manquees(REGLEE, JOUR)
    assert len(manquees) <= 4, manquees


# What officers and buyers typed in vain.
VUES = {
    "exemple de spaser département": "/registre/",
    "label relation fournisseur": "/fiches/spaser-et-label-rfar/",
    "quota réemploi": "/obligations/#AGEC-ACHETER",
}


@pytest.mark.django_db
def test_what_was_typed_in_vain_is_found_in_the_first_three():
    manquees = {
        question: [r.texte.adresse for r in tete]
        for question, attendue in VUES.items()
        for tete in [answer_recherche(question, JOUR).tete]
        if not any(meets(attendue, r) for r in tete)
    }

    assert manquees == {}


@pytest.mark.longue
@pytest.mark.django_db
def test_sources_of_law_crowd_no_other_answer_out():
    """A source is read by those who know its name: to the others, what explains it comes first."""
    load_evenements()
    load_reference()
    tetes = [answer_recherche(ligne["question"], JOUR).tete for ligne in read_jeu(REGLEE)]

    places = [rang for tete in tetes for rang, r in enumerate(tete, 1) if r.source == "faits"]
    assert len(places) <= 4, places
    assert answer_recherche("L2111-3", JOUR).tete[0].texte.adresse.startswith("/obligations/")
