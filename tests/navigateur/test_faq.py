"""An answer is found, judged, asked for; a step is marked done: from the home page, by anybody."""

import pytest
from playwright.sync_api import expect

from spaser.site.portail.models import Avis, QuestionRecue
from spaser.site.socle.taches import file
from tests.navigateur.test_obligations import look
from tests.outils.base_tenue import refused_writes

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]


def test_a_beginner_finds_an_answer_says_what_it_lacks_asks_and_marks_a_step(
    page, live_server, defauts_accessibilite
):
    page.goto(live_server.url)
    page.get_by_role("link", name="J’apprends").click()
    page.get_by_role("link", name="Décider").click()
    etape = page.get_by_role("checkbox", name="Fait : Décider")
    etape.check(force=True)  # DSFR draws the box in its label
    page.reload()
    expect(etape).to_be_checked()
    assert look(page, defauts_accessibilite) == []
    page.goto(f"{live_server.url}/parcours/")
    expect(page.locator("[data-etape=decider]")).to_contain_text("Fait")
    assert look(page, defauts_accessibilite) == []

    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Décider").click()
    page.get_by_text("Les questions que l’on se pose").click()
    page.get_by_role("link", name="Le chef de projet doit-il être l’acheteur").first.click()
    page.wait_for_url("**/faq/#chef-de-projet")
    question = page.locator("article", has=page.locator("#chef-de-projet"))
    question.get_by_text("La réponse complète").click()
    expect(question.get_by_text("Avant de nommer quelqu’un")).to_be_visible()
    assert look(page, defauts_accessibilite) == []

    page.set_viewport_size({"width": 1280, "height": 900})
    question.get_by_role("button", name="Non").click()
    page.get_by_label("Ce qui manque").fill("Et pour un groupement ?")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Merci, votre avis est noté.")).to_be_visible()
    page.get_by_role("textbox", name="Votre question").fill("Qui pilote dans un groupement ?")
    page.get_by_role("button", name="Envoyer ma question").click()
    expect(page.get_by_text("L’équipe du programme a votre question")).to_be_visible()

    avis = Avis.objects.get()
    assert (avis.reponse, avis.utile, avis.raison) == (
        "chef-de-projet",
        False,
        "Et pour un groupement ?",
    )
    assert QuestionRecue.objects.get().message == "Qui pilote dans un groupement ?"


def test_what_was_typed_while_the_base_was_held_is_sent_again_by_one_button(
    page, live_server, defauts_accessibilite, monkeypatch
):
    monkeypatch.setattr(file.time, "sleep", lambda _secondes: None)
    page.goto(f"{live_server.url}/faq/demander/")
    page.get_by_role("textbox", name="Votre question").fill("Qui pilote ?\nEt qui paie ?")
    with refused_writes():
        page.get_by_role("button", name="Envoyer ma question").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Le site est occupé")
    assert look(page, defauts_accessibilite) == []

    page.get_by_role("button", name="Renvoyer").click()
    expect(page.get_by_text("L’équipe du programme a votre question")).to_be_visible()
    assert QuestionRecue.objects.get().message == "Qui pilote ?\r\nEt qui paie ?"
