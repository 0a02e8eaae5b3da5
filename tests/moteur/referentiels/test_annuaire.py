"""Who a SIREN is, and how a buyer is found by its name."""

from datetime import date

import pytest

from spaser.moteur.referentiels.annuaire import (
    Entite,
    date_des_tables,
    departements,
    find_entite,
    name_departement,
    name_region,
    regions,
    search_entites,
)


def test_a_metropole_is_known_by_its_siren():
    assert find_entite("200023414") == Entite(
        siren="200023414",
        nom="Métropole Rouen Normandie",
        nature="METRO",
        code_region="28",
        codes_departement=("76",),
        population=507654,
    )


def test_a_commune_is_known_by_its_siren():
    assert find_entite("210100012") == Entite(
        siren="210100012",
        nom="L’Abergement-Clémenciat",
        nature="commune",
        code_region="84",
        codes_departement=("01",),
        population=860,
    )


def test_an_intercommunality_of_two_departments_gives_both_and_the_region_of_its_seat():
    beaune = find_entite("200006682")

    assert beaune.nom.startswith("Communauté d’agglomération Beaune")
    assert beaune.codes_departement == ("21", "71")
    assert beaune.code_region == "27"


@pytest.mark.parametrize("siren", ["", "001010012", "999999999", "21010001"])
def test_an_unknown_siren_is_nobody(siren):
    assert find_entite(siren) is None


@pytest.mark.parametrize(
    ("texte", "premier"),
    [
        ("rouen", "Rouen"),
        ("ROUEN métropole", "Métropole Rouen Normandie"),
        ("metropole  rouen", "Métropole Rouen Normandie"),
        ("St-Denis", "Saint-Denis"),
        ("l'haÿ les roses", "L’Haÿ-les-Roses"),
        ("l’hay les roses", "L’Haÿ-les-Roses"),
        ("CC Gresivaudan", "Communauté de communes Le Grésivaudan"),
        ("200023414", "Métropole Rouen Normandie"),
        ("200 023 414", "Métropole Rouen Normandie"),
        ("20002341400010", "Métropole Rouen Normandie"),
        ("200023414 – Métropole Rouen Normandie", "Métropole Rouen Normandie"),
    ],
)
def test_a_buyer_is_found_however_it_is_typed(texte, premier):
    assert search_entites(texte)[0].nom == premier


def test_the_same_name_comes_first_and_the_most_peopled_before():
    trouvees = search_entites("Saint-Denis", 3)

    assert [(e.nom, e.codes_departement) for e in trouvees] == [
        ("Saint-Denis", ("974",)),
        ("Saint-Denis", ("93",)),
        ("Saint-Denis", ("11",)),
    ]


@pytest.mark.parametrize("texte", ["", "  ", "de la", "zzzz", "123456789", "'; drop table", "%"])
def test_nothing_is_found_for_nothing_usable(texte):
    assert search_entites(texte) == []


def test_no_more_is_given_than_asked():
    assert len(search_entites("communauté", 7)) == 7


def test_places_have_their_names():
    assert name_region("53") == "Bretagne"
    assert name_departement("2A") == "Corse-du-Sud"
    assert name_departement("06") == "Alpes-Maritimes"
    assert name_region("93") == "Provence-Alpes-Côte d’Azur"


def test_an_unknown_place_has_no_name():
    assert name_region("") == ""
    assert name_departement("20") == ""


def test_every_department_is_of_a_known_region():
    assert len(regions()) == 26
    assert len(departements()) == 109
    assert {d.code_region for d in departements().values()} <= set(regions())


def test_the_tables_are_dated():
    assert date_des_tables() == date(2026, 1, 1)
