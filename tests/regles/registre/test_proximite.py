"""How near two buyers are."""

import pytest

from spaser.regles.nomenclatures import TrancheHabitants as H
from spaser.regles.nomenclatures import TypeStructure as T
from spaser.regles.rapprochements import Profil, measure_proximite

ROUEN = Profil(T.COMMUNE, H.DE_101_000_A_200_000, "28", frozenset({"76"}))


@pytest.mark.parametrize(
    ("autre", "note"),
    [
        (ROUEN, 12),
        (Profil(T.COMMUNE, H.DE_101_000_A_200_000), 9),
        (Profil(T.COMMUNE, H.PLUS_DE_200_000), 7),
        (Profil(T.COMMUNE, H.DE_21_000_A_50_000), 6),
        (Profil(T.COMMUNE), 6),
        (Profil(T.METROPOLE, H.DE_101_000_A_200_000, "28", frozenset({"76"})), 6),
        (Profil(T.DEPARTEMENT, "", "28", frozenset({"76"})), 3),
        (Profil(T.REGION, "", "28"), 2),
        (Profil(T.REGION, "", "93"), 0),
        (Profil(), 0),
    ],
)
def test_kind_counts_more_than_size_and_size_more_than_place(autre, note):
    assert measure_proximite(ROUEN, autre) == note
    assert measure_proximite(autre, ROUEN) == note


@pytest.mark.parametrize(
    ("une", "autre", "note"),
    [(T.METROPOLE, T.EPCI, 3), (T.DEPARTEMENT, T.REGION, 3), (T.COMMUNE, T.EPCI, 0)],
)
def test_kinds_that_resemble_each_other_are_nearer_than_others(une, autre, note):
    assert measure_proximite(Profil(une), Profil(autre)) == note


def test_what_is_not_known_makes_nobody_nearer():
    assert measure_proximite(Profil(), Profil()) == 0
