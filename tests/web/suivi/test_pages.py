"""Indicators, their proof, and figures kept."""

import pytest

from spaser.web.suivi.models import Reference
from tests.web.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db
RACINE = f"/espace/{SIREN_VAL}/indicateurs/"
PREUVE = f"{RACINE}SOC-01/preuve/?annee=2025&expression=nombre"


@pytest.fixture
def client():
    return sign_in(make_membre(make_organisation(), "contribution").utilisateur)


def test_the_lines_of_the_law_come_first(marches, client):
    page = texte(client.get(RACINE))

    assert page.index("Attendus par la loi") < page.index("Volume d’achats")
    assert "ne s’additionnent jamais" in page


def test_an_indicator_shows_its_years_its_method_and_the_national_value(marches, client):
    page = texte(client.get(f"{RACINE}SOC-01/"))

    assert "<svg" in page
    assert "22,3 %" in page.replace("\u202f", " ")
    assert "leur base est différente" in page


def test_years_that_published_nothing_show_no_rate_at_all(marches, client):
    page = texte(client.get(f"{RACINE}SOC-01/")).replace("\u202f", " ")

    assert "<td>aucune</td>" in page
    assert "<td>0 %</td>" not in page


def test_a_proof_leads_to_the_file_and_the_rank(marches, client):
    page = texte(client.get(PREUVE))

    assert "rang " in page
    assert " ÷ (" in page


def test_a_proof_is_exported_as_it_is_filtered(marches, client):
    adresse = PREUVE.replace("/preuve/", "/preuve.csv")
    tout = client.get(adresse).content.decode().splitlines()
    comptes = client.get(f"{adresse}&etat=compte").content.decode().splitlines()

    assert len(comptes) < len(tout)
    assert {ligne.split(";")[4] for ligne in comptes[1:]} == {"compté"}


def test_a_figure_kept_says_whether_it_has_changed(marches, client):
    demande = {"annee": "2025", "expression": "nombre"}
    gardee = client.post(f"{RACINE}SOC-01/garder/", demande, follow=True)
    assert "La valeur n’a pas changé depuis." in texte(gardee)

    Reference.objects.update(numerateur=1, valeur=0.01)

    page = texte(client.get(Reference.objects.get().get_absolute_url()))
    assert "La valeur a changé depuis" in page


def test_an_unknown_indicator_is_not_there(marches, client):
    assert client.get(f"{RACINE}SOC-99/").status_code == 404


def test_methods_are_public(client):
    client.logout()

    assert client.get("/methodes/").status_code == 200
    assert "Ce qui est mesuré" in texte(client.get("/methodes/SOC-13/"))
