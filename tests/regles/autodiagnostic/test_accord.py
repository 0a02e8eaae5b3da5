"""How answers spread, and what is kept of them."""

import pytest

from spaser.regles.autodiagnostic import retain, spread
from tests.regles.autodiagnostic.fabrique import CODES, QUESTIONNAIRE, all_at


def _premiere(*niveaux):
    """Spread the answers of some people to the first question; None for no answer."""
    toutes = [{} if niveau is None else {CODES[0]: niveau} for niveau in niveaux]
    return spread(QUESTIONNAIRE, toutes)[0]


@pytest.mark.parametrize(
    ("niveaux", "nombres", "sans_reponse", "ecart", "commun", "forte"),
    [
        ((), (0, 0, 0, 0, 0), 0, 0, None, False),
        ((2,), (0, 0, 1, 0, 0), 0, 0, 2, False),
        ((2, 2, 2), (0, 0, 3, 0, 0), 0, 0, 2, False),
        ((1, 2, None), (0, 1, 1, 0, 0), 1, 1, None, False),
        ((0, 4), (1, 0, 0, 0, 1), 0, 4, None, True),
        ((1, 3, 3), (0, 1, 0, 2, 0), 0, 2, None, True),
        ((None, None), (0, 0, 0, 0, 0), 2, 0, None, False),
        ((0, None), (1, 0, 0, 0, 0), 1, 0, 0, False),
    ],
)
def test_answers_are_counted_by_level(niveaux, nombres, sans_reponse, ecart, commun, forte):
    repartition = _premiere(*niveaux)

    assert repartition.nombres == nombres
    assert repartition.sans_reponse == sans_reponse
    assert (repartition.ecart, repartition.commun, repartition.est_forte) == (ecart, commun, forte)


def test_every_question_is_spread():
    assert [r.question.code for r in spread(QUESTIONNAIRE, [all_at(1)])] == CODES


@pytest.mark.parametrize(
    ("niveaux", "accords", "retenu"),
    [
        ((2, 2), {}, 2),
        ((1, 3), {}, None),
        ((1, 3), {CODES[0]: 2}, 2),
        ((2, 2), {CODES[0]: 0}, 0),
        ((), {CODES[0]: 4}, 4),
        ((), {}, None),
    ],
)
def test_a_settled_level_comes_before_a_common_one(niveaux, accords, retenu):
    assert retain([_premiere(*niveaux)], accords).get(CODES[0]) == retenu
