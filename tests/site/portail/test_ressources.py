"""What there is to read, and what the site says of itself."""

import re

import pytest

from spaser.regles.fiche import DocumentPublic
from spaser.regles.nomenclatures import TypeDocument
from spaser.site.portail.accueil_site import list_ressources, list_schemas_a_lire
from spaser.site.registre.models import EtatFiche, EtatLien
from tests.outils.pages import flatten
from tests.site.registre.fabrique import MAINTENANT, make_fiche

pytestmark = pytest.mark.django_db


def test_what_others_publish_says_who_when_and_where_it_was_read():
    documents = [document for _, groupe in list_ressources() for document in groupe]

    assert [titre for titre, _ in list_ressources()] == ["Guides", "Outils en ligne", "Formations"]
    assert len(documents) >= 10
    assert all(d.editeur and 2012 < d.annee <= 2026 and d.lu_chez for d in documents)
    assert all(d.lien.startswith("https://") for d in documents)


def test_the_page_names_licences_only_when_they_are_known(client):
    page = flatten(client.get("/ressources/").text)

    assert page.count("Licence CC BY-NC.") == 1
    assert "leur licence n’est pas indiquée par la page lue" in page


def test_what_is_not_sure_of_the_national_plan_is_marked(client):
    page = flatten(client.get("/ressources/").text).replace("\u00a0", " ")

    assert re.search(r'est ouverte \(<a href="#note-\d+"[^>]+>\d+</a>, à vérifier\)', page)
    assert "Jusqu’au 31 décembre 2025 : Le plan visait" in page


def test_without_any_text_the_page_leads_to_the_register(client):
    page = client.get("/ressources/").text

    assert "Aucun texte pour l’instant" in page
    assert 'href="/registre/">Ouvrir le registre' in page


def document(nom, nature=TypeDocument.SCHEMA, pages=None):
    return DocumentPublic(
        titre=nom, url=f"https://exemple.fr/{nom}.pdf", nature=nature, pages=pages
    )


def test_the_texts_of_schemes_are_listed_with_what_is_known_of_their_link(client):
    vue = make_fiche("Commune A", documents=(document("vivant", pages=30), document("mort")))
    make_fiche("Commune B", documents=(document("jamais-vu"),))
    vue.liens.filter(url__contains="vivant").update(etat=EtatLien.VIVANT, verifie_le=MAINTENANT)
    vue.liens.filter(url__contains="mort").update(etat=EtatLien.MORT, verifie_le=MAINTENANT)

    page = flatten(client.get("/ressources/").text)

    lignes = [ligne.partition("</tr>")[0] for ligne in page.split("<tr>")[2:]]
    assert ["Commune A" in lignes[0], "Commune A" in lignes[1], "Commune B" in lignes[2]] == [
        True
    ] * 3
    assert "<td>30</td>" in lignes[0]
    assert "répondait le 24 novembre 2026" in lignes[0]
    assert "ne répond plus, vu le 24 novembre 2026" in lignes[1]
    assert "<td>non connu</td>" in lignes[2]
    assert "pas encore vérifié" in lignes[2]


def test_a_report_or_a_withdrawn_sheet_is_no_scheme_to_read():
    make_fiche("Commune A", documents=(document("bilan", TypeDocument.BILAN),))
    retiree = make_fiche("Commune B", documents=(document("retire"),))
    retiree.etat = EtatFiche.RETIREE
    retiree.save()
    make_fiche("Commune C")

    assert list_schemas_a_lire() == []


def test_the_schemes_cost_the_same_whatever_their_number(django_assert_num_queries):
    for rang in range(5):
        make_fiche(f"Commune {rang}", documents=(document(f"schema-{rang}"),))

    with django_assert_num_queries(3):
        assert len(list_schemas_a_lire()) == 5


def test_the_site_says_who_made_the_programme_and_what_it_is_not(client):
    page = flatten(client.get("/a-propos/").text)

    for organisme in ("CGDD", "makesense", "Agence des Économies Solidaires", "Nantes Métropole"):
        assert organisme in page
    assert "plan national pour des achats durables" in page
    assert "Ce n’est pas un site de l’État." in page


def test_a_site_of_the_state_does_not_say_that_it_is_none(client, settings):
    settings.MARQUE = "etat"

    assert "Ce n’est pas un site de l’État" not in client.get("/a-propos/").text
