"""From a diagnosis to the indicators to follow: what one tool finds shows in the next."""

import re

import pytest
from playwright.sync_api import expect

from spaser.regles.autodiagnostic import load_questionnaire
from spaser.regles.indicateurs import load_bibliotheque
from spaser.site.espace.models import Proposition
from spaser.site.plan.models.actions import LigneGrille
from tests.navigateur.test_depot import enter
from tests.site.diagnostic.fabrique import all_at, make_campagne, type_all
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]
pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]

ESPACE = f"/espace/{SIREN_VAL}/"
ECART = [q.code for q in load_questionnaire().questions][-1]


@pytest.fixture
def redactrice(page, live_server, marches):
    """Somebody signed in; two sheets of a workshop are in, that differ on one question."""
    membre = make_membre(make_organisation(), "redaction")
    enter(page, live_server.url, membre.utilisateur)
    campagne = make_campagne(membre.organisation, membre.utilisateur)
    type_all(campagne, all_at(1, indicateurs=0), all_at(1, indicateurs=0) | {ECART: 2})
    return campagne


def test_what_the_diagnosis_finds_leads_to_the_short_list(page, live_server, redactrice):
    site = live_server.url
    _freeze(page, site + redactrice.get_absolute_url())
    indicateur = _keep_indicateur(page, f"{site}{ESPACE}propositions/")
    page.goto(f"{site}{ESPACE}outils/")
    page.get_by_role("link", name=re.compile("^Décider de .+ proposition")).first.wait_for()

    _take_suggestion(page, f"{site}{ESPACE}grille/suggestions/", indicateur)
    _shorten(page, indicateur)

    page.goto(f"{site}{ESPACE}outils/")
    page.get_by_role("link", name=f"Dire qui suit « {indicateur.libelle} »").first.wait_for()
    _print(page, f"{site}{ESPACE}grille/papier/")


def _freeze(page, campagne):
    """Settle the one difference, then freeze; the result recommends an approach."""
    page.goto(f"{campagne}accords/")
    page.get_by_role("main").locator(f"a[href='#{ECART}']").click()
    page.locator(f"#{ECART}").get_by_role("link", name="Retenir un niveau").click()
    page.get_by_role("radio").nth(1).check(force=True)
    page.get_by_label("Pourquoi ce niveau").fill("Nous en avons parlé.")
    page.get_by_role("button", name="Retenir ce niveau").click()
    page.goto(f"{campagne}figer/")
    page.get_by_role("button", name="Figer le résultat").click()
    page.get_by_role("link", name="Choisir votre approche").click()
    page.get_by_role("link", name="Choisir en cinq questions").click()
    expect(page.get_by_text("conseille l’approche « Opérationnelle »")).to_be_visible()


def _keep_indicateur(page, adresse):
    """Keep the indicator that is proposed; its code leads to the library."""
    page.goto(adresse)
    proposition = Proposition.objects.get(nature="indicateur")
    place = page.locator(f"#proposition-{proposition.pk}")
    assert place.get_by_role("link").get_attribute("href") == f"/indicateurs/{proposition.code}/"
    place.get_by_label("Pourquoi").fill("La loi le demande.")
    place.get_by_role("button", name="Retenir").click()
    page.get_by_text("« La loi le demande. »").wait_for()
    return load_bibliotheque().find(proposition.code)


def _take_suggestion(page, adresse, indicateur):
    """What was kept comes first, and says why."""
    page.goto(adresse)
    premiere = page.locator(".grille-suggestion").first
    expect(premiere.get_by_text("Vous avez retenu cette proposition")).to_be_visible()
    premiere.get_by_role("checkbox", name=indicateur.libelle).check(force=True)
    page.get_by_role("button", name="Ajouter à la grille").click()
    page.get_by_text("1 ligne ajoutée.").wait_for()


def _shorten(page, indicateur):
    page.get_by_role("link", name="Liste courte").first.click()
    page.get_by_role("button", name=f"Retenir : {indicateur.libelle}").click()
    page.get_by_text("1 indicateur sur 15 au plus").wait_for()
    assert LigneGrille.objects.get(retenu=True).code == indicateur.code


def _print(page, adresse):
    """Paper holds the whole table: nothing lies over it, nothing is cut."""
    page.goto(adresse)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1040, "height": 720})
    table = page.locator(".fr-table").first
    voile = "e => getComputedStyle(e.querySelector('.fr-table__wrapper'), '::after').display"
    coupe = "e => e.querySelector('table').offsetWidth > e.offsetWidth + 1"
    assert table.evaluate(voile) == "none"
    assert not table.evaluate(coupe)
