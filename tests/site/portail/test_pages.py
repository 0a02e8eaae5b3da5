"""The pages about the site itself."""

import re

import pytest

from spaser.site.portail.accueil_site import read_audit
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
    "/contact/": "Contact",
}


@pytest.mark.parametrize(("adresse", "titre"), TITRES.items())
def test_anyone_reads(client, adresse, titre):
    texte = client.get(adresse).text

    assert f"<h1>{titre}</h1>" in texte
    assert f"<title>{titre} – SPASER</title>" in texte


def test_the_foot_of_a_page_leads_to_all_of_them(client):
    pied = client.get("/").text.split('id="pied"')[1]

    assert all(f'href="{adresse}"' in pied for adresse in TITRES)
    assert "Accessibilité\u00a0: non conforme" in pied
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


def test_the_statement_says_what_was_checked_and_that_nobody_audited(client):
    texte = flatten(client.get("/accessibilite/").text)
    resultats = read_audit()

    assert "État de conformité\u00a0: non conforme" in texte
    assert "personne n’en a encore audité la conformité" in texte
    assert resultats.outil in texte
    assert f"{len(resultats.pages)} pages publiques" in texte
    assert "% des critères" not in texte


@pytest.mark.parametrize(
    "titre",
    [
        "État de conformité\u00a0: non conforme",
        "Résultats des tests",
        "Contenus non accessibles",
        "Non-conformités",
        "Dérogations pour charge disproportionnée",
        "Contenus non soumis à l’obligation",
        "Établissement de cette déclaration",
        "Retour d’information et contact",
        "Voies de recours",
        "Schéma pluriannuel 2026-2028",
        "Plan d’actions de 2026",
    ],
)
def test_the_statement_has_each_part_of_the_model(client, titre):
    titres = re.findall(r"<h[23][^>]*>(.*?)</h", flatten(client.get("/accessibilite/").text))

    assert titre in [t.strip() for t in titres]


def test_each_doubt_of_the_tool_is_told_in_words(client):
    texte = flatten(client.get("/accessibilite/").text)
    doutes = read_audit().doutes

    assert "Le contraste de mots posés sur une image ou une icône." in dict(doutes)
    assert [mots for mots, _ in doutes if mots not in texte] == []
    assert f"ces {len(doutes)} points" in texte


def test_the_scheme_of_the_operator_is_hers(client, monkeypatch):
    assert "schéma non renseigné par l’exploitant" in client.get("/accessibilite/").text

    monkeypatch.setenv("SPASER_ACCESSIBILITE", "https://exemple.fr/schema")

    assert 'href="https://exemple.fr/schema"' in client.get("/accessibilite/").text


def test_anybody_finds_whom_to_write_to(client, monkeypatch):
    monkeypatch.setenv("SPASER_CONTACT", "contact@exemple.fr")

    assert 'href="mailto:contact@exemple.fr"' in client.get("/contact/").text


def test_the_statement_never_claims_more_than_the_machine_saw():
    resultats = read_audit()

    assert resultats.largeurs == [375, 1280]
    assert resultats.themes == ["clair", "sombre"]


def test_the_plan_lists_the_menus(client):
    liens = re.findall(r'<li><a href="([^"]+)">', client.get("/plan-du-site/").text)

    assert "/" in liens
    assert "/conditions/" in liens


@pytest.mark.longue
def test_the_kept_results_name_pages_of_the_site(client):
    for page in read_audit().pages:
        assert client.get(page).status_code == 200
