"""The page « Suis-je concerné ? »."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.utils import timezone

from tests.outils.pages import flatten

pytestmark = pytest.mark.django_db

ADRESSE = "/suis-je-concerne/"


@pytest.fixture(autouse=True)
def _le_24_novembre_2026(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))


def read(client, **reponses):
    reponse = client.get(ADRESSE, reponses)
    assert reponse.status_code == 200
    return unescape(flatten(reponse.text)).replace("\u00a0", " ").replace("\u202f", " ")


def ask(client, **reponses):
    return read(client, **{"nature": "commune", "annee": "2025", "montant": "62,5 M€"} | reponses)


def test_anyone_may_ask_and_the_last_closed_year_is_proposed(client):
    page = read(client)

    assert page.count("<h1") == 1
    assert '<option value="2025" selected>' in page
    assert "2026 (en cours)" in page
    assert '<option value="2027"' not in page
    assert "À corriger" not in page
    assert "Quelles dépenses compter ?" in page


@pytest.mark.parametrize(
    ("reponses", "titre"),
    [
        ({}, "Vous devez adopter un SPASER"),
        ({"montant": "50 000 000"}, "La loi ne vous impose pas de SPASER"),
        ({"montant": "50 000 000,01"}, "Vous devez adopter un SPASER"),
        ({"montant": ""}, "On ne peut pas encore le dire"),
        ({"montant": "0"}, "La loi ne vous impose pas de SPASER"),
        ({"montant": "55 M€", "taxe": "ttc"}, "On ne peut pas encore le dire"),
        ({"montant": "61 M€", "taxe": "ttc"}, "Vous devez adopter un SPASER"),
        ({"montant": "40 M€", "etendue": "partie"}, "On ne peut pas encore le dire"),
        ({"nature": "hors_code"}, "La loi ne vous impose pas de SPASER"),
        ({"nature": "inconnue"}, "On ne peut pas encore le dire"),
        ({"annee": "2022"}, "La loi ne vous imposait pas de SPASER"),
        ({"annee": "2026"}, "Vous devez adopter un SPASER"),
        ({"territoire": "pacifique"}, "On ne peut pas encore le dire"),
        ({"montant": "61 M€", "taxe": "ttc", "etendue": "partie"}, "Vous devez adopter un SPASER"),
    ],
)
def test_the_answer_stands_in_the_title_and_in_the_page(client, reponses, titre):
    page = ask(client, **reponses)

    assert f'id="reponse">{titre}</h2>' in page
    assert f"<title>{titre} – Suis-je concerné ? – SPASER</title>" in page


def test_the_answer_gives_its_reason_its_texts_and_the_day_they_were_read(client):
    page = ask(client)

    assert "Vos dépenses de 2025 dépassent 50 millions d’euros hors taxes" in page
    assert "Article L2111-3 du code de la commande publique" in page
    assert "lecture du 24 novembre 2026" in page
    assert "Ce qui manque pour répondre" not in page


def test_what_is_missing_is_said(client):
    page = ask(client, montant="")

    assert "Ce qui manque pour répondre" in page
    assert "demandez-le à votre service financier" in page


def test_an_old_year_comes_with_its_doubts(client):
    page = ask(client, annee="2022", montant="120 M€")

    assert "Vous deviez adopter un SPASER" in page
    assert "la conclusion est à vérifier" in page


def test_the_next_acts_lead_to_what_is_near(client):
    page = ask(client, nature="metropole")

    assert 'href="/registre/?type=metropole&type=epci"' in page
    assert 'href="/obligations/?nature=metropole&territoire=metropole&spaser=oblige"' in page
    assert 'href="/registre/deposer/"' in page
    assert client.get("/registre/?type=metropole&type=epci").status_code == 200


@pytest.mark.parametrize(
    ("reponses", "conseil"),
    [
        ({"nature": ""}, "Choisissez ce qu’est votre structure"),
        ({"nature": "fusee"}, "« fusee » n’est pas un type de structure que nous connaissons"),
        ({"annee": ""}, "Choisissez une année"),
        ({"annee": "2031"}, "« 2031 » n’est pas une année"),
        ({"annee": "deux mille"}, "« deux mille » n’est pas une année"),
        ({"montant": "62,5"}, "Dites l’unité"),
        ({"montant": "-3 M€"}, "n’est pas négatif"),
        ({"montant": "beaucoup"}, "Ce n’est pas un montant que nous savons lire"),
        ({"montant": "9" * 50}, "Ce n’est pas un montant"),
        ({"montant": "9" * 61}, "Ce texte est trop long"),
        ({"montant": "900 milliards"}, "vérifiez le nombre de zéros"),
        ({"taxe": ""}, "Dites si la taxe est comprise"),
        ({"etendue": ""}, "Dites si le montant couvre toutes vos dépenses"),
        ({"territoire": ""}, "Choisissez un territoire"),
        ({"taxe": "moitie"}, "« moitie » n’est pas une réponse"),
        ({"etendue": "x"}, "« x » n’est pas une réponse"),
        ({"territoire": "lune"}, "« lune » n’est pas un territoire"),
    ],
)
def test_a_wrong_answer_names_the_field_and_the_fix(client, reponses, conseil):
    page = ask(client, **reponses)

    assert "Une réponse est à corriger" in page
    assert conseil in page
    assert 'id="reponse"' not in page


def test_what_was_typed_is_kept_and_never_run(client):
    page = client.get(ADRESSE, {"nature": "<b>x</b>", "annee": "2025", "montant": "<i>1"}).text

    assert "<b>x" not in page
    assert "<i>1" not in page
    assert 'value="&lt;i&gt;1"' in page


def test_the_database_only_says_which_facts_are_shown_and_nothing_is_kept(
    client, django_assert_num_queries
):
    with django_assert_num_queries(1):
        reponse = client.get(ADRESSE, {"nature": "commune", "annee": "2025", "montant": "60 M€"})

    assert not reponse.cookies


def test_other_parameters_are_not_an_answer(client):
    assert "corriger" not in read(client, utm_source="lettre")


def test_the_menu_leads_there(client):
    menu = client.get("/").text.split('id="pied"')[0]

    assert re.search(r'href="/suis-je-concerne/"[^>]*>\s*Suis-je concerné', menu)


def test_a_short_address_takes_the_usual_answers(client):
    page = read(client, nature="commune", montant="62,5 M€")

    assert 'id="reponse">Vous devez adopter un SPASER</h2>' in page
    assert "dépenses de 2025" in page


def test_only_reading_is_possible(client):
    assert client.post(ADRESSE, {"nature": "commune"}).status_code == 405


@pytest.mark.parametrize("montant", ["62,5 M€", "1 M€", ""])
def test_a_year_that_has_just_begun_concludes_only_what_is_certain(client, monkeypatch, montant):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 1, 2, 9, tzinfo=UTC))

    assert '<option value="2026" selected>' in read(client)
    page = ask(client, annee="2027", montant=montant)
    certain = montant == "62,5 M€"
    assert ("Vous devez adopter un SPASER" in page) is certain
    assert ("On ne peut pas encore le dire" in page) is not certain
    assert "La loi ne vous impose pas" not in page
    assert ("2027 n’est pas close" in page) is not certain


def test_what_counts_leads_to_the_text_that_says_it(client):
    compte = read(client).partition("Quelles dépenses compter ?")[2]

    note = re.search(r'<li id="note-(\d)"><a href="/obligations/sources/CCP-D2111-3/"', compte)
    assert note
    assert compte.count(f'href="#note-{note[1]}"') == 5
    assert "l’avocat" not in compte.partition("Ce qui ne compte pas")[0]
    assert "représentation d’un client par un avocat" in compte
    assert "Les indicateurs du schéma ont une autre base" in compte.replace("\u00a0", " ")
    assert "Notre lecture." in compte
