import pytest

from spaser.regles.nomenclatures import (
    Approche,
    Avancement,
    Categorie,
    Confiance,
    ExpressionIndicateur,
    ObligationSchema,
    OrigineFiche,
    Taxe,
    TrancheAchats,
    TrancheHabitants,
    TypeDocument,
    TypeStructure,
    edition_libelle,
)

NOMENCLATURES = (
    Approche,
    Avancement,
    Categorie,
    Confiance,
    ExpressionIndicateur,
    TypeDocument,
    ObligationSchema,
    OrigineFiche,
    Taxe,
    TrancheAchats,
    TrancheHabitants,
    TypeStructure,
)


@pytest.mark.parametrize("nomenclature", NOMENCLATURES)
def test_every_value_has_a_code_and_a_name_of_its_own(nomenclature):
    assert len({valeur.libelle for valeur in nomenclature}) == len(nomenclature)
    assert all(nomenclature(str(valeur)) is valeur for valeur in nomenclature)


def test_the_words_of_the_portal_are_kept():
    assert TrancheHabitants.DE_101_000_A_200_000.libelle == "Entre 101 000 et 200 000"
    assert TrancheHabitants.PLUS_DE_200_000.libelle == "Plus de 200 000"
    assert TrancheAchats.DE_50_A_100_M.libelle == "De 50 à 100 millions d’euros HT"
    assert TrancheAchats.PLUS_DE_200_M.libelle == "Plus de 200 millions d’euros HT"


def test_only_the_weakest_source_asks_for_a_check():
    assert [c for c in Confiance if c.a_verifier] == [Confiance.C]


@pytest.mark.parametrize(
    ("edition", "libelle"),
    [(1, "Première édition"), (2, "Deuxième édition"), (6, "Sixième édition"), (7, "7e édition")],
)
def test_an_edition_is_named(edition, libelle):
    assert edition_libelle(edition) == libelle
