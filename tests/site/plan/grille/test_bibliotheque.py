"""The library of indicators: public pages."""

import pytest
from django.test import Client

from tests.site.organisations.fabrique import texte

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client()


def test_the_library_is_public_and_whole(client):
    page = texte(client.get("/indicateurs/"))

    assert "<strong>69 indicateurs</strong> sur 69" in page


@pytest.mark.parametrize(
    ("requete", "nombre"),
    [
        ("?q=dechet", 5),
        ("?rubrique=gouvernance", 8),
        ("?theme=insertion&origine=saisie", 6),
        ("?statut=inconnu", 69),
        ("?q=introuvable", 0),
    ],
)
def test_filters_stand_in_the_address(client, requete, nombre):
    page = texte(client.get(f"/indicateurs/{requete}"))

    assert (f"<strong>{nombre} indicateur" in page) is (nombre > 0)
    assert ("Aucun indicateur ne répond" in page) is (nombre == 0)


def test_a_sheet_leads_to_its_method_its_plans_and_its_sources(client):
    page = texte(client.get("/indicateurs/SOC-13/"))

    assert "/methodes/SOC-13/" in page
    assert "/politiques/ESS/" in page
    assert "lecture du" in page
    assert "proposés par cet outil" in texte(client.get("/indicateurs/ENV-14/"))
    assert client.get("/indicateurs/RIEN-01/").status_code == 404
