"""A plan pasted, looked at, written, undone, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.navigateur.test_depot import enter
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]
PLAN = f"/espace/{SIREN_VAL}/plan/"
COLLE = (
    "N°\tAxe\tAction\tPilote\tÉchéance\tÉtat\tIndicateur\tCible 2029\n"
    "1.1\tSocial\tRéserver un lot\tDirection de l’emploi\tT2 2027\t\tPart de lots réservés\t30 %\n"
    "1.2\t\tFormer les acheteurs\tRH\tbientôt\t\t\t\n"
    "1.3\t\tTrier\tDSI\t2027\tAbandonnée\t\t\n"
    "\tTotal\t3 actions\t\t\t\t\t\n"
)


def test_a_pasted_plan_is_shown_then_written_then_undone(page, live_server, defauts_accessibilite):
    membre = make_membre(make_organisation(), "redaction")
    enter(page, live_server.url, membre.utilisateur)
    page.goto(f"{live_server.url}{PLAN}importer/")
    assert defauts_accessibilite(page) == []
    page.get_by_label("Ou collez votre tableau").fill(COLLE)
    page.get_by_role("button", name="Lire").click()

    expect(page.get_by_text("Rien n’est encore écrit")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Cette date n’est pas lue")
    expect(page.get_by_label("Échéance")).to_have_value("fin")
    for largeur in (375, 1280):
        page.set_viewport_size({"width": largeur, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur
    assert defauts_accessibilite(page) == []
    expect(page.get_by_role("main")).to_contain_text("Part de lots réservés : 30 % en 2029")
    page.get_by_label("Pourquoi cette action est-elle abandonnée").fill("Sans crédits")
    page.get_by_label("1.2 Former les acheteurs").focus()
    page.keyboard.press("Space")  # unticked
    page.get_by_role("button", name="Importer", exact=True).click()

    expect(page.get_by_text("2 actions ajoutées")).to_be_visible()
    expect(page.get_by_text("indicateurs et cibles écrits : 1")).to_be_visible()
    assert defauts_accessibilite(page) == []
    page.get_by_role("button", name="Annuler cet import").click()
    expect(page.get_by_text("le plan est comme avant")).to_be_visible()
    expect(page.get_by_text("Réserver un lot")).to_have_count(0)
