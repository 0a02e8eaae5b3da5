"""The search of the whole site: its page, and what is proposed while words are typed."""

from datetime import date
from urllib.parse import quote

import pytest
from django.template.loader import render_to_string
from django.urls import resolve

from spaser.site.recherche.reponses import answer_recherche, make_index, read_index
from spaser.site.recherche.services import list_sources
from spaser.site.rencontres.premiers_contenus import load_reference as load_evenements
from tests.outils.pages import flatten
from tests.site.registre.fabrique import make_fiche
from tests.site.rencontres.questionnaires.fabrique import make_questionnaire

pytestmark = pytest.mark.django_db

JOUR = date(2026, 11, 27)


def codes(demande, dans=""):
    reponse = answer_recherche(demande, JOUR, dans)
    return [resultat.texte.code for resultat in reponse.tete]


def test_every_text_has_its_code_and_leads_to_a_page_of_the_site():
    load_evenements()
    make_questionnaire(ouvre_le=JOUR)
    documents = read_index(JOUR).documents
    cles = [(document.source, document.texte.code) for document in documents]
    adresses = {document.texte.adresse.partition("#")[0] for document in documents}

    assert len(cles) == len(set(cles))
    assert {adresse for adresse in adresses if not resolve(adresse)} == set()
    assert {document.source for document in documents} == {s.nom for s in list_sources()}
    assert [d.texte.code for d in documents if not d.texte.titre.strip()] == []


def test_texts_that_did_not_change_are_not_read_again():
    index = read_index(JOUR)
    suivant = make_index(date(2026, 11, 28), index.documents)

    assert sum(a is b for a, b in zip(index.documents, suivant.documents, strict=True)) > 500


@pytest.mark.parametrize("demande", ["", "  ", "de la", "?!", "à", "\x00"])
def test_a_question_without_a_word_finds_nothing(demande):
    assert answer_recherche(demande, JOUR).vide


def test_a_scheme_is_found_by_its_name_before_texts_that_cite_it(client):
    fiche = make_fiche("Nantes Métropole", code_region="52")
    make_fiche("Ville d’Angers", code_region="52")

    assert codes("le spaser de nantes")[0] == str(fiche.pk)
    assert codes("nantse metropole")[0] == str(fiche.pk)

    page = client.get("/recherche/", {"q": "spaser nantes"}).text
    assert f'href="{fiche.get_absolute_url()}"' in page
    assert "Vous cherchez un acheteur" in page
    assert 'href="/acheteurs/?q=spaser%20nantes"' in page


def test_a_number_of_a_buyer_leads_to_buyers(client):
    page = client.get("/recherche/", {"q": "217500016"}).text

    assert 'href="/acheteurs/?q=217500016"' in page


def test_the_page_groups_what_it_finds_and_marks_the_words(client):
    page = client.get("/recherche/", {"q": "heures d'insertion"}).text

    assert "À lire d’abord" in page
    assert ">insertion</mark>" in page
    assert 'id="groupe-indicateurs"' in page
    assert "&amp;dans=" in page


def test_one_kind_is_shown_whole(client):
    page = client.get("/recherche/", {"q": "marché", "dans": "actions"}).text

    assert 'id="groupe-actions"' in page
    assert 'id="groupe-indicateurs"' not in page
    assert "Chercher dans tout le site" in page


def test_slips_are_mended_and_unknown_words_told(client):
    page = flatten(client.get("/recherche/", {"q": "clause environementale xyzzyx"}).text)

    assert "<strong>clause environnementale</strong>" in page
    assert "Rien sur le site ne contient «\u00a0xyzzyx\u00a0»" in page


def test_nothing_found_says_what_to_try_and_what_is_typed_is_never_obeyed(client):
    page = client.get("/recherche/", {"q": "<b>xyzzyx</b>"}).text

    assert "Rien ne répond à ces mots" in page
    assert "<b>xyzzyx" not in page
    assert "Vous n’avez pas trouvé" in page


@pytest.mark.parametrize(
    "demande", ['"', "' OR 1=1 --", "titre : x", "*", "é" * 300, "&|!():*", "0" * 500, "a b c d"]
)
def test_no_text_is_an_instruction(client, demande):
    assert client.get("/recherche/", {"q": demande}).status_code == 200
    assert client.get("/recherche/propositions/", {"q": demande}).status_code == 200


def test_pages_are_proposed_while_a_word_is_typed(client):
    reponse = client.get("/recherche/propositions/", {"q": "autodia"})
    proposees = reponse.json()["propositions"]

    assert {"nom", "precision", "adresse"} == set(proposees[0])
    assert "/diagnostic/" in [proposee["adresse"] for proposee in proposees]
    assert len(proposees) <= 8
    assert reponse["Cache-Control"] == "max-age=300"


def test_one_address_may_not_ask_without_end(client, monkeypatch, settings):
    settings.PROCESSUS = 1
    monkeypatch.setattr("spaser.site.recherche.reponses._NOMBRE", 2)
    statuts = [client.get("/recherche/propositions/", {"q": "rfar"}).status_code for _ in range(3)]

    assert statuts == [200, 200, 429]


def test_words_that_nothing_knows_cost_few_questions_to_the_base(django_assert_max_num_queries):
    read_index(JOUR)
    with django_assert_max_num_queries(10):
        answer_recherche("qqqqqa qqqqqb qqqqqc qqqqqd qqqqqe qqqqqf qqqqqg", JOUR)


def test_the_box_of_the_header_is_on_every_page_and_asks_nothing_of_the_base(
    client, django_assert_num_queries
):
    page = client.get("/suis-je-concerne/").text

    assert 'action="/recherche/"' in page
    assert 'id="recherche-entete"' in page
    with django_assert_num_queries(0):
        render_to_string("socle/composants/recherche_site.html", {"id": "x", "nom": "Chercher"})


@pytest.mark.parametrize("numero", ["123456789", "123 456 789", "12345678900012"])
def test_a_number_leads_to_the_buyers_even_when_it_is_wrong(client, numero):
    page = client.get("/recherche/", {"q": numero}).text
    suite = client.get("/acheteurs/", {"q": numero}).text

    assert f'href="/acheteurs/?q={quote(numero)}"' in page
    assert "n’est pas un SI" in suite
