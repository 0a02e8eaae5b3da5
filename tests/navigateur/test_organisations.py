"""Pages of organisations in a real browser: accessible at two widths, alive while typing."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from tests.site.organisations.fabrique import (
    make_demande,
    make_equipe,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
)

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]

LARGEURS = (375, 1280)


@pytest.fixture
def entrer(page, live_server):
    """Sign the page's browser in, by the cookie of a session."""

    def enter(utilisateur, **options):
        cookie = sign_in(utilisateur, **options).cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return enter


@pytest.fixture
def administration(transactional_db):
    return make_membre(make_organisation(), "administration")


def _adresses(noms, *args):
    return [reverse(f"organisations:{nom}", args=args) for nom in noms]


def _verify(page, site, adresses, defauts_accessibilite):
    constats = []
    for adresse in adresses:
        page.goto(site + adresse)
        for largeur in LARGEURS:
            page.set_viewport_size({"width": largeur, "height": 900})
            deborde = page.evaluate("document.documentElement.scrollWidth") > largeur
            constats.append((adresse, largeur, defauts_accessibilite(page), deborde))
    assert [constat for constat in constats if constat[2] or constat[3]] == []


def test_pages_of_an_organisation_are_accessible(
    page, live_server, entrer, administration, defauts_accessibilite
):
    organisation = administration.organisation
    make_membre(organisation, "lecture")
    demande = make_demande(organisation, message="Bonjour")
    organisation.invitations.create(
        courriel="invitee@exemple.fr",
        role="lecture",
        envoyee_le="2026-11-24T09:00Z",
        expire_le="2099-11-24T09:00Z",
    )
    siren = organisation.siren
    entrer(administration.utilisateur)

    noms = ("organisation", "membres", "invitations", "demandes", "modifier", "quitter")
    adresses = [
        *_adresses(("mes_organisations", "rejoindre")),
        *_adresses(noms, siren),
        *_adresses(("passer_la_main",), siren),
        *_adresses(("membre",), siren, administration.pk),
        *_adresses(("demande",), siren, demande.pk),
        *_adresses(("rejoindre_organisation",), "200023414"),
    ]
    _verify(page, live_server.url, adresses, defauts_accessibilite)


def test_pages_of_the_programme_are_accessible(
    page, live_server, entrer, administration, defauts_accessibilite
):
    moderation = make_equipe()
    make_demande(make_organisation("001010024", "Haut", identite="a_verifier"))
    entrer(moderation, second_facteur=True)

    adresses = [
        *_adresses(("programme", "programme_demandes", "programme_equipe")),
        *_adresses(("programme_organisation",), "001010024"),
    ]
    _verify(page, live_server.url, adresses, defauts_accessibilite)


def test_organisations_are_proposed_while_a_name_is_typed(page, live_server, entrer):
    entrer(make_personne("camille@exemple.fr"))
    page.goto(live_server.url + reverse("organisations:rejoindre"))

    page.get_by_label("SIREN ou nom de l’organisation").press_sequentially("metropole rouen")
    proposee = page.locator("#suggestions option[value='200023414 Métropole Rouen Normandie']")
    proposee.wait_for(state="attached")

    page.get_by_label("SIREN ou nom de l’organisation").fill("200023414 Métropole Rouen Normandie")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Métropole Rouen Normandie").click()
    page.get_by_role("button", name="Envoyer ma demande").click()

    expect(page.get_by_role("heading", name="Votre demande attend une réponse")).to_be_visible()
