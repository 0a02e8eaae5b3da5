"""The parcours: seven steps for anybody, and where she does them for whoever has a space."""

import re

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


def test_the_path_leads_to_every_step_where_its_former_anchor_stood(client):
    page = client.get("/parcours/").text

    assert page.count("<h1") == 1
    for etape in load_parcours():
        assert f'id="{etape.code}"' in page
        assert f'href="/parcours/{etape.code}/"' in page
    assert "/espace/0" not in page


@pytest.mark.parametrize("etape", load_parcours(), ids=lambda etape: etape.code)
def test_every_step_says_how_long_what_to_do_with_what_and_who_did_it(client, etape):
    reponse = client.get(f"/parcours/{etape.code}/")
    lu = texte(reponse)

    assert reponse.text.count("<h1") == 1
    mots = ("Combien de temps", "Que faire", "Exemple :", "C’est fait quand…")
    assert [lu.count(mot) for mot in mots] == [1] * 4
    assert etape.fait_quand
    assert all(f'href="/faq/#{code}"' in reponse.text for code in etape.faq)
    liens = (*etape.fiches, *etape.outils)
    assert all(f'href="{lien.adresse}"' in reponse.text for lien in liens)
    assert "/espace/0" not in reponse.text
    # Without a script nothing is promised of what is done.
    assert reponse.text.count("data-fait=") == reponse.text.count("hidden>") == 1


def test_a_step_that_nobody_wrote_is_not_found(client):
    assert client.get("/parcours/planer/").status_code == 404


def test_the_path_is_drawn_to_the_scale_of_its_steps(client):
    page = client.get("/parcours/choisir/").text
    dessin = page[page.index('<svg class="dessin') :]
    dessin = dessin[: dessin.index("</svg></svg>") if "</svg></svg>" in dessin else None]
    longueurs = [
        float(fin) - float(debut)
        for debut, fin in re.findall(r'class="g-chemin" x1="([\d.]+)%"[^>]* x2="([\d.]+)%"', dessin)
    ]
    mois = [e.demi_mois / 2 for e in load_parcours() if e.demi_mois]

    assert mois == [4, 3, 2.5, 3.5]
    assert longueurs == pytest.approx([n * longueurs[0] / 4 for n in mois], abs=0.02)
    assert dessin.count('<circle class="g-plein"') == 1
    assert "Décider, puis Faire l’état des lieux 4\u00a0mois, puis Associer 3\u00a0mois" in page


def test_whoever_has_one_space_is_led_to_its_pages(client):
    membre = make_membre(make_organisation(), "redaction")
    client = sign_in(membre.utilisateur)
    page = "".join(client.get(f"/parcours/{etape.code}/").text for etape in load_parcours())

    for suite in ("diagnostic", "acteurs", "plan", "schema", "schema/controle", "cibles"):
        assert f'href="/espace/{SIREN_VAL}/{suite}/"' in page
    assert f'href="/espace/{SIREN_VAL}/"' in client.get("/parcours/").text


def test_whoever_has_several_chooses_elsewhere():
    membre = make_membre(make_organisation(), "redaction")
    autre = make_organisation("001010024", "Département de Haut-Fictif")
    make_membre(autre, "redaction", utilisateur=membre.utilisateur)

    client = sign_in(membre.utilisateur)
    assert "/espace/0" not in client.get("/parcours/").text
    assert "/espace/0" not in client.get("/parcours/choisir/").text


def test_it_is_the_first_entry_of_the_menu_and_where_discovery_begins(client):
    accueil = client.get("/").text
    menu = accueil[accueil.index("fr-nav__list") :]

    assert menu.index("/parcours/") < menu.index("/acheteurs/")
    assert '<a href="/parcours/">J’apprends</a>' in accueil
