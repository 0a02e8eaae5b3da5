"""Which of the announced files are taken."""

import pytest

from spaser.moteur.reseau.national import (
    Ressource,
    list_annees_publiees,
    list_ressources,
    select_ressources,
)
from spaser.moteur.reseau.telechargement import RessourceIntrouvable
from tests.moteur.reseau.national.commun import OFFICIEL, content_of


def announce(*noms):
    return [Ressource(nom, nom, f"https://static.data.gouv.fr/{nom}") for nom in noms]


PUBLIEES = announce(
    "decp-global.json",
    "decp-2026-02.json",
    "decp-2026-01.json",
    "decp-2025.json",
    "decp-2025-12.json",
    "decp-2024.json",
    "decp-2022.json",
    "decp-2019.json",
    "decp.xml",
    "decp.ocds.json",
    "decp-2024-13.json",
    "probabilites-naf-cpv.parquet",
)


def choose(annees, ressources=PUBLIEES):
    retenues, absentes = select_ressources("officiel", ressources, annees)
    return [ressource.nom for ressource in retenues], absentes


def test_all_years_and_the_months_of_the_year_that_has_no_file():
    retenues, absentes = choose(None)
    assert retenues == [
        "decp-2019.json",
        "decp-2022.json",
        "decp-2024.json",
        "decp-2025.json",
        "decp-2026-01.json",
        "decp-2026-02.json",
    ]
    assert absentes == []


@pytest.mark.parametrize(
    ("annees", "noms", "absents"),
    [
        ({2025}, ["decp-2025.json"], []),
        ({2026}, ["decp-2026-01.json", "decp-2026-02.json"], []),
        ([2024, 2025], ["decp-2024.json", "decp-2025.json"], []),
        ({2018}, ["decp-2019.json"], []),
        ({2021}, ["decp-2019.json", "decp-2022.json"], []),
        ({2023, 2024}, ["decp-2019.json", "decp-2022.json", "decp-2024.json"], []),
        ({2025, 2031}, ["decp-2025.json"], ["decp-2031.json"]),
        ({2031, 2017}, [], ["decp-2017.json", "decp-2031.json"]),
    ],
)
def test_the_years_asked_for(annees, noms, absents):
    assert choose(annees) == (noms, absents)


def test_the_years_that_can_be_asked_for():
    assert list_annees_publiees(PUBLIEES) == [2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026]


def test_a_name_published_twice_is_taken_in_its_latest_version(serveur, client):
    ancienne, recente = announce("decp-2024.json", "decp-2024.json")
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    (datee,) = list_ressources(client, OFFICIEL)
    assert select_ressources("officiel", [ancienne, datee, recente]) == ([datee], [])


def test_a_data_set_that_changed_its_names_is_told():
    with pytest.raises(RessourceIntrouvable, match="ni mensuel"):
        choose(None, announce("decp-global.json"))


def test_the_tabular_plan_takes_the_contracts_only():
    noms = ("decp.csv", "statistiques-doublons-sources.parquet", "decp.parquet", "schema.json")
    (retenue,), absentes = select_ressources("tabulaire", announce(*noms))
    assert (retenue.nom, absentes) == ("decp.parquet", [])
    assert select_ressources("tabulaire", announce("decp.csv")) == ([], ["decp.parquet"])
