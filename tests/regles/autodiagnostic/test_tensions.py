"""Answers of one person that do not go together."""

import pytest

from spaser.regles.autodiagnostic import (
    NIVEAU_MAX,
    list_contradictions,
    load_questionnaires,
    load_tensions,
)
from tests.regles.autodiagnostic.fabrique import QUESTIONNAIRE, all_at


def _pairs(**reponses):
    donnees = {code.replace("_", "-"): niveau for code, niveau in reponses.items()}
    return [(c.haute.code, c.basse.code) for c in list_contradictions(QUESTIONNAIRE, donnees)]


@pytest.mark.parametrize(
    ("reponses", "attendues"),
    [
        ({"cibles": 3, "indicateurs": 1}, [("cibles", "indicateurs")]),
        ({"cibles": 3, "indicateurs": 2}, []),
        ({"cibles": 2, "indicateurs": 0}, []),
        ({"cibles": 4}, []),
        ({"execution": 4, "clauses": 0}, [("execution", "clauses")]),
        (
            {"bilan": 4, "indicateurs": 0, "engagements_publics": 0},
            [("bilan", "indicateurs"), ("bilan", "engagements-publics")],
        ),
    ],
)
def test_a_high_answer_against_a_low_one_is_told(reponses, attendues):
    assert _pairs(**reponses) == attendues


@pytest.mark.parametrize("niveau", range(NIVEAU_MAX + 1))
def test_even_answers_never_contradict_one_another(niveau):
    assert list_contradictions(QUESTIONNAIRE, all_at(niveau)) == ()


def test_a_version_without_tensions_tells_none():
    assert load_tensions(999) == ()


@pytest.mark.parametrize("version", load_questionnaires())
def test_tensions_name_questions_that_exist(version):
    codes = {question.code for question in load_questionnaires()[version].questions}

    for tension in load_tensions(version):
        assert {tension.haute.question, tension.basse.question} <= codes
        assert 0 <= tension.basse.au_plus < tension.haute.au_moins <= NIVEAU_MAX
