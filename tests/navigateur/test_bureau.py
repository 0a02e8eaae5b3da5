"""The team's desk in a real browser: from the home page, two people share what waits."""

import pytest
from django.conf import settings as reglages
from django.utils import timezone
from playwright.sync_api import expect

from spaser.site.acheteurs.models import Remarque
from spaser.site.editorial.models import Texte
from spaser.site.equipe.models import Coche
from tests.navigateur.test_obligations import look
from tests.site.organisations.fabrique import make_equipe, sign_in

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def sit(page, live_server):
    """Give the browser to somebody of the team, on the desk that the home page leads to."""

    def sit_down(role):
        cookie = sign_in(make_equipe(role), second_facteur=True).cookies
        valeur = cookie[reglages.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": reglages.SESSION_COOKIE_NAME, "value": valeur, "url": live_server.url}]
        )
        page.goto(live_server.url)
        page.get_by_role("link", name="Tableau de bord de l’équipe").first.click()
        page.get_by_role("heading", name="Tableau de bord de l’équipe").wait_for()

    return sit_down


def test_an_officer_adds_a_news_item_that_another_one_publishes(
    page, live_server, sit, defauts_accessibilite
):
    sit("animation")
    page.get_by_role("main").get_by_role("link", name="Textes du site").first.click()
    page.get_by_role("link", name="Actualités", exact=True).first.click()
    page.get_by_role("link", name="Ajouter une actualité").click()
    page.get_by_label("Code").fill("essai-du-jour")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Titre").fill("Un webinaire de plus")
    page.get_by_label("Texte", exact=False).first.fill("Il est ouvert à tous.")
    page.get_by_label("Ce qui change").fill("Une date est connue.")
    page.get_by_role("button", name="Enregistrer le brouillon").last.click()
    expect(page.get_by_text("Le brouillon est enregistré.")).to_be_visible()
    page.get_by_role("button", name="Envoyer à la relecture").click()
    assert look(page, defauts_accessibilite) == []

    sit("moderation")
    page.get_by_role("link", name="Relire : textes du site à relire").click()
    page.get_by_role("link", name="Un webinaire de plus").first.click()
    page.get_by_role("button", name="Approuver").click()
    expect(page.get_by_text("Le texte est approuvé.")).to_be_visible()
    page.goto(f"{live_server.url}/actualites/")
    expect(page.get_by_text("Un webinaire de plus").first).to_be_visible()
    assert Texte.objects.get().etat == "approuvee"


def test_what_waits_is_answered_and_ticked_on_the_desk(page, sit):
    Remarque.objects.create(
        siren="001010016", nom="Métropole", message="Un nom est faux.", creee_le=timezone.now()
    )
    sit("moderation")
    page.get_by_role("link", name="Répondre : remarques sur les pages publiques").click()
    page.get_by_role("main").get_by_role("link", name="Métropole").first.click()
    page.get_by_label("Votre réponse").fill("Merci, c’est corrigé.")
    page.get_by_role("button", name="Répondre et clore").click()
    page.get_by_role("heading", name="Remarques").first.wait_for()
    assert Remarque.objects.get().reponse == "Merci, c’est corrigé."

    sit("animation")
    page.get_by_role("button", name="C’est fait").first.click()
    page.get_by_role("button", name="À refaire").wait_for()
    assert Coche.objects.count() == 1
