import pytest

from spaser.web.comptes.donnees_personnelles import _PARTS
from spaser.web.registre.models import Alerte
from tests.web.registre.fabrique import MAINTENANT

pytestmark = pytest.mark.django_db


@pytest.fixture
def lectrice(django_user_model):
    for courriel in ("lectrice@exemple.fr", "autre@exemple.fr"):
        Alerte.objects.create(
            courriel=courriel, requete="q=lyon", cadence="quotidienne", creee_le=MAINTENANT
        )
    return django_user_model.objects.create_user("lectrice@exemple.fr")


def test_the_alerts_of_an_address_are_handed_over(lectrice):
    assert _PARTS["alertes"].exporte(lectrice) == [
        {
            "recherche": "q=lyon",
            "cadence": "quotidienne",
            "creee_le": "2026-11-24T12:00:00+00:00",
            "confirmee": False,
        }
    ]


def test_erasing_a_person_stops_her_alerts_only(lectrice):
    _PARTS["alertes"].efface(lectrice)

    assert [alerte.courriel for alerte in Alerte.objects.all()] == ["autre@exemple.fr"]
