"""The pages of the self-diagnosis and of the approaches."""

from html import unescape

import pytest

from tests.outils.pages import flatten

pytestmark = pytest.mark.django_db

ADMINISTRATIF = "1-2222-2222-2222-2222-2221"
PARTIEL = "1-x222-2222-2222-2222-2222"


def read(client, adresse, statut=200, **parametres):
    reponse = client.get(adresse, parametres)
    assert reponse.status_code == statut
    return unescape(flatten(reponse.text)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "adresse",
    [
        "/diagnostic/",
        "/diagnostic/questions/",
        "/diagnostic/papier/",
        "/fiches/grandes-approches/choisir/",
    ],
)
def test_anyone_reads_the_pages(client, adresse):
    assert read(client, adresse).count("<h1") == 1
    assert client.cookies.get("sessionid") is None


def test_what_is_chosen_joins_the_code_and_leads_to_the_next_rubric(client):
    reponse = client.get("/diagnostic/questions/", {"politique-ecrite": "3", "vers": "2"})

    assert reponse.status_code == 302
    assert reponse.url == "/diagnostic/questions/?code=2-3xxx-xxxx-xxxx-xxxx-xxxx&etape=2"


def test_going_back_shows_the_answer_given(client):
    page = read(client, "/diagnostic/questions/", code="1-3xxx-xxxx-xxxx-xxxx-xxxx", etape="1")

    assert 'id="politique-ecrite-3" value="3" checked' in page


def test_the_last_rubric_leads_to_the_result(client):
    reponse = client.get(
        "/diagnostic/questions/",
        {"code": "1-2222-2222-2222-2222-222x", "bilan": "1", "vers": "resultat"},
    )

    assert reponse.url == f"/diagnostic/resultat/?code={ADMINISTRATIF}"


@pytest.mark.parametrize("etape", ["9", "²", "-1", "deux", ""])
def test_a_step_that_does_not_exist_shows_one_that_does(client, etape):
    assert "Étape" in read(client, "/diagnostic/questions/", etape=etape)


def test_the_result_of_the_brief(client):
    page = read(client, "/diagnostic/resultat/", code=ADMINISTRATIF)

    assert "48,75 sur 100 : Administratif" in page
    assert "20 réponses sur 20." in page
    assert page.count("Votre réponse : «") == 5
    assert "Opérationnelle" in page


def test_a_partial_result_gives_bounds_and_both_profiles(client):
    page = read(client, "/diagnostic/resultat/", code=PARTIEL)

    assert "50 sur 100<" in page
    assert "Administratif ou Intermédiaire" in page
    assert "entre 47,5 et 52,5" in page
    assert "il manque 1 réponse." in page


def test_each_rubric_is_drawn_with_what_is_uncertain(client):
    entier = read(client, "/diagnostic/resultat/", code=ADMINISTRATIF)
    partiel = read(client, "/diagnostic/resultat/", code=PARTIEL)

    assert entier.count('<svg class="graphique"') == partiel.count('<svg class="graphique"') == 5
    assert (entier.count('class="g-hachures"'), partiel.count('class="g-hachures"')) == (0, 1)


def test_no_answer_at_all_gives_no_score(client):
    page = read(client, "/diagnostic/resultat/", code="1-xxxx-xxxx-xxxx-xxxx-xxxx")

    assert "il n’y a pas de score" in page


@pytest.mark.parametrize("vue", ["resultat/", "resultat.csv", "questions/"])
def test_a_code_that_cannot_be_read_is_explained(client, vue):
    page = read(client, f"/diagnostic/{vue}", 400, code="9-<b>")

    assert "version 9 du questionnaire" in page


@pytest.mark.parametrize("vue", ["resultat/", "resultat.csv"])
def test_without_a_code_the_diagnosis_starts(client, vue):
    assert client.get(f"/diagnostic/{vue}").url == "/diagnostic/"


def test_the_table_holds_each_answer_and_the_score(client):
    reponse = client.get("/diagnostic/resultat.csv", {"code": ADMINISTRATIF})
    lignes = reponse.content.decode("utf-8-sig").splitlines()

    assert reponse["Content-Disposition"] == 'attachment; filename="autodiagnostic.csv"'
    assert len(lignes) == 1 + 20 + 1 + 5
    assert lignes[21] == "Score sur 100;;48,75;Administratif"


def test_the_former_address_of_the_chooser_still_leads_there(client):
    reponse = client.get("/approches/choisir/?porteur=achats")

    assert (reponse.status_code, reponse.url) == (
        301,
        "/fiches/grandes-approches/choisir/?porteur=achats",
    )


def test_the_chooser_says_what_decided(client):
    page = read(client, "/fiches/grandes-approches/choisir/", porteur="achats")

    assert "la fonction achats porte le projet" in page
    assert 'id="porteur-achats" value="achats" checked' in page


def test_the_chooser_says_when_it_cannot_tell(client):
    assert "On ne peut pas encore le dire" in read(
        client, "/fiches/grandes-approches/choisir/", porteur="inconnu"
    )
