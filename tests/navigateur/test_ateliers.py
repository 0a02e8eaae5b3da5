"""A workshop in three real browsers: who leads, and two people on their phones."""

import pytest
from django.conf import settings as reglages
from playwright.sync_api import expect

from spaser.regles.indicateurs import SousTheme
from spaser.site.entourage.models.ateliers import Atelier, BulletinAtelier
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.socle.requetes import LECTURES
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation, sign_in

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]
RACINE = f"/espace/{SIREN_VAL}/ateliers/"
THEME = SousTheme.DECHETS.libelle


@pytest.fixture(autouse=True)
def lectures_vides():
    LECTURES.clear()


@pytest.fixture
def animatrice(page, live_server):
    membre = make_membre(make_organisation(), "redaction")
    cookie = sign_in(membre.utilisateur).cookies[reglages.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return page


@pytest.fixture
def telephones(chromium):
    contextes = [
        chromium.new_context(locale="fr-FR", viewport={"width": 375, "height": 800})
        for _ in range(2)
    ]
    yield [contexte.new_page() for contexte in contextes]
    for contexte in contextes:
        contexte.close()


def press(page, nom):
    page.get_by_role("button", name=nom).click()


def vote(telephone, niveau):
    groupe = telephone.get_by_role("group", name=THEME)
    groupe.get_by_label(niveau).check(force=True)
    press(telephone, "mon vote")
    expect(telephone.get_by_text("Vote enregistré")).to_be_visible()


def test_two_phones_vote_and_what_the_room_decides_reaches_the_grid(
    animatrice, telephones, live_server, defauts_accessibilite
):
    animatrice.goto(f"{live_server.url}{RACINE}")
    animatrice.get_by_role("link", name="Priorités").click()
    press(animatrice, "Préparer l’atelier")
    atelier = Atelier.objects.get()
    ecran = animatrice.context.new_page()
    ecran.goto(f"{live_server.url}{RACINE}{atelier.pk}/ecran/")
    expect(ecran.get_by_text(atelier.code)).to_be_visible()

    for telephone in telephones:
        telephone.goto(f"{live_server.url}/ateliers/")
        telephone.get_by_label("Code de l’atelier").fill(atelier.code.lower())
        press(telephone, "Entrer")
        press(telephone, "Entrer dans l’atelier")
        expect(telephone.get_by_text("La première étape va s’ouvrir")).to_be_visible()
    press(animatrice, "Ouvrir «")

    # Nobody touches her phone: each page follows by itself.
    for telephone in telephones:
        expect(telephone.get_by_role("group", name=THEME)).to_be_visible()
        assert telephone.evaluate("document.documentElement.scrollWidth") <= 375
    assert defauts_accessibilite(telephones[0]) == []
    vote(telephones[0], "au cœur des enjeux")
    vote(telephones[1], "pas prioritaire")
    vote(telephones[1], "au cœur des enjeux")
    expect(animatrice.locator("[data-reponses]")).to_have_text("2")
    expect(ecran.locator("[data-reponses]")).to_have_text("2")
    assert BulletinAtelier.objects.count() == 3

    press(animatrice, "Clore")
    for telephone in telephones:
        expect(telephone.get_by_text("Les résultats restent cachés")).to_be_visible()
    for page in (*telephones, ecran):
        expect(page.get_by_text("Le détail")).to_have_count(0)
    press(animatrice, "Montrer les résultats")
    for page in (*telephones, ecran):
        expect(page.get_by_text("2 réponses")).to_be_visible()
        expect(page.get_by_text("Le détail")).to_be_visible()
    assert defauts_accessibilite(ecran) == []

    animatrice.get_by_role("link", name="Résultats", exact=True).click()
    press(animatrice, "En faire des propositions")
    expect(animatrice.get_by_text("2 participants").first).to_be_visible()
    assert not LigneGrille.objects.exists()
