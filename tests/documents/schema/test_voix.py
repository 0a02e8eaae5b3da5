"""Who speaks in a document, and how words said to a buyer become its own."""

import pytest

from spaser.documents.schema.cadre import Voix, is_adressee, own


def test_the_buyer_says_nous_and_others_say_its_name():
    assert Voix().tell("nos achats", "les achats de {nom}") == "nos achats"
    assert Voix("Vertou").tell("nos achats", "les achats de {nom}") == "les achats de Vertou"


@pytest.mark.parametrize(
    ("dit", "attendu", "adresse"),
    [
        ("Cartographier vos achats", "Cartographier nos achats", False),
        ("Votre plan existe", "Notre plan existe", False),
        ("Vous achetez", "Vous achetez", True),
        ("Un pivot sur deux rendez-vous", "Un pivot sur deux rendez-vous", False),
        ("Des avocats", "Des avocats", False),
    ],
)
def test_possessives_change_hands_and_what_still_speaks_to_somebody_is_told(dit, attendu, adresse):
    assert own(dit) == attendu
    assert is_adressee(own(dit)) is adresse
