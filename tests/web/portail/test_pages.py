"""The pages about the site itself."""

import re

import pytest

from spaser.web.portail.selectors import read_audit
from tests.outils.pages import flatten

pytestmark = pytest.mark.django_db

TITRES = {
    "/a-propos/": "À propos",
    "/ressources/": "Ressources",
    "/plan-du-site/": "Plan du site",
    "/mentions-legales/": "Mentions légales",
    "/donnees-personnelles/": "Données personnelles et cookies",
    "/conditions/": "Conditions d’utilisation",
    "/accessibilite/": "Accessibilité",
}


@pytest.mark.parametrize(("adresse", "titre"), TITRES.items())
def test_anyone_reads(client, adresse, titre):
    texte = client.get(adresse).text

    assert f"<h1>{titre}</h1>" in texte
    assert f"<title>{titre} – SPASER</title>" in texte


def test_the_foot_of_a_page_leads_to_all_of_them(client):
    pied = client.get("/").text.split('id="pied"')[1]

    assert all(f'href="{adresse}"' in pied for adresse in TITRES)
    assert "Accessibilité : non auditée" in pied
    assert "Paramètres d’affichage" in pied


def test_what_the_operator_did_not_give_is_said_missing(client):
    texte = client.get("/mentions-legales/").text

    assert texte.count("non renseigné par l’exploitant") == 4
    assert "adresse non renseignée par l’exploitant" in texte


def test_what_the_operator_gave_is_shown(client, monkeypatch):
    monkeypatch.setenv("SPASER_EXPLOITANT", "Direction <des> achats")
    monkeypatch.setenv("SPASER_HEBERGEUR", "Hébergeur exemple, 1 rue du Port")
    monkeypatch.setenv("SPASER_CONTACT", "contact@exemple.fr")

    texte = client.get("/mentions-legales/").text

    assert "<dd>Direction &lt;des&gt; achats" in texte
    assert "Hébergeur exemple, 1 rue du Port" in texte
    assert '<a href="mailto:contact@exemple.fr">contact@exemple.fr</a>' in texte


def test_the_statement_gives_the_kept_results(client):
    texte = flatten(client.get("/accessibilite/").text)
    resultats = read_audit()

    assert "État de conformité\u00a0: non auditée" in texte
    assert resultats.outil in texte
    assert f"<dd>{len(resultats.pages)}\u00a0: " in texte
    assert "Aucun audit de conformité" in texte


def test_the_statement_never_claims_more_than_the_machine_saw():
    resultats = read_audit()

    assert resultats.audit_manuel == "non auditée"
    assert resultats.largeurs == [375, 1280]
    assert resultats.themes == ["clair", "sombre"]


def test_the_plan_lists_the_menus(client):
    liens = re.findall(r'<li><a href="([^"]+)">', client.get("/plan-du-site/").text)

    assert "/" in liens
    assert "/conditions/" in liens


@pytest.mark.longue(parts=4)
def test_the_kept_results_name_pages_of_the_site(client):
    for page in read_audit().pages:
        assert client.get(page).status_code == 200
