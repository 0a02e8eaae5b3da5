"""Who opened an address, and how it is said: nothing is opened that no machine opened."""

import pytest

from spaser.regles.registre import EtatLecture, judge_lecture, tell_ouvertures

VUE, LUE = "2 décembre 2026", "24 novembre 2026"


@pytest.mark.parametrize(
    ("repond", "lue", "etat"),
    [
        (True, True, EtatLecture.OUVERTE),
        (True, False, EtatLecture.OUVERTE),
        (False, True, EtatLecture.MORTE),
        (False, False, EtatLecture.MORTE),
        (None, True, EtatLecture.LUE),
        (None, False, EtatLecture.CITEE),
    ],
)
def test_a_machine_says_more_than_a_person_and_a_person_more_than_a_citation(repond, lue, etat):
    assert judge_lecture(repond=repond, lue=lue) is etat


@pytest.mark.parametrize(
    ("etat", "vue_le", "constat", "lue_le", "dit"),
    [
        (EtatLecture.OUVERTE, VUE, "répond", "", f"ouverte par ce site, {VUE}"),
        (
            EtatLecture.OUVERTE,
            VUE,
            "répond",
            LUE,
            f"lue par une personne, {LUE}\u00a0; ouverte par ce site, {VUE}",
        ),
        (
            EtatLecture.MORTE,
            VUE,
            "la page n’existe plus (404)",
            LUE,
            f"lue par une personne, {LUE}\u00a0; adresse morte, {VUE}",
        ),
        (
            EtatLecture.LUE,
            "",
            "",
            LUE,
            f"lue par une personne, {LUE}",
        ),
        (
            EtatLecture.LUE,
            VUE,
            "répond, accès limité (403)",
            LUE,
            f"lue par une personne, {LUE}\u00a0; essayée, {VUE}\u00a0: répond, accès limité (403)",
        ),
        (EtatLecture.CITEE, "", "", "", "seulement citée"),
    ],
)
def test_the_words_give_the_day_of_each(etat, vue_le, constat, lue_le, dit):
    assert tell_ouvertures(etat, vue_le, constat, lue_le) == dit


@pytest.mark.parametrize("etat", [EtatLecture.LUE, EtatLecture.CITEE])
@pytest.mark.parametrize("vue_le", ["", VUE])
def test_what_no_machine_opened_is_never_called_opened_nor_checked(etat, vue_le):
    dit = tell_ouvertures(etat, vue_le, "le site est injoignable", LUE)

    assert "ouverte par ce site" not in dit
    assert "vérifié" not in dit
