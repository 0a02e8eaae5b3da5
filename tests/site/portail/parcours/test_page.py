"""The parcours: seven steps for anybody, and where she does them for whoever has a space."""

import pytest

from spaser.regles.parcours import load_parcours
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db


def test_every_step_says_how_long_what_to_do_with_what_and_who_did_it(client):
    reponse = client.get("/parcours/")
    lu = texte(reponse)

    assert reponse.text.count("<h1") == 1
    assert [lu.count(mot) for mot in ("Combien de temps", "Que faire", "Exemple :")] == [7] * 3
    for etape in load_parcours():
        assert f'id="{etape.code}"' in reponse.text
        assert all(f'href="/faq/#{code}"' in reponse.text for code in etape.faq)
        liens = (*etape.fiches, *etape.outils)
        assert all(f'href="{lien.adresse}"' in reponse.text for lien in liens)
    assert "/espace/0" not in reponse.text


def test_without_a_script_nothing_is_promised_of_what_is_done(client):
    page = client.get("/parcours/").text

    assert page.count("data-fait=") == page.count("hidden>") == 7


def test_whoever_has_one_space_is_led_to_its_pages(client):
    membre = make_membre(make_organisation(), "redaction")
    page = sign_in(membre.utilisateur).get("/parcours/").text

    for suite in ("diagnostic", "acteurs", "plan", "schema", "schema/controle", "cibles"):
        assert f'href="/espace/{SIREN_VAL}/{suite}/"' in page


def test_whoever_has_several_chooses_elsewhere():
    membre = make_membre(make_organisation(), "redaction")
    autre = make_organisation("001010024", "Département de Haut-Fictif")
    make_membre(autre, "redaction", utilisateur=membre.utilisateur)

    assert "/espace/0" not in sign_in(membre.utilisateur).get("/parcours/").text


def test_it_is_the_first_entry_of_the_menu_and_where_discovery_begins(client):
    accueil = client.get("/").text
    menu = accueil[accueil.index("fr-nav__list") :]

    assert menu.index("/parcours/") < menu.index("/acheteurs/")
    assert '<a href="/parcours/">J’apprends</a>' in accueil
