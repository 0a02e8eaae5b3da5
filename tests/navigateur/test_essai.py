"""From a buyer's public page to a page that those who decide read: no SIREN is typed."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from spaser.site.organisations.models import MENTION_ESSAI, Espace
from tests.site.comptes.conftest import MOT_DE_PASSE
from tests.site.conftest import sur_le_champ

__all__ = ["sur_le_champ"]

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("sur_le_champ"),
]

ROUEN = "217605401"
OUVRIR = "C’est mon organisation : ouvrir mon schéma"
CLICS = 5  # the button, « créer un compte », « recevoir le lien », the link, « créer mon compte »


class Clics:
    """Counts what a hand presses."""

    def __init__(self, page):
        self.page = page
        self.nombre = 0

    def press(self, role, nom):
        self.page.get_by_role("main").get_by_role(role, name=nom).click()
        self.nombre += 1

    def follow(self, adresse):
        self.page.goto(adresse)
        self.nombre += 1


def _sign_up(clics, site, courriel):
    """Make an account from the sign-in page; the link comes by mail."""
    page = clics.page
    clics.press("link", "Créer un compte")
    page.get_by_label("Adresse électronique").fill(courriel)
    clics.press("button", "Recevoir le lien")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    clics.follow(site + _read_chemin(courriel))
    page.get_by_label("Prénom").fill("Ada")
    page.get_by_label("Nom", exact=True).fill("Lierre")
    page.get_by_label("Nouveau mot de passe").fill(MOT_DE_PASSE)
    page.get_by_label("Même mot de passe").fill(MOT_DE_PASSE)
    clics.press("button", "Créer mon compte")


def _read_chemin(courriel):
    """Return the path of the link in the last mail to an address."""
    recus = [recu for recu in mail.outbox if recu.to == [courriel]]
    return re.search(r"https?://[^/]+(/\S+)", recus[-1].body)[1]


def test_one_address_to_confirm_opens_the_space_of_a_public_page(page, live_server):
    clics = Clics(page)
    page.goto(f"{live_server.url}/acheteurs/{ROUEN}/")
    clics.press("link", OUVRIR)
    _sign_up(clics, live_server.url, "ada@exemple.fr")

    expect(page).to_have_url(f"{live_server.url}/espace/{ROUEN}/")
    expect(page.get_by_text(MENTION_ESSAI)).to_be_visible()
    assert clics.nombre == CLICS
    assert (Espace.objects.get().nom, Espace.objects.get().type) == ("Rouen", "commune")

    page.goto(f"{live_server.url}/acheteurs/{ROUEN}/")
    clics.press("button", OUVRIR)
    expect(page).to_have_url(f"{live_server.url}/espace/{ROUEN}/")
    assert Espace.objects.count() == 1


def test_a_colleague_comes_and_those_who_decide_read(page, live_server, chromium):
    page.goto(f"{live_server.url}/acheteurs/{ROUEN}/")
    clics = Clics(page)
    clics.press("link", OUVRIR)
    _sign_up(clics, live_server.url, "ada@exemple.fr")
    clics.press("link", "Inviter un collègue")
    page.get_by_label("Adresse électronique de votre collègue").fill("bea@exemple.fr")
    clics.press("button", "Inviter")
    expect(page.get_by_text("L’invitation de bea@exemple.fr est partie")).to_be_visible()

    _join(chromium, live_server, live_server.url + _read_chemin("bea@exemple.fr"))

    page.goto(f"{live_server.url}/espace/{ROUEN}/elus/liens/")
    page.get_by_label("À qui donnez-vous ce lien").fill("Commission")
    clics.press("button", "Créer le lien")
    partage = page.locator("main a[href*='/vue/']")
    expect(partage).to_have_count(1)
    chemin = partage.get_attribute("href").partition("/vue/")[2]
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/vue/{chemin}")
    expect(page.get_by_text(MENTION_ESSAI)).to_be_visible()


def _join(chromium, live_server, invitation):
    """Come in by an invitation, from another browser, with a new account."""
    contexte = chromium.new_context(locale="fr-FR")
    page = contexte.new_page()
    page.goto(invitation)
    _sign_up(Clics(page), live_server.url, "bea@exemple.fr")
    page.get_by_role("button", name="Entrer dans cet espace").click()
    expect(page).to_have_url(f"{live_server.url}/espace/{ROUEN}/")
    contexte.close()
