"""The page that every other extends."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import override_settings

from tests.outils.pages import flatten

pytestmark = pytest.mark.django_db


def test_a_page_says_its_language_its_title_and_where_its_content_is(client):
    texte = client.get("/plan-du-site/").text

    assert '<html lang="fr"' in texte
    assert "<title>Plan du site – SPASER</title>" in texte
    assert '<main id="contenu"' in texte
    assert 'href="#contenu"' in texte
    assert texte.count("<h1") == 1


def test_the_skip_links_lead_to_what_is_there(client):
    texte = client.get("/plan-du-site/").text

    cibles = re.findall(r'fr-link" href="#(\w+)"', texte)
    assert cibles == ["contenu", "navigation", "pied"]
    assert all(f'id="{cible}"' in texte for cible in cibles)


def test_the_trail_ends_with_the_page_itself(client):
    texte = flatten(client.get("/plan-du-site/").text)

    assert '<a class="fr-breadcrumb__link" href="/">Accueil</a>' in texte
    assert '<a class="fr-breadcrumb__link" aria-current="page">Plan du site</a>' in texte


def test_a_neutral_site_shows_no_mark_of_the_state(client):
    texte = client.get("/").text

    assert "fr-logo" not in texte
    assert "République" not in texte
    assert "dsfr/dist/favicon" not in texte
    assert "socle/neutre.css" in texte
    assert "Site non officiel." in flatten(texte)


@override_settings(MARQUE="etat")
def test_a_state_site_shows_the_block_and_no_notice(client):
    texte = client.get("/").text

    assert texte.count('class="fr-logo"') == 2
    assert "socle/neutre.css" not in texte
    assert "site non officiel" not in texte


@override_settings(MARQUE="etat", DEMONSTRATION=True)
def test_a_demonstration_says_so_whatever_its_brand(client):
    assert "Les comptes et les dépôts y sont fictifs." in client.get("/").text


def test_no_script_or_style_is_written_in_the_page(client):
    texte = client.get("/").text

    assert re.findall(r"<script(?![^>]*\bsrc=)", texte) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=", texte) == []


def test_scripts_carry_the_nonce_of_the_policy(client):
    reponse = client.get("/")

    nonce = re.search(r"'nonce-([^']+)'", reponse["Content-Security-Policy"])[1]
    # Django's own tags read the nonce lazily: every script of the page must bear this very one.
    assert set(re.findall(r'<script[^>]*nonce="([^"]+)"', reponse.text)) == {nonce}
    assert reponse.text.count("<script") == 4


def test_a_visitor_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/plan-du-site/")


def test_a_message_is_read_aloud_in_its_own_tone():
    class Message:
        level_tag = "error"

        def __str__(self):
            return "Rien <b>n’a</b> été enregistré."

    texte = flatten(render_to_string("socle/page/messages.html", {"messages": [Message()]}))

    assert 'fr-alert--error fr-alert--sm fr-mb-3w" role="alert"' in texte
    assert "Rien &lt;b&gt;n’a&lt;/b&gt; été enregistré." in texte


def test_the_main_menu_holds_seven_entries(client):
    menu = client.get("/").text.split('aria-label="Menu principal"')[1].split("</nav>")[0]

    assert menu.count('class="fr-nav__item"') == 7


@pytest.mark.parametrize("visitable", [True, False])
def test_the_main_menu_leads_to_eighteen_pages_at_most(client, settings, visitable):
    settings.ESPACE_VISITABLE = "001010016" if visitable else ""
    menu = client.get("/").text.split('aria-label="Menu principal"')[1].split("</nav>")[0]

    assert menu.count("href=") <= 18
    for adresse in ("/parcours/", "/formation/", "/bilan/", "/registre/", "/outils/"):
        assert f'href="{adresse}"' in menu
