"""A duty whose text is over is no longer told as the law."""

from datetime import date

import pytest

from spaser.regles.obligations import (
    AcheteurConnu,
    Vigueur,
    apply_all,
    date_obligation,
    load_obligations,
)
from tests.regles.test_sources import replace_fait

VEILLE, LENDEMAIN = date(2026, 11, 26), date(2026, 11, 28)
FIN = date(2026, 11, 27)


def find(code):
    return next(o for o in load_obligations() if o.code == code)


def place(obligation, jour):
    (application,) = apply_all([date_obligation(obligation, jour)], AcheteurConnu(), jour)
    return application.etat


@pytest.mark.parametrize(
    ("jour", "etat"),
    [(VEILLE, Vigueur.EN_VIGUEUR), (FIN, Vigueur.EN_VIGUEUR), (LENDEMAIN, Vigueur.PASSEE)],
)
def test_the_duty_ends_with_the_text_that_states_it(monkeypatch, jour, etat):
    replace_fait(monkeypatch, "CCP-L2112-2", jusqu_a=FIN)

    assert place(find("CCP-EXECUTION-ENVIRONNEMENT"), jour) is etat


def test_the_day_after_says_which_text_is_over(monkeypatch):
    duty = find("CCP-EXECUTION-ENVIRONNEMENT")
    replace_fait(monkeypatch, "CCP-L2112-2", jusqu_a=FIN)

    assert date_obligation(duty, FIN) == duty
    finie = date_obligation(duty, LENDEMAIN)
    assert finie.reserve.startswith(duty.reserve)
    assert finie.reserve.endswith(
        "ce qui est cité valait jusqu’au 27 novembre 2026, la suite n’a pas été lue."
    )


def test_a_text_beside_that_is_over_leaves_the_duty_in_force():
    duty = find("CCP-EXECUTION-SOCIAL")
    jour = date(2028, 1, 1)

    assert place(duty, jour) is Vigueur.EN_VIGUEUR
    assert "valait jusqu’au 31 décembre 2027" in date_obligation(duty, jour).reserve


def test_a_duty_that_says_its_own_end_needs_no_other_word():
    duty = find("GASPILLAGE")

    assert date_obligation(duty, LENDEMAIN) == duty
