import pytest

from spaser.metier.registre.nomenclatures import (
    DU_PORTAIL,
    LIBELLES,
    Approche,
    Confiance,
    Obligation,
    Origine,
    TrancheAchats,
    TrancheHabitants,
    TypeStructure,
    edition_libelle,
)

NOMENCLATURES = (
    Approche,
    Confiance,
    Obligation,
    Origine,
    TrancheAchats,
    TrancheHabitants,
    TypeStructure,
)
VALEURS = [valeur for nomenclature in NOMENCLATURES for valeur in nomenclature]


def test_every_value_has_a_name_and_no_two_share_one():
    # A value is a string: two lists with the same value would share their name in the table.
    assert len(LIBELLES) == len(VALEURS)
    assert len({valeur.libelle for valeur in VALEURS}) == len(VALEURS)


def test_the_words_of_the_portal_are_kept():
    assert TrancheHabitants.DE_101_000_A_200_000.libelle == "Entre 101 000 et 200 000"
    assert TrancheHabitants.PLUS_DE_200_000.libelle == "Plus de 200 000"
    assert TrancheAchats.DE_50_A_100_M.libelle == "De 50 à 100 millions d’euros HT"
    assert TrancheAchats.PLUS_DE_200_M.libelle == "Plus de 200 millions d’euros HT"
    assert TrancheAchats.DE_100_A_200_M not in DU_PORTAIL


def test_only_the_weakest_source_asks_for_a_check():
    assert [c for c in Confiance if c.a_verifier] == [Confiance.C]


@pytest.mark.parametrize(
    ("edition", "libelle"),
    [(1, "Première édition"), (2, "Deuxième édition"), (6, "Sixième édition"), (7, "7e édition")],
)
def test_an_edition_is_named(edition, libelle):
    assert edition_libelle(edition) == libelle
