"""The score: the brief's own figures first, then what open questions leave open."""

import pytest

from spaser.regles.autodiagnostic import compute_score, find_profils
from tests.regles.autodiagnostic.fabrique import CODES, QUESTIONNAIRE, all_at, make_points


def score(reponses):
    return compute_score(QUESTIONNAIRE.questions, reponses)


def profils(reponses):
    return [p.libelle for p in find_profils(QUESTIONNAIRE, score(reponses))]


@pytest.mark.parametrize(
    ("points", "valeur", "profil"),
    [
        (39, 48.75, "Administratif"),
        (50, 62.5, "Intermédiaire"),
        (0, 0, "Émergent"),
        (19, 23.75, "Émergent"),
        (20, 25, "Administratif"),
        (40, 50, "Intermédiaire"),
        (55, 68.75, "Intermédiaire"),
        (56, 70, "Avancé"),
        (67, 83.75, "Avancé"),
        (68, 85, "Exemplaire"),
        (80, 100, "Exemplaire"),
    ],
)
def test_points_give_a_score_and_a_profile(points, valeur, profil):
    reponses = make_points(points)

    assert score(reponses).valeur == score(reponses).bas == score(reponses).haut == valeur
    assert profils(reponses) == [profil]


def test_without_any_answer_there_is_no_score_and_no_profile():
    assert score({}).valeur is None
    assert (score({}).bas, score({}).haut) == (0, 100)
    assert profils({}) == []


def test_an_open_question_gives_bounds_and_no_invented_point():
    partielles = all_at(2)
    del partielles[CODES[0]]
    vu = score(partielles)

    assert (vu.valeur, vu.bas, vu.haut) == (50, 47.5, 52.5)
    assert (vu.repondues, vu.questions, vu.est_complet) == (19, 20, False)
    assert profils(partielles) == ["Administratif", "Intermédiaire"]


def test_a_profile_is_sure_when_open_questions_cannot_change_it():
    partielles = all_at(0)
    del partielles[CODES[0]]

    assert profils(partielles) == ["Émergent"]
