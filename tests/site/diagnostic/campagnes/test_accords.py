"""Differences shown, levels settled together, nobody's text lost."""

import pytest

from spaser.site.diagnostic.models import Accord, Participation
from tests.site.diagnostic.fabrique import all_at, make_campagne, type_all
from tests.site.organisations.fabrique import make_membre, sign_in, texte

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


@pytest.fixture
def divergente(campagne):
    type_all(campagne, all_at(1), all_at(1, portage=3))
    return campagne


def settle(client, campagne, niveau, raison, version=0):
    donnees = {"niveau": niveau, "raison": raison, "version": version}
    return client.post(f"{campagne.get_absolute_url()}accords/portage/", donnees)


def test_the_spread_is_shown_with_names_when_that_was_said(redaction, divergente):
    page = texte(redaction.get(f"{divergente.get_absolute_url()}accords/"))

    assert "1 question a des réponses différentes" in page
    assert "2 niveaux d’écart" in page
    assert "1 réponse : Groupe 2" in page


def test_unnamed_answers_are_shown_from_three_on(organisation, redactrice, redaction):
    campagne = make_campagne(organisation, redactrice, nominative=False)
    adresse = f"{campagne.get_absolute_url()}accords/"
    type_all(campagne, all_at(1), all_at(3))
    avant = texte(redaction.get(adresse))
    type_all(campagne, all_at(3))
    apres = texte(redaction.get(adresse))

    assert "montrées à partir de 3" in avant
    assert "1 réponse" not in avant.replace("2 réponses", "")
    assert "2 réponses" in apres
    assert "Groupe" not in apres


def test_answers_begun_and_not_sent_do_not_count(campagne, contributrice, redaction):
    Participation.objects.create(
        campagne=campagne, mode="compte", utilisateur=contributrice, reponses=all_at(4)
    )

    page = texte(redaction.get(f"{campagne.get_absolute_url()}accords/"))
    assert "0 réponse envoyée" in page


def test_a_level_is_settled_with_its_reason(redaction, divergente):
    settle(redaction, divergente, 2, "Une élue y travaille.")
    accord = Accord.objects.get()

    assert (accord.niveau, accord.raison, accord.version) == (2, "Une élue y travaille.", 1)
    page = texte(redaction.get(f"{divergente.get_absolute_url()}accords/"))
    assert "« Une élue y travaille. »" in page


@pytest.mark.parametrize(
    ("niveau", "raison", "message"),
    [
        ("", "Parce que.", "Choisissez un niveau."),
        ("7", "Parce que.", "Choisissez un niveau de 0 à 4."),
        ("2", "", "Dites pourquoi en une phrase."),
    ],
)
def test_an_agreement_that_is_not_whole_is_explained(
    redaction, divergente, niveau, raison, message
):
    page = texte(settle(redaction, divergente, niveau, raison))

    assert message in page
    assert raison in page
    assert not Accord.objects.exists()


def test_the_second_of_two_people_reads_both_texts(organisation, redaction, divergente):
    autre = sign_in(make_membre(organisation, "administration").utilisateur)
    settle(redaction, divergente, 2, "Premier texte.")
    reponse = settle(autre, divergente, 3, "Second texte.")

    assert reponse.status_code == 409
    assert "Premier texte." in texte(reponse)
    assert "Second texte." in texte(reponse)
    assert Accord.objects.get().raison == "Premier texte."
    assert settle(autre, divergente, 3, "Second texte.", version=1).status_code == 302
    assert Accord.objects.get().raison == "Second texte."


def test_a_question_that_does_not_exist_is_not_there(redaction, divergente):
    adresse = f"{divergente.get_absolute_url()}accords/inconnue/"

    assert redaction.get(adresse).status_code == 404


def test_contribution_reads_the_spread_and_settles_nothing(contribution, divergente):
    page = texte(contribution.get(f"{divergente.get_absolute_url()}accords/"))

    assert "Retenir un niveau" not in page
    assert settle(contribution, divergente, 2, "Texte.").status_code == 403


def test_the_page_of_a_question_says_what_data_propose(marches, redaction, divergente):
    page = texte(redaction.get(f"{divergente.get_absolute_url()}accords/clauses/"))

    assert "Ce que disent les données" in page
