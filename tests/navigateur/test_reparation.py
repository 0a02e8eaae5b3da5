"""The repair sheet in a real browser: from the rates to the letter and the repaired file."""

import json

import pytest
from django.conf import settings as reglages
from playwright.sync_api import expect

from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
)
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]
pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]
LARGEURS = (375, 1280)
RACINE = f"/espace/{SIREN_VAL}/reparation/"


@pytest.fixture
def membre(page, live_server, marches):
    utilisateur = make_membre(make_organisation(), "redaction").utilisateur
    cookie = sign_in(utilisateur).cookies[reglages.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return page


def test_from_a_fault_to_the_letter_and_the_file(membre, live_server, tmp_path):
    page = membre
    page.goto(live_server.url + RACINE)
    page.get_by_role("link", name="Champ obligatoire absent : considerationsSociales").click()
    expect(page.get_by_role("heading", level=1, name="Champ obligatoire absent")).to_be_visible()
    with page.expect_download() as tableau:
        page.get_by_role("link", name="ODS").click()
    assert tableau.value.suggested_filename == f"a-corriger-{SIREN_VAL}.ods"

    page.get_by_role("link", name="Fiche de réparation").click()
    page.get_by_role("link", name="Écrire à l’éditeur du profil d’acheteur").click()
    page.get_by_text("Le texte à copier").click()
    assert "Madame, Monsieur," in page.get_by_label("Texte de la lettre").input_value()
    with page.expect_download() as fichier:
        page.get_by_role("link", name="le fichier réparé (JSON)").click()

    fichier.value.save_as(tmp_path / "repare.json")
    contrats = json.loads((tmp_path / "repare.json").read_text(encoding="utf-8"))["marches"]
    assert sum(map(len, contrats.values())) == 309


def test_a_year_is_chosen_with_the_keyboard(membre, live_server):
    page = membre
    page.goto(live_server.url + RACINE)
    page.get_by_label("Année de notification").focus()
    page.keyboard.type("2024")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    titre = page.get_by_role("heading", name="Ce que deviendraient vos taux en 2024")
    titre.wait_for()
    assert "annee=2024" in page.url


def test_its_pages_are_accessible(membre, live_server, defauts_accessibilite):
    page = membre
    constats = []
    for adresse in (RACINE, f"{RACINE}marches/?raison=champ_absent", f"{RACINE}lettre/"):
        page.goto(live_server.url + adresse)
        for largeur in LARGEURS:
            page.set_viewport_size({"width": largeur, "height": 900})
            deborde = page.evaluate("document.documentElement.scrollWidth") > largeur
            constats.append((adresse, largeur, defauts_accessibilite(page), deborde))

    assert [constat for constat in constats if constat[2] or constat[3]] == []
