"""What becomes of diagnoses: handed over, given to a person, unnamed, shown as an example."""

import pytest

from spaser.metier.registre.nomenclatures import Approche
from spaser.web.comptes.donnees_personnelles import erase_compte, export_donnees
from spaser.web.diagnostic.approche.services import choose
from spaser.web.diagnostic.models import Campagne, ChoixApproche, Participation
from spaser.web.diagnostic.premiers_contenus import load_demonstration
from spaser.web.organisations import premiers_contenus as organisations
from spaser.web.organisations.espaces import Espace
from spaser.web.organisations.models import EspaceEssai
from spaser.web.organisations.signals import espace_transfere
from tests.web.diagnostic.fabrique import RACINE
from tests.web.organisations.fabrique import SIREN_VAL, make_personne, sign_in, texte

pytestmark = pytest.mark.django_db


def answer(client, campagne):
    client.post(f"{campagne.get_absolute_url()}repondre/", {"portage": "2", "envoyer": "oui"})


def test_a_trial_is_handed_over_with_its_campaigns_and_its_approach(organisation):
    proprietaire = make_personne("ada@exemple.fr")
    essai = EspaceEssai.objects.create(proprietaire=proprietaire, siren=SIREN_VAL, nom="Essai")
    client = sign_in(proprietaire)
    client.post(f"{RACINE}ouvrir/", {"titre": "Seule", "jour": "2026-11-24", "nominative": "oui"})
    espace = Espace(SIREN_VAL, "Essai", essai=essai)
    choose(espace, Approche.PILIERS, "Lisible.", {}, proprietaire)

    espace_transfere.send(None, espace=essai, organisation=organisation)

    assert Campagne.objects.get().organisation == organisation
    assert ChoixApproche.objects.get().organisation == organisation


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
    organisations.load_demonstration()
    load_demonstration()
    load_demonstration()

    assert Campagne.objects.count() == 3
    assert Campagne.objects.filter(figee_le__isnull=False).count() == 2
    assert ChoixApproche.objects.count() == 1
    assert Participation.objects.exclude(envoyee_le=None).count() >= 9


def test_the_first_page_of_a_space_calls_for_the_diagnosis(redaction, campagne):
    page = texte(redaction.get(f"/espace/{SIREN_VAL}/"))

    assert "Autodiagnostic" in page
    assert "Approche" in page
