"""The approach of a space: chosen, explained, kept."""

import pytest

from spaser.site.diagnostic.models import ChoixApproche
from tests.site.diagnostic.fabrique import all_at, make_figee
from tests.site.organisations.fabrique import SIREN_VAL, texte

pytestmark = pytest.mark.django_db

ADRESSE = f"/espace/{SIREN_VAL}/approche/"
CHOIX = {"porteur": "achats", "approche": "operationnelle", "raison": "Elle est à notre main."}


def test_a_space_without_an_approach_says_how_to_choose(redaction):
    assert "Choisir en cinq questions" in texte(redaction.get(ADRESSE))


def test_advice_is_given_without_recording_anything(redaction):
    page = texte(redaction.post(f"{ADRESSE}choisir/", CHOIX | {"conseil": "oui"}))

    assert "la fonction achats porte le projet" in page
    assert "Elle est à notre main." in page
    assert not ChoixApproche.objects.exists()


def test_a_choice_is_kept_with_its_reason_its_author_and_the_answers(redaction, redactrice):
    reponse = redaction.post(f"{ADRESSE}choisir/", CHOIX)
    page = texte(redaction.get(ADRESSE))
    choix = ChoixApproche.objects.get()

    assert reponse.url == f"/espace/{SIREN_VAL}/plan/axes/"
    assert (choix.auteur, choix.reponses) == (redactrice, {"porteur": "achats"})
    assert [d["raison"] for d in choix.decisions] == ["la fonction achats porte le projet"]
    assert "« Elle est à notre main. »" in page
    assert "Qui porte le projet de schéma ?" in page
    assert "Connaître et programmer les achats" in page


def test_changing_starts_from_the_answers_given(redaction):
    redaction.post(f"{ADRESSE}choisir/", CHOIX)

    assert 'value="achats" checked' in texte(redaction.get(f"{ADRESSE}choisir/"))


def test_one_may_choose_otherwise_than_advised(redaction):
    redaction.post(f"{ADRESSE}choisir/", CHOIX | {"approche": "enjeux"})
    page = texte(redaction.get(ADRESSE))

    assert f'href="/espace/{SIREN_VAL}/schema/gouvernance/"' in page
    assert "Cette approche est notre proposition." in page


@pytest.mark.parametrize(
    ("donnees", "message"),
    [
        (CHOIX | {"approche": ""}, "Choisissez une approche."),
        (CHOIX | {"approche": "autre"}, "Choisissez une des quatre approches."),
        (CHOIX | {"raison": ""}, "Dites pourquoi en une phrase."),
    ],
)
def test_a_choice_that_is_not_whole_is_explained(redaction, donnees, message):
    page = texte(redaction.post(f"{ADRESSE}choisir/", donnees))

    assert message in page
    assert 'value="achats" checked' in page
    assert not ChoixApproche.objects.exists()


def test_a_new_choice_leaves_the_former_one_to_read(redaction):
    redaction.post(f"{ADRESSE}choisir/", CHOIX)
    redaction.post(f"{ADRESSE}choisir/", CHOIX | {"approche": "piliers", "raison": "Plus lisible."})

    page = texte(redaction.get(ADRESSE))
    assert "Achats socialement responsables" in page
    assert "Choix précédents" in page
    assert "« Elle est à notre main. »" in page


def test_a_choice_leads_to_the_axes_that_it_suggests(redaction):
    page = texte(redaction.post(f"{ADRESSE}choisir/", CHOIX, follow=True))

    assert "Votre approche est choisie." in page
    assert "Connaître et programmer les achats" in page
    assert "Placer ces axes" in page
    assert f'href="/espace/{SIREN_VAL}/plan/axes/"' in texte(redaction.get(ADRESSE))


def test_contribution_chooses_nothing(contribution):
    assert contribution.post(f"{ADRESSE}choisir/", CHOIX).status_code == 403


def test_the_last_frozen_diagnosis_says_what_it_recommends(redaction, organisation, redactrice):
    assert "Votre autodiagnostic" not in texte(redaction.get(f"{ADRESSE}choisir/"))
    figee = make_figee(organisation, redactrice, all_at(1))

    page = texte(redaction.get(f"{ADRESSE}choisir/"))

    assert "(25 sur 100) conseille l’approche « Opérationnelle »." in page.replace("\u00a0", " ")
    assert f"{figee.get_absolute_url()}resultat/" in page


def test_advice_without_an_answer_is_told_to_be_impossible(redaction):
    page = texte(redaction.post(f"{ADRESSE}choisir/", {"conseil": "oui"}))

    assert "On ne peut pas encore le dire" in page
