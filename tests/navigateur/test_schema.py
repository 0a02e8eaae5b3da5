"""The scheme in a real browser, by keyboard alone: open a heading, write, take the file away."""

import io
from pathlib import Path

import docx
import pytest
from playwright.sync_api import expect

from tests.navigateur.test_depot import enter
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]

PAS_MAX = 90


def walk_to(page, cible):
    """Press Tab until this element has the focus."""
    for _ in range(PAS_MAX):
        page.keyboard.press("Tab")
        if cible.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"No Tab reaches {cible}")


@pytest.fixture
def schema(page, live_server):
    """Open the outline as somebody who contributes."""
    organisation = make_organisation(type="metropole", population=250_000)
    enter(page, live_server.url, make_membre(organisation, "contribution").utilisateur)
    page.goto(f"{live_server.url}/espace/{SIREN_VAL}/schema/")
    return page


@pytest.mark.parametrize("largeur", [1280, 375])
def test_a_heading_is_written_and_taken_away_by_keyboard(schema, largeur):
    schema.set_viewport_size({"width": largeur, "height": 900})
    walk_to(schema, schema.get_by_role("link", name="Édito", exact=True))
    schema.keyboard.press("Enter")
    expect(schema.get_by_role("heading", name="Édito", level=1)).to_be_visible()

    walk_to(schema, schema.get_by_label("Votre texte"))
    schema.keyboard.type("Nous achetons **autrement**.")
    schema.keyboard.press("Enter")
    schema.keyboard.press("Enter")
    schema.keyboard.type("- l’emploi")
    walk_to(schema, schema.get_by_role("button", name="Enregistrer"))
    schema.keyboard.press("Enter")
    expect(schema.get_by_text("Votre texte est enregistré")).to_be_visible()
    expect(schema.get_by_role("listitem").filter(has_text="l’emploi")).to_be_visible()
    expect(schema.locator("strong", has_text="autrement")).to_be_visible()

    walk_to(schema, schema.locator(".redaction-situe").get_by_role("link", name="Mon schéma"))
    schema.keyboard.press("Enter")
    expect(schema.get_by_text("en rédaction")).to_be_visible()
    walk_to(schema, schema.get_by_role("link", name="Emporter (Word)"))
    with schema.expect_download() as telechargement:
        schema.keyboard.press("Enter")
    word = docx.Document(io.BytesIO(Path(telechargement.value.path()).read_bytes()))
    textes = [paragraphe.text for paragraphe in word.paragraphs]
    assert "Nous achetons autrement." in textes
    assert "l’emploi" in textes


def test_a_heading_is_moved_set_aside_and_taken_back(schema):
    schema.get_by_role("link", name="Organiser les rubriques").click()
    schema.get_by_role("button", name="Descendre « Édito »").click()
    expect(schema.locator("main ol li a").first).to_have_text("Cadre légal et obligation")
    schema.get_by_role("link", name="Écarter « Édito »").click()
    schema.get_by_role("button", name="Écarter cette rubrique").click()
    expect(schema.get_by_text("Dites pourquoi en une phrase").first).to_be_visible()
    schema.get_by_label("Pourquoi l’écarter ?").fill("Pas d’édito cette année.")
    schema.get_by_role("button", name="Écarter cette rubrique").click()

    schema.get_by_text("1 rubrique écartée").click()
    schema.get_by_role("button", name="Reprendre « Édito »").click()
    expect(schema.get_by_text("est de nouveau dans votre schéma")).to_be_visible()


def test_steps_and_bodies_are_proposed_then_changed(schema, live_server):
    schema.get_by_role("link", name="Calendrier", exact=True).click()
    schema.get_by_role("link", name="étapes").click()
    schema.get_by_label("Jour souhaité du vote").fill("2036-06-20")
    schema.get_by_label("Durée de la préparation").select_option("12 mois")
    schema.get_by_role("button", name="Proposer les étapes").click()
    schema.get_by_role("link", name="Modifier « Rédaction »").click()
    schema.get_by_label("Étape").fill("Écriture")
    schema.get_by_role("button", name="Enregistrer").click()
    expect(schema.get_by_role("listitem").filter(has_text="Écriture")).to_be_visible()

    schema.goto(f"{live_server.url}/espace/{SIREN_VAL}/schema/gouvernance/comites/")
    schema.get_by_role("button", name="Partir d’une proposition").click()
    expect(schema.get_by_text("Conseil de métropole", exact=True)).to_be_visible()
