import pytest

from spaser.regles.nomenclatures import tranche_habitants


@pytest.mark.parametrize(
    ("population", "attendue"),
    [
        (0, "moins_de_10000"),
        (9_999, "moins_de_10000"),
        (10_000, "de_10000_a_20000"),
        (20_000, "de_10000_a_20000"),
        (20_001, "de_21000_a_50000"),
        (50_000, "de_21000_a_50000"),
        (50_001, "de_51000_a_100000"),
        (100_000, "de_51000_a_100000"),
        (100_500, "de_101000_a_200000"),
        (182_628, "de_101000_a_200000"),
        (200_000, "de_101000_a_200000"),
        (200_001, "plus_de_200000"),
        (12_463_067, "plus_de_200000"),
    ],
)
def test_each_population_has_its_bucket(population, attendue):
    assert tranche_habitants(population) == attendue


def test_a_negative_population_is_refused():
    with pytest.raises(ValueError, match="nombre d’habitants"):
        tranche_habitants(-1)
