"""What a diagnosis says, and what it does not invent."""

import pytest

from spaser.regles.conclusions import conclude
from tests.regles.autodiagnostic.fabrique import CODES, QUESTIONNAIRE, all_at, make_points


def approche(reponses):
    vue = conclude(QUESTIONNAIRE, reponses).recommandation
    return vue.orientation and vue.orientation.approche.value


def decisives(reponses):
    return [
        (r.question.code, r.niveau)
        for r in conclude(QUESTIONNAIRE, reponses).recommandation.decisives
    ]


def test_at_most_five_steps_two_a_rubric_the_lowest_first():
    resultat = conclude(QUESTIONNAIRE, all_at(2, besoin=0, bilan=1))
    suites = [(s.reponse.question.code, s.reponse.niveau) for s in resultat.suites]

    assert suites == [
        ("besoin", 0),
        ("bilan", 1),
        ("portage", 2),
        ("plan-action", 2),
        ("connaissance-achats", 2),
    ]


def test_a_step_that_two_questions_call_for_is_given_once():
    codes = [s.proposition.code for s in conclude(QUESTIONNAIRE, all_at(3)).suites]

    assert len(codes) == len(set(codes)) == 5


def test_nothing_more_is_asked_of_who_has_everything():
    resultat = conclude(QUESTIONNAIRE, all_at(4))

    assert resultat.suites == ()
    assert len(resultat.forces) == 20


def test_strengths_are_the_answers_at_three_or_more():
    resultat = conclude(QUESTIONNAIRE, all_at(1, portage=3, clauses=4))

    assert [f.question.code for f in resultat.forces] == ["portage", "clauses"]


def test_a_rubric_is_analysed_only_when_it_is_complete():
    partielles = all_at(4)
    del partielles["portage"]
    bilans = conclude(QUESTIONNAIRE, partielles).rubriques

    assert [bilan.analyse is None for bilan in bilans] == [True, False, False, False, False]


@pytest.mark.parametrize(("points", "rang"), [(0, 0), (20, 0), (40, 1), (80, 2)])
def test_a_rubric_is_analysed_by_its_points(points, rang):
    bilan = conclude(QUESTIONNAIRE, make_points(points)).rubriques[0]

    assert bilan.analyse == bilan.rubrique.analyses[rang].texte


@pytest.mark.parametrize(
    ("reponses", "attendue", "raisons"),
    [
        (all_at(1), "operationnelle", []),
        (all_at(2, coherence=3), "politiques_publiques", [("coherence", 3), ("portage", 2)]),
        (all_at(2, effets=3, territoire=4), "enjeux", [("effets", 3), ("territoire", 4)]),
        (all_at(2, indicateurs=3, clauses=3), "piliers", [("indicateurs", 3), ("clauses", 3)]),
        (
            all_at(2),
            "operationnelle",
            [
                ("coherence", 2),
                ("portage", 2),
                ("effets", 2),
                ("territoire", 2),
                ("indicateurs", 2),
                ("clauses", 2),
            ],
        ),
    ],
)
def test_the_approach_comes_with_the_answers_that_decided(reponses, attendue, raisons):
    assert (approche(reponses), decisives(reponses)) == (attendue, raisons)


def test_no_approach_rests_on_an_answer_that_is_missing():
    partielles = all_at(4)
    del partielles["coherence"]
    vue = conclude(QUESTIONNAIRE, partielles).recommandation

    assert vue.orientation is None
    assert [q.code for q in vue.manquantes] == ["coherence"]


def test_while_the_score_may_fall_on_either_side_every_open_question_is_missing():
    vue = conclude(QUESTIONNAIRE, {"portage": 4}).recommandation

    assert vue.orientation is None
    assert [q.code for q in vue.manquantes] == [code for code in CODES if code != "portage"]


def test_the_answers_are_enough_when_the_others_cannot_change_the_approach():
    partielles = all_at(4, portage=0)
    del partielles["coherence"]

    assert approche(partielles) == "enjeux"


def test_a_weak_answer_brings_the_lesson_that_helps():
    faibles = conclude(QUESTIONNAIRE, all_at(1)).suites
    forts = conclude(QUESTIONNAIRE, all_at(2)).suites
    assert {s.reponse.question.code: s.lecon.code for s in faibles if s.lecon}["portage"] == (
        "LECON-PORTAGE"
    )
    assert [s.lecon for s in forts] == [None] * len(forts)
