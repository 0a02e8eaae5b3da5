"""Which accounts are purchases."""

import pytest

from spaser.moteur.depenses.achats import find_regle, read_compte


@pytest.mark.parametrize(
    ("compte", "nomenclature", "etat"),
    [
        ("60612", None, "comptee"),
        ("6031", None, "ecartee"),
        ("6132", None, "ecartee"),
        ("6135", None, "comptee"),
        ("64111", None, "ecartee"),
        ("65748", "M57", "ecartee"),
        ("6512", "M14", "a_verifier"),
        ("6512", "M57", "ecartee"),
        ("6512", None, "a_verifier"),
        ("2313", None, "comptee"),
        ("2041", None, "ecartee"),
        ("2111", None, "ecartee"),
        ("9", None, "a_verifier"),
    ],
)
def test_the_longest_prefix_answers(compte, nomenclature, etat):
    assert find_regle(compte, nomenclature).etat == etat


@pytest.mark.parametrize(
    ("valeur", "compte"),
    [
        (60612, "60612"),
        (60612.0, "60612"),
        ("60612 - Énergie", "60612"),
        ("011-60612", "60612"),
        ("Énergie", ""),
    ],
)
def test_the_digits_of_an_account_are_found(valeur, compte):
    assert read_compte(valeur) == compte
