"""The plans of a space in a real browser: from the inventory to the holes of the cross-table."""

import pytest
from playwright.sync_api import expect

from spaser.site.diagnostic.models import Politique
from tests.navigateur.axe import settle
from tests.navigateur.test_depot import enter
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]


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
    page.get_by_label("Objectif, ligne 1").fill("Réduire de 30 % nos émissions")
    page.get_by_label("Thème, ligne 1").select_option("Climat et énergie")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Ce plan finirait en 2022").first).to_be_visible()

    page.get_by_label("Première année").fill("2021")
    page.get_by_role("button", name="Enregistrer").click()
    settle(page)
    assert Politique.objects.get(code_plan="PCAET").objectifs[0]["sous_theme"] == "climat"

    page.get_by_role("link", name="Politiques et plans").click()
    page.get_by_role("link", name="Voir le tableau croisé").click()
    ligne = page.get_by_role("row", name="Climat et énergie")
    assert "Réduire de 30 % nos émissions" in ligne.inner_text()
    expect(page.get_by_role("row", name="Innovation").get_by_text("Non traité")).to_be_visible()
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="XLSX").click()
    assert telechargement.value.suggested_filename == f"politiques-{SIREN_VAL}.xlsx"


@pytest.mark.parametrize("largeur", [1280, 375])
def test_objectives_are_pasted_in_the_table_with_the_keyboard_alone(
    page, live_server, defauts_accessibilite, largeur
):
    organisation = make_organisation()
    plan = Politique.objects.create(espace=organisation.espace, nom="Plan vélo", etat="existe")
    enter(page, live_server.url, make_membre(organisation, "contribution").utilisateur)
    page.set_viewport_size({"width": largeur, "height": 900})
    page.goto(f"{live_server.url}{plan.get_absolute_url()}modifier/")

    page.get_by_label("Objectif, ligne 1").focus()
    page.keyboard.insert_text("Louer des vélos\tMobilité et livraisons\nFormer les agents")
    page.get_by_role("button", name="Ajouter une ligne").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Chaque ligne collée a sa ligne")).to_be_visible()
    expect(page.get_by_label("Objectif, ligne 2")).to_have_value("Former les agents")
    expect(page.get_by_label("Thème, ligne 1")).to_have_value("mobilite")
    assert defauts_accessibilite(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur

    page.get_by_label("Indicateur pour le suivre, ligne 2").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Objectif, ligne 3")).to_be_focused()
    page.keyboard.type("Acheter moins")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Enregistrer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("« Plan vélo » est enregistré.")).to_be_visible()
    plan.refresh_from_db()
    assert [(o["texte"], o["sous_theme"]) for o in plan.objectifs] == [
        ("Louer des vélos", "mobilite"),
        ("Former les agents", ""),
        ("Acheter moins", ""),
    ]
