"""From kept proposals to a plan, then to the document, in a real browser, wide and narrow."""

import pytest
from playwright.sync_api import expect

from spaser.site.diagnostic.models import ChoixApproche
from spaser.site.plan.actions.services import create_axe
from spaser.site.plan.models.actions import Action, Axe
from tests.navigateur.axe import settle
from tests.navigateur.test_depot import enter
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation
from tests.site.plan.fabrique import keep
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]
ESPACE = f"/espace/{SIREN_VAL}/"
LARGEURS = (1280, 375)


@pytest.fixture
def espace(page, live_server, marches):
    """Sign somebody in; eight proposals are kept, two of which say the same action."""
    membre = make_membre(make_organisation(), "redaction")
    espace = membre.organisation.espace
    keep(espace, "ACT-01", "ACT-16", "ACT-19", "ACT-30", "ACT-49")
    keep(espace, "ACT-01", origine="approche")
    keep(espace, "SOC-05", nature="indicateur")
    keep(espace, "FICHE-ACTEURS", nature="fiche")
    enter(page, live_server.url, membre.utilisateur)
    page.goto(f"{live_server.url}{ESPACE}")
    return espace


def test_kept_proposals_become_a_plan_that_stands_in_the_document(
    page, live_server, espace, defauts_accessibilite
):
    page.get_by_role("link", name="Mon plan").first.click()
    page.get_by_role("link", name="voir, puis confirmer").click()
    _hold(page, defauts_accessibilite)
    page.get_by_role("button", name="Faire entrer ce qui est coché").click()
    expect(page.get_by_text("6 actions dans le plan")).to_be_visible()
    _hold(page, defauts_accessibilite)

    action = Action.objects.get(modele="ACT-19")
    page.get_by_role("link", name=f"Modifier {action.titre}").click()
    page.get_by_label("Ou une personne, un service").fill("Direction de l’emploi")
    page.get_by_label("État").last.select_option("en_cours")
    page.get_by_label("Échéance").fill("06/2099")
    _hold(page, defauts_accessibilite)
    page.get_by_role("button", name="Enregistrer").click()
    rang = page.locator(f"#action-{action.pk}")
    expect(rang).to_contain_text("Direction de l’emploi")
    expect(rang).to_contain_text("juin 2099")

    rang.get_by_role("link", name=action.titre).first.click()
    page.get_by_role("button", name="C’est fait").first.click()
    expect(page.get_by_text("1 étape faite sur 4")).to_be_visible()
    _hold(page, defauts_accessibilite)
    page.get_by_role("link", name="Calendrier", exact=True).click()
    expect(page.locator(f"#action-{action.pk} .g-duree")).to_be_visible()
    _hold(page, defauts_accessibilite)

    page.goto(f"{live_server.url}{ESPACE}schema/axes/")
    expect(page.get_by_role("main")).to_contain_text("juin 2099")
    page.goto(f"{live_server.url}{ESPACE}schema/fiches_action/")
    expect(page.get_by_role("main")).to_contain_text("Direction de l’emploi")


def test_axes_of_an_approach_are_placed_among_hers(
    page, live_server, espace, defauts_accessibilite
):
    auteur = espace.organisation.appartenances.get().utilisateur
    create_axe(espace, {"titre": "Acheter sobre"}, auteur)
    ChoixApproche.objects.create(espace=espace, approche="piliers", raison="Plus lisible.")
    page.goto(f"{live_server.url}{ESPACE}plan/axes/")
    _hold(page, defauts_accessibilite)
    page.get_by_label("Achats écologiquement responsables").select_option(
        label="Donner ce titre à mon axe « Acheter sobre »"
    )
    page.get_by_label("Gouvernance").select_option("nouvel")
    page.get_by_role("button", name="Placer ces axes").press("Enter")

    expect(page.get_by_text("Vos axes sont en place.")).to_be_visible()
    assert list(Axe.objects.values_list("titre", flat=True)) == [
        "Achats écologiquement responsables",
        "Gouvernance",
    ]


def _hold(page, defauts_accessibilite):
    """Prove that a page holds at both widths, and that nothing in it shuts anybody out."""
    settle(page)
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur, page.url
    page.set_viewport_size({"width": LARGEURS[0], "height": 900})
    assert defauts_accessibilite(page) == []
