"""Journeys of the ten pages with Tab and Enter alone: focus is seen at every stop, never held.

The register and a deposit are in `test_parcours.py`.
"""

import pytest
from playwright.sync_api import expect

from spaser.site.plan.models.actions import Action
from spaser.site.schema.publication.services import change_annees
from tests.navigateur.axe import settle
from tests.navigateur.test_depot import enter
from tests.navigateur.test_parcours import reach
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation
from tests.site.plan.fabrique import make_action
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]
pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]
ESPACE = f"/espace/{SIREN_VAL}/"


@pytest.fixture
def redactrice(page, live_server):
    """Sign in somebody who writes, before a space with an action."""
    redactrice = make_membre(make_organisation(), "redaction")
    espace = redactrice.organisation.espace
    make_action(espace, redactrice.utilisateur, "Former les acheteurs", debut="2026-01")
    change_annees(espace, 2025, redactrice.utilisateur)
    enter(page, live_server.url, redactrice.utilisateur)
    return redactrice


def press(page, nom, balise=""):
    """Go to what bears this name, then press Enter."""
    reach(page, nom, balise=balise)
    page.keyboard.press("Enter")
    settle(page)


def test_from_home_to_a_buyer_then_to_the_method_of_a_figure(page, live_server, marches):
    page.goto(live_server.url)
    reach(page, "Votre collectivité")
    page.keyboard.type(SIREN_VAL)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/acheteurs/{SIREN_VAL}/")
    settle(page)
    press(page, "D’où vient ce chiffre", "SUMMARY")
    press(page, "Comment il est calculé")

    page.wait_for_url("**/methodes/**")


def test_from_the_space_to_an_action_that_is_saved(page, live_server, redactrice, marches):
    page.goto(f"{live_server.url}{ESPACE}")
    press(page, "Mon plan")
    page.wait_for_url("**/plan/")
    press(page, "Modifier Former les acheteurs")
    reach(page, "Ou une personne, un service")
    page.keyboard.type("Direction de l’emploi")
    press(page, "Enregistrer", "BUTTON")

    expect(page.get_by_role("main")).to_contain_text("Direction de l’emploi")
    assert Action.objects.get().pilote_nom == "Direction de l’emploi"


def test_a_target_is_set(page, live_server, redactrice, marches):
    page.goto(f"{live_server.url}{ESPACE}cibles/")
    press(page, "Fixer une cible")
    page.wait_for_url("**/tableau/**")
    reach(page, "Cible", balise="INPUT")
    page.keyboard.type("60 %")
    reach(page, "Année", balise="INPUT")
    page.keyboard.type("2028")
    press(page, "Enregistrer les cibles")

    expect(page.locator(".dessin").filter(has_text="60\u202f%")).to_have_count(1)


def test_results_are_proposed(page, live_server, redactrice, marches):
    page.goto(f"{live_server.url}{ESPACE}")
    press(page, "Publier les résultats")
    page.wait_for_url("**/publication/")
    press(page, "Proposer à la validation")

    expect(page.get_by_text("Ses valeurs ne bougent plus")).to_be_visible()


def test_a_step_of_the_parcours_opens_its_tool(page, live_server):
    page.goto(live_server.url)
    press(page, "J’apprends")
    page.wait_for_url("**/parcours/")
    press(page, "Décider")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Décider")
    reach(page, "Suis-je concerné")
    page.keyboard.press("Enter")

    page.wait_for_url("**/suis-je-concerne/**")


@pytest.mark.parametrize("adresse", ["", "plan/", "cibles/", "publication/"])
def test_no_page_holds_the_focus(page, live_server, redactrice, marches, adresse):
    page.goto(f"{live_server.url}{ESPACE}{adresse}")
    reach(page, "Paramètres d’affichage", "Shift+Tab")
    page.goto(f"{live_server.url}{ESPACE}{adresse}")
    reach(page, "Paramètres d’affichage")
