"""What a questionnaire asks, when it is open, and what may change once it has been answered."""

from datetime import date

import msgspec
import pytest

from spaser.regles.questionnaires import (
    MomentQuestionnaire,
    NatureReponse,
    Question,
    check_questions,
    find_etat,
    give_codes,
    is_retouche,
    list_ruptures,
    load_modeles,
)

Q1 = Question(
    code="q1",
    enonce="Êtes-vous satisfait du webinaire ?",
    nature=NatureReponse.ECHELLE_5,
    bas="pas du tout",
    haut="tout à fait",
)
Q2 = Question(
    code="q2", enonce="Le rythme ?", nature=NatureReponse.UN, choix=("Lent", "Bon", "Rapide")
)


def change(question, **champs):
    return msgspec.structs.replace(question, **champs)


@pytest.mark.parametrize(
    ("apres", "raison"),
    [
        ((Q1, Q2), None),
        ((Q2, Q1), None),
        ((change(Q1, obligatoire=True, aide="En tout."), Q2), None),
        ((change(Q1, enonce="Etes vous satisfaits du webinaire ?"), Q2), None),
        ((change(Q1, enonce="N’êtes-vous pas satisfait du webinaire ?"), Q2), "la même chose"),
        ((change(Q1, enonce="Reviendrez-vous ?"), Q2), "la même chose"),
        ((change(Q1, nature=NatureReponse.ECHELLE_10), Q2), "se répond autrement"),
        ((change(Q1, bas="tout à fait", haut="pas du tout"), Q2), "deux bouts"),
        ((Q1, change(Q2, choix=("Lent", "Bon"))), "les mêmes choix"),
        ((Q1, change(Q2, choix=("Bon", "Lent", "Rapide"))), "les mêmes choix"),
        ((Q1,), "est retirée"),
        ((Q1, Q2, change(Q2, code="q3", enonce="La durée ?")), "est ajoutée"),
    ],
)
def test_a_slip_is_mended_in_place_what_an_answer_means_is_not(apres, raison):
    ruptures = list_ruptures((Q1, Q2), apres)

    assert len(ruptures) == (raison is not None)
    assert all(raison in rupture for rupture in ruptures)


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        ("Le rythme vous a-t-il convenu ?", "Le rythme vous a t il convenu ?", True),
        ("Le rytme vous a convenu", "Le rythme vous a convenu", True),
        ("Le rythme vous a convenu", "Le rythme vous a toujours convenu", False),
        ("En 2025, avez-vous commencé ?", "En 2026, avez-vous commencé ?", False),
        ("Êtes-vous très satisfait ?", "Êtes-vous satisfait ?", False),
        ("Le rythme vous a convenu", "La durée vous a convenu", False),
    ],
)
def test_a_wording_is_mended_when_its_sense_stays(avant, apres, attendu):
    assert is_retouche(avant, apres) is attendu


@pytest.mark.parametrize(
    ("ouvre", "ferme", "etat"),
    [
        (None, None, "brouillon"),
        (date(2026, 5, 3), None, "a_venir"),
        (date(2026, 5, 2), None, "ouvert"),
        (date(2026, 5, 1), date(2026, 5, 2), "ouvert"),
        (date(2026, 4, 1), date(2026, 5, 1), "ferme"),
    ],
)
def test_both_days_given_are_days_when_it_is_open(ouvre, ferme, etat):
    assert find_etat(ouvre, ferme, date(2026, 5, 2)) == etat


def test_a_code_is_never_given_twice_nor_again():
    neuves = [change(Q1, code=code) for code in ("q2", "", "q2", "")]

    assert [q.code for q in give_codes(neuves, ["q1", "q2", "q7"])] == ["q2", "q8", "q9", "q10"]


def test_one_question_alone_gives_the_note_of_the_review():
    note = change(Q1, satisfaction=True)

    assert check_questions([note, Q2]) == []
    assert check_questions([]) == ["Écrivez une question au moins."]
    assert "Une seule question" in check_questions([note, change(note, code="q3")])[0]


def test_the_models_can_be_opened_as_they_are():
    modeles = load_modeles()

    assert {modele.moment for modele in modeles} == set(MomentQuestionnaire) - {
        MomentQuestionnaire.AUTRE
    }
    for modele in modeles:
        assert check_questions(modele.questions) == []
        assert [q.code for q in give_codes(modele.questions, [])] == [
            q.code for q in modele.questions
        ]
        assert sum(q.satisfaction for q in modele.questions) == 1
        for question in modele.questions:
            assert bool(question.choix) is (question.nature in {"un", "plusieurs"})
            assert bool(question.bas and question.haut) is (question.notes is not None)
