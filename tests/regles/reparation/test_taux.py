"""What a rate would be if the missing answers were there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.regles.reparation import Cause, PartConnue, list_gains, sum_points

ABSENT = Cause("considerationsSociales", "champ_absent")
VIDE = Cause("considerationsSociales", "non_renseigne")


@pytest.mark.parametrize(
    ("oui", "non", "inconnus", "valeur", "bas", "haut"),
    [
        (0, 0, {}, None, None, None),
        (0, 10, {}, 0.0, 0.0, 0.0),
        (5, 5, {}, 0.5, 0.5, 0.5),
        (30, 50, {ABSENT: 20}, 0.375, 0.3, 0.5),
        (0, 0, {ABSENT: 4}, None, 0.0, 1.0),
        (1, 1, {ABSENT: 1, VIDE: 1}, 0.5, 0.25, 0.75),
    ],
)
def test_a_share_is_bounded_by_all_no_and_all_yes(oui, non, inconnus, valeur, bas, haut):
    part = PartConnue(oui, non, inconnus)

    assert (part.valeur, part.bas, part.haut) == (valeur, bas, haut)


@pytest.mark.parametrize(
    ("part", "gains"),
    [
        (PartConnue(5, 5), []),
        (PartConnue(30, 50, {ABSENT: 20}), [(ABSENT, 20, 0.2, 0.0)]),
        (
            PartConnue(40, 40, {VIDE: 5, ABSENT: 15}),
            [(ABSENT, 15, 0.15, 0.05), (VIDE, 5, 0.05, 0.0)],
        ),
        (PartConnue(0, 8, {VIDE: 1, ABSENT: 1}), [(ABSENT, 1, 0.1, 0.1), (VIDE, 1, 0.1, 0.0)]),
    ],
)
def test_the_cause_that_hides_most_comes_first(part, gains):
    assert [(g.cause, g.poids, g.resserre, g.reste) for g in list_gains(part)] == gains


def test_a_cause_adds_up_over_the_lines_of_the_law():
    parts = [PartConnue(5, 4, {ABSENT: 1}), PartConnue(0, 18, {ABSENT: 2})]

    assert sum_points(parts) == {ABSENT: 0.2}


effectifs = st.integers(0, 10_000)


@given(effectifs, effectifs, effectifs, effectifs, st.data())
def test_whatever_the_answers_the_rate_ends_between_its_bounds(oui, non, absents, vides, data):
    part = PartConnue(oui, non, {ABSENT: absents, VIDE: vides})
    oui_absents, oui_vides = data.draw(st.integers(0, absents)), data.draw(st.integers(0, vides))
    un = PartConnue(oui + oui_absents, non + absents - oui_absents, {VIDE: vides})
    fini = PartConnue(un.oui + oui_vides, un.non + vides - oui_vides, {})

    assert fini.total == part.total
    if fini.valeur is not None:
        assert part.bas <= un.bas <= fini.valeur <= un.haut <= part.haut
