"""What the register keeps of a person: handed over, erased."""

import pytest
from django.utils import timezone

from spaser.site.comptes.donnees_personnelles import erase_compte, export_donnees
from spaser.site.registre.models import Alerte, Depot, EtatDepot, Revendication, Signalement
from tests.site.registre.depot.conftest import connect, make_membre, make_personne, open_draft
from tests.site.registre.fabrique import MAINTENANT, make_fiche

pytestmark = pytest.mark.django_db


def test_what_is_kept_of_a_person_is_handed_over():
    personne = make_personne("ada@exemple.fr")
    open_draft(connect(personne))
    fiche = make_fiche("Lyon")
    maintenant = timezone.now()
    Revendication.objects.create(
        fiche=fiche, demandeur=personne, siren="216901231", creee_le=maintenant
    )
    Signalement.objects.create(
        fiche=fiche, nature="erreur", message="Faux", courriel="ada@exemple.fr", creee_le=maintenant
    )
    part = export_donnees(personne)["registre"]
    assert part["depots"][0]["structure"] == "Commune de Rennes"
    assert part["revendications"][0]["siren"] == "216901231"
    assert part["signalements"][0]["message"] == "Faux"


def test_erasing_drops_her_drafts_and_takes_her_off_what_was_sent():
    personne = make_personne("ada@exemple.fr")
    client = connect(personne)
    open_draft(client)
    envoye = open_draft(client).split("/")[-2]
    Depot.objects.filter(pk=envoye).update(etat=EtatDepot.SOUMIS)
    fiche = make_fiche("Lyon")
    Signalement.objects.create(
        fiche=fiche, nature="erreur", courriel="ada@exemple.fr", creee_le=timezone.now()
    )
    erase_compte(personne)
    depot = Depot.objects.get()
    assert (str(depot.pk), depot.auteur, depot.courriel) == (envoye, None, "")
    assert Signalement.objects.get().courriel == ""


def test_erasing_leaves_to_the_organisation_what_is_hers():
    ada = make_membre()
    open_draft(connect(ada))
    erase_compte(ada)
    depot = Depot.objects.get()
    assert (depot.auteur, depot.organisation.siren) == (None, "213502388")


@pytest.fixture
def lectrice(django_user_model):
    for courriel in ("lectrice@exemple.fr", "autre@exemple.fr"):
        Alerte.objects.create(
            courriel=courriel, requete="q=lyon", cadence="quotidienne", creee_le=MAINTENANT
        )
    return django_user_model.objects.create_user("lectrice@exemple.fr")


def test_the_alerts_of_an_address_are_handed_over(lectrice):
    assert export_donnees(lectrice)["alertes"] == [
        {
            "recherche": "q=lyon",
            "cadence": "quotidienne",
            "creee_le": "2026-11-24T12:00:00+00:00",
            "confirmee": False,
        }
    ]


def test_erasing_a_person_stops_her_alerts_only(lectrice):
    erase_compte(lectrice)

    assert [alerte.courriel for alerte in Alerte.objects.all()] == ["autre@exemple.fr"]
