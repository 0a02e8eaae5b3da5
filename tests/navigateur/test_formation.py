"""A module, from its first lesson to its attestation, with the keyboard alone."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from spaser.site.rencontres.models import CompteDuJour
from tests.navigateur.test_obligations import look
from tests.navigateur.test_parcours import reach
from tests.site.rencontres.formation.fabrique import lecons  # noqa: F401 - a fixture

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("lecons"),
]
CORRECTION = "#question-{}-correction"


@pytest.mark.longue
def test_the_keyboard_is_enough_to_follow_a_module_to_its_attestation(
    page, live_server, defauts_accessibilite
):
    page.goto(f"{live_server.url}/formation/")
    reach(page, "Commencer : La première leçon")
    page.keyboard.press("Enter")
    page.wait_for_url("**/formation/essai/premiere/")
    reach(page, "Répondre à la question 1")
    page.keyboard.press("Enter")
    expect(page.locator("#question-1-manque")).to_be_focused()

    reach(page, "Personne")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Certains acheteurs")).to_be_checked()
    reach(page, "Répondre à la question 1")
    page.keyboard.press("Enter")
    expect(page.locator(CORRECTION.format(1))).to_be_focused()
    expect(page.get_by_role("group", name="Bonne réponse", exact=True)).to_be_visible()

    for etape, rang in (("Écrire", "2"), ("Décider", "1"), ("Suivre", "3")):
        page.locator(CORRECTION.format(1)).focus()
        reach(page, etape, balise="SELECT")
        page.keyboard.type(rang)
    reach(page, "Répondre à la question 2")
    page.keyboard.press("Enter")
    expect(page.locator(CORRECTION.format(2))).to_be_focused()
    assert look(page, defauts_accessibilite) == []

    page.set_viewport_size({"width": 1280, "height": 900})
    reach(page, "Prochaine leçon à faire")
    page.keyboard.press("Enter")
    page.wait_for_url("**/formation/essai/seconde/")
    for choix in ("Une clause d’insertion", "Un critère environnemental"):
        reach(page, choix)
        page.keyboard.press("Space")
    reach(page, "Répondre à la question 1")
    page.keyboard.press("Enter")
    expect(page.locator(CORRECTION.format(1))).to_be_focused()
    reach(page, "Recevoir mon attestation")
    page.keyboard.press("Enter")
    page.wait_for_url("**/attestation/")
    assert look(page, defauts_accessibilite) == []

    reach(page, "Prénom et nom")
    page.keyboard.type("Awa Dupont")
    reach(page, "Télécharger l’attestation")
    with page.expect_download() as attendu:
        page.keyboard.press("Enter")
    lu = PdfReader(io.BytesIO(attendu.value.path().read_bytes())).pages[0].extract_text()
    code = re.search(r"/formation/attestation/(\w+)/", lu.replace("\n", ""))[1]
    page.goto(f"{live_server.url}/formation/attestation/{code}/")
    reach(page, "Prénom et nom")
    page.keyboard.type("dupont awa")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Ce nom correspond")).to_be_visible()
    assert look(page, defauts_accessibilite) == []
    assert CompteDuJour.objects.get(sujet="essai", compte="termine").nombre == 1
