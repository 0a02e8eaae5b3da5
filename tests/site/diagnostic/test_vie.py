"""What becomes of diagnoses: given to a person, unnamed, shown as an example."""

import pytest

from spaser.site.comptes.donnees_personnelles import erase_compte, export_donnees
from spaser.site.diagnostic.models import Campagne, ChoixApproche, Participation
from tests.outils.scenario import play
from tests.site.organisations.fabrique import SIREN_VAL, texte

pytestmark = pytest.mark.django_db


def answer(client, campagne):
    client.post(f"{campagne.get_absolute_url()}repondre/", {"portage": "2", "envoyer": "oui"})


def test_a_person_gets_her_answers(contribution, contributrice, campagne):
    answer(contribution, campagne)
    (sienne,) = export_donnees(contributrice)["autodiagnostics"]["reponses"]

    assert sienne["campagne"] == "Point de départ"
    assert sienne["reponses"] == {"portage": 2}


def test_a_person_erased_leaves_her_answers_without_her_name(
    sur_le_champ, contribution, contributrice, redaction, campagne
):
    answer(contribution, campagne)
    nom = contributrice.nom_complet
    erase_compte(contributrice)

    assert Participation.objects.get().reponses == {"portage": 2}
    page = texte(redaction.get(f"{campagne.get_absolute_url()}accords/"))
    assert nom not in page
    assert "1 réponse : Sans nom" in page


def test_the_demonstration_shows_campaigns_and_an_approach_once():
    play("Organisations", "Autodiagnostic", "Autodiagnostic")

    assert Campagne.objects.count() == 3
    assert Campagne.objects.filter(figee_le__isnull=False).count() == 2
    assert ChoixApproche.objects.count() == 1
    assert Participation.objects.exclude(envoyee_le=None).count() >= 9


def test_the_page_of_the_tools_calls_for_the_diagnosis(redaction, campagne):
    page = texte(redaction.get(f"/espace/{SIREN_VAL}/outils/"))

    assert "Autodiagnostic" in page
    assert "Approche" in page
