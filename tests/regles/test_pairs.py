"""Who is alike: by each criterion that is known, five at least, else the last one is let go of."""

import pytest

from spaser.regles.pairs import Critere, choose_pairs

T, L, R = Critere


def make_traits(type_="commune", taille="petite", region="32"):
    return {T: {type_}, L: {taille}, R: {region}}


def make_all(nombre, **traits):
    return {f"{sorted(traits.items())}{rang}": make_traits(**traits) for rang in range(nombre)}


@pytest.mark.parametrize(
    ("candidats", "nombre", "laches"),
    [
        (make_all(5), 5, ()),
        (make_all(4) | make_all(1, region="11"), 5, (R,)),
        (make_all(2) | make_all(3, taille="grande"), 5, (L, R)),
        (make_all(2) | make_all(1, type_="metropole"), 3, (T, L, R)),
        (make_all(6) | make_all(6, type_="metropole"), 6, ()),
        ({}, 0, (T, L, R)),
    ],
)
def test_too_few_bodies_widen_the_rule_which_says_so(candidats, nombre, laches):
    retenus, lus = choose_pairs(make_traits(), candidats)

    assert (len(retenus), lus) == (nombre, laches)


def test_what_nobody_asked_for_narrows_nothing():
    candidats = make_all(5, type_="metropole")

    assert choose_pairs({T: set(), R: {"32"}}, candidats) == (list(candidats), ())
    assert choose_pairs({}, make_all(1))[1] == ()


def test_one_band_among_two_is_enough_and_what_is_unknown_is_not_alike():
    connus = {rang: {L: {"petite", "moins_de_50m"}} for rang in range(5)}

    assert choose_pairs({L: {"moins_de_50m"}}, connus | {9: {}}) == ([0, 1, 2, 3, 4], ())
