"""The plans of a space in a real browser: from the inventory to the holes of the cross-table."""

import pytest
from playwright.sync_api import expect

from spaser.web.politiques.models import Politique
from tests.navigateur.test_depot import enter
from tests.web.organisations.fabrique import SIREN_VAL, make_membre, make_organisation

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def test_from_the_inventory_to_the_holes(page, live_server):
    organisation = make_organisation(type="metropole", population=250_000)
    enter(page, live_server.url, make_membre(organisation, "contribution").utilisateur)
    page.goto(f"{live_server.url}/espace/{SIREN_VAL}/politiques/")
    page.get_by_role("link", name="Faire l’inventaire").click()
    page.get_by_label("Plan climat-air-énergie territorial").select_option("Existe")
    page.get_by_label("Plan de mobilité").select_option("N’existe pas")
    page.get_by_role("button", name="Enregistrer l’inventaire").click()
    page.get_by_role("link", name="Relever ses objectifs").click()
    page.get_by_label("Première année").fill("2027")
    page.get_by_label("Dernière année").fill("2022")
    page.get_by_label("Objectif", exact=True).first.fill("Réduire de 30 % nos émissions")
    page.get_by_label("Thème", exact=True).first.select_option("Climat et énergie")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Ce plan finirait en 2022").first).to_be_visible()

    page.get_by_label("Première année").fill("2021")
    page.get_by_role("button", name="Enregistrer").click()
    assert Politique.objects.get(code_plan="PCAET").objectifs[0]["sous_theme"] == "climat"

    page.get_by_role("link", name="Politiques et plans").click()
    page.get_by_role("link", name="Voir le tableau croisé").click()
    ligne = page.get_by_role("row", name="Climat et énergie")
    assert "Réduire de 30 % nos émissions" in ligne.inner_text()
    expect(page.get_by_role("row", name="Innovation").get_by_text("Non traité")).to_be_visible()
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="XLSX").click()
    assert telechargement.value.suggested_filename == f"politiques-{SIREN_VAL}.xlsx"
