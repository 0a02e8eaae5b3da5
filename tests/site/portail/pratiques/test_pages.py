"""Practices as everybody finds them, and on an action of the plan."""

from datetime import date

import pytest
from django.urls import Resolver404, resolve

from spaser.documents.corps import list_liens
from spaser.site.plan.actions.services import create_action
from spaser.site.portail.app import list_textes_pratiques
from spaser.site.portail.pratiques import read_pratiques
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 27)


def test_the_list_is_filtered_by_words_family_and_theme(client):
    tout = texte(client.get("/bonnes-pratiques/"))
    assert "9 pratiques." in tout
    assert "Racontez la vôtre" in tout

    textile = texte(client.get("/bonnes-pratiques/?famille=textile&axe=social"))
    assert "Réserver des marchés là où on ne les attend pas" in textile
    assert "Suivre 32 indicateurs" not in textile
    assert "Aucune pratique ne répond" in texte(client.get("/bonnes-pratiques/?q=introuvable"))
    assert "9 pratiques." in texte(client.get("/bonnes-pratiques/?famille=magie&page=99"))


def test_a_practice_shows_its_proof_its_steps_and_its_sources(client):
    page = texte(client.get("/bonnes-pratiques/reserver-des-marches-a-l-insertion/"))

    assert "Une quarantaine de marchés réservés en 2022" in page
    assert 'href="/obligations/sources/PRATIQUE-NANTES-RESERVES/"' in page
    assert "Pour faire de même" in page
    assert client.get("/bonnes-pratiques/nulle-part/").status_code == 404


def test_every_inside_link_of_the_first_ones_leads_somewhere():
    perdus = []
    for pratique in read_pratiques(JOUR):
        for adresse in list_liens(*pratique.textes):
            try:
                resolve(adresse.partition("#")[0])
            except Resolver404:
                perdus.append(adresse)

    assert perdus == []


def test_a_search_over_the_site_reads_each_practice():
    textes = {t.code: t for t in list_textes_pratiques(JOUR)}

    assert len(textes) == 9
    trouve = textes["reserver-des-marches-a-l-insertion"]
    assert trouve.adresse == "/bonnes-pratiques/reserver-des-marches-a-l-insertion/"
    assert "Nantes Métropole" in trouve.corps


def test_an_action_leads_to_the_practices_of_its_families():
    organisation = make_organisation()
    membre = make_membre(organisation, "redaction").utilisateur
    familles = {"titre": "Réserver", "etat": "a_lancer", "familles": ["textile", "securite"]}
    action = create_action(organisation.espace, familles, membre)

    page = texte(sign_in(membre).get(f"/espace/{SIREN_VAL}/plan/{action.pk}/"))
    assert 'href="/bonnes-pratiques/?famille=textile">1 bonne pratique' in page
    assert "famille=securite" not in page
