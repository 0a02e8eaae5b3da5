"""Answering: saved at each rubric, resumed, proposed by data, contradictory or partial."""

import pytest

from spaser.site.diagnostic.models import Participation
from tests.site.diagnostic.fabrique import all_at, type_all
from tests.site.organisations.fabrique import texte

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


@pytest.fixture
def adresse(campagne):
    return f"{campagne.get_absolute_url()}repondre/"


def test_reading_the_questions_writes_nothing(contribution, adresse):
    assert "Étape 1 sur 5" in texte(contribution.get(adresse))
    assert not Participation.objects.exists()


def test_each_rubric_is_saved_and_leads_to_the_next(contribution, adresse):
    reponse = contribution.post(adresse, {"etape": "1", "portage": "2", "vers": "2"})

    assert reponse.url == f"{adresse}?etape=2"
    assert Participation.objects.get().reponses == {"portage": 2}
    assert 'id="portage-2" value="2" checked' in texte(contribution.get(f"{adresse}?etape=1"))


def test_two_pages_of_one_person_never_undo_one_another(contribution, adresse):
    contribution.post(adresse, {"etape": "1", "portage": "2", "vers": "2"})
    contribution.post(adresse, {"etape": "5", "bilan": "1", "vers": "envoi"})

    assert Participation.objects.get().reponses == {"portage": 2, "bilan": 1}


def test_not_knowing_takes_an_answer_back(contribution, adresse):
    contribution.post(adresse, {"portage": "2"})
    contribution.post(adresse, {"portage": "x"})

    assert Participation.objects.get().reponses == {}


@pytest.mark.parametrize("niveau", ["5", "-1", "²", "deux", ""])
def test_what_is_not_a_level_changes_nothing(contribution, adresse, niveau):
    contribution.post(adresse, {"portage": "2"})
    contribution.post(adresse, {"portage": niveau})

    assert Participation.objects.get().reponses == {"portage": 2}


def test_what_is_missing_is_told_before_sending(contribution, adresse):
    contribution.post(adresse, {"portage": "2"})

    page = texte(contribution.get(f"{adresse}?etape=envoi"))
    assert "19 questions sans réponse" in page
    assert "Envoyer mes réponses" in page


def test_answers_that_contradict_one_another_are_told_and_kept(contribution, adresse):
    contribution.post(adresse, {"cibles": "4", "indicateurs": "0"})

    page = texte(contribution.get(f"{adresse}?etape=envoi"))
    assert "Des réponses semblent se contredire" in page
    contribution.post(adresse, {"envoyer": "oui"})
    assert Participation.objects.get().reponses == {"cibles": 4, "indicateurs": 0}


def test_nothing_is_sent_without_an_answer(contribution, adresse):
    assert "Envoyer mes réponses" not in texte(contribution.get(f"{adresse}?etape=envoi"))

    contribution.post(adresse, {"envoyer": "oui"})
    assert Participation.objects.get().envoyee_le is None


def test_a_level_is_proposed_from_published_data_and_never_chosen_alone(
    marches, contribution, adresse
):
    page = texte(contribution.get(f"{adresse}?etape=4"))

    assert "Proposé d’après les données" in page
    assert "Marchés avec au moins une considération sociale" in page
    assert "suite non connue" in page
    assert "/methodes/ce-que-la-loi-demande/" in page
    assert " checked" not in page


def test_a_proposed_level_is_accepted_with_the_rest_of_the_page(marches, contribution, adresse):
    reponse = contribution.post(adresse, {"etape": "4", "besoin": "1", "accepter": "clauses"})

    gardee = Participation.objects.get()
    assert reponse.url == f"{adresse}?etape=4#clauses"
    assert gardee.reponses == {"besoin": 1, "clauses": 2}
    assert gardee.acceptees == ["clauses"]
    assert "Vous avez accepté ce niveau" in texte(contribution.get(f"{adresse}?etape=4"))


def test_a_level_changed_afterwards_is_no_more_that_of_the_data(marches, contribution, adresse):
    contribution.post(adresse, {"etape": "4", "accepter": "clauses"})
    contribution.post(adresse, {"etape": "4", "clauses": "3"})

    assert Participation.objects.get().acceptees == []


def test_accepting_what_was_not_proposed_changes_nothing(contribution, adresse):
    contribution.post(adresse, {"accepter": "portage"})

    assert Participation.objects.get().reponses == {}


def test_a_frozen_campaign_takes_no_more_answers(contribution, redaction, campagne, adresse):
    type_all(campagne, all_at(1))
    redaction.post(f"{campagne.get_absolute_url()}figer/")

    page = texte(contribution.post(adresse, {"portage": "2"}, follow=True))
    assert "figé : rien n’y change plus" in page
    assert Participation.objects.count() == 1
