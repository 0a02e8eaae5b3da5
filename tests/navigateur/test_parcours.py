"""Whole journeys, from the home page: with the keyboard alone, and as far as the open data."""

import csv
import io
import re

import pytest

from spaser.site.registre.premiers_contenus import load_reference
from tests.navigateur.test_depot import enter, titre
from tests.site.organisations.fabrique import make_membre, make_organisation
from tests.site.registre.fabrique import make_fiche

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]

PAS = 150  # more stops than any page has before its content
# What holds the focus: its words, and whether an eye can tell.
TENU = """() => {
  const e = document.activeElement, style = getComputedStyle(e), boite = e.getBoundingClientRect();
  const pour = e.labels?.[0] ?? e;
  const cadre = pour === e ? style : getComputedStyle(pour, '::before');
  return {
    balise: e.tagName,
    nom: (e.getAttribute('aria-label') ?? pour.textContent ?? '').trim().replace(/\\s+/g, ' '),
    vu: boite.width > 0 && [style, cadre].some(s => s.outlineStyle !== 'none'),
  };
}"""


@pytest.fixture
def site(live_server):
    load_reference()
    return live_server.url


def reach(page, nom, touche="Tab", balise=""):
    """Press a key until something of that name has the focus; every stop on the way is seen."""
    passes = []
    for _ in range(PAS):
        page.keyboard.press(touche)
        tenu = page.evaluate(TENU)
        if tenu["balise"] != "BODY":
            assert tenu["vu"], f"the focus is lost to the eye on {tenu}"
        passes.append(tenu["nom"])
        if tenu["nom"].startswith(nom) and tenu["balise"].startswith(balise):
            return
    raise AssertionError(f"« {nom} » is out of reach: {passes}")


def test_the_keyboard_is_enough_to_find_a_scheme_and_compare_two(page, site):
    page.goto(site)
    reach(page, "Je cherche un schéma")
    page.keyboard.press("Enter")
    page.wait_for_url("**/registre/")
    reach(page, "Rechercher un nom")
    page.keyboard.type("achats équitables")
    page.keyboard.press("Enter")
    page.wait_for_url("**/registre/?q=achats**")
    assert page.locator("#nombre").inner_text()[0] in "123456789"

    for nombre in (1, 2):
        reach(page, "Comparer", balise="INPUT")
        page.keyboard.press("Space")
        page.wait_for_url(re.compile("fiche=.*" * nombre))
        page.wait_for_load_state()
    reach(page, "Comparer la sélection", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/registre/comparaison/**")

    assert page.locator("thead th").count() == 3


def test_the_keyboard_is_enough_to_start_a_deposit(page, site):
    membre = make_membre(make_organisation("213502388", "Rennes", type="commune"), "redaction")
    enter(page, site, membre.utilisateur)
    page.goto(site)
    reach(page, "Registre")
    page.keyboard.press("Enter")
    reach(page, "Tous les schémas")
    page.keyboard.press("Enter")
    page.wait_for_url("**/registre/")
    page.goto(f"{site}/registre/deposer/")
    reach(page, "Commencer un dépôt")
    page.keyboard.press("Enter")
    page.wait_for_url("**/structure/")
    reach(page, "SIREN ou nom de la structure")
    page.keyboard.type("rennes")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=rennes**")
    reach(page, "Rennes")
    page.keyboard.press("Enter")
    page.wait_for_url("**siren=213502388**")
    reach(page, "Enregistrer et continuer")
    page.keyboard.press("Enter")

    page.wait_for_url("**/schema/")


def test_what_is_published_is_found_then_taken_from_the_api_and_from_the_csv(page, site):
    fiche = make_fiche("Communauté de communes de Valfleuri", axes=("Achats équitables",))
    page.goto(site)
    page.get_by_role("link", name="Je cherche un schéma").click()
    page.get_by_label("Rechercher un nom").first.fill("valfleuri")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Communauté de communes de Valfleuri").first.click()
    assert titre(page) == "Communauté de communes de Valfleuri"

    page.get_by_role("banner").get_by_role("button", name="Ressources").click()
    page.get_by_role("banner").get_by_role("link", name="Données ouvertes").click()
    assert titre(page).startswith("Données ouvertes")
    lue = page.request.get(f"{site}/api/v1/fiches/{fiche.pk}").json()
    tableau = page.request.get(f"{site}/api/v1/fiches.csv?q=valfleuri").text()
    lignes = list(csv.DictReader(io.StringIO(tableau.lstrip("\ufeff")), delimiter=";"))

    assert "Communauté de communes de Valfleuri" in str(lue)
    assert [ligne["structure"] for ligne in lignes] == ["Communauté de communes de Valfleuri"]
