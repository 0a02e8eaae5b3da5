from datetime import UTC, datetime

import pytest

from spaser.site.registre.app import sweep_depots
from spaser.site.registre.models import Depot, EtatDepot

pytestmark = pytest.mark.django_db
MAINTENANT = datetime(2026, 11, 24, tzinfo=UTC)


def _depot(modifie_le, etat=EtatDepot.BROUILLON, traite_le=None):
    return Depot.objects.create(
        courriel="invite@exemple.fr",
        cree_le=modifie_le,
        modifie_le=modifie_le,
        etat=etat,
        traite_le=traite_le,
    )


def test_a_draft_forgotten_for_six_months_is_erased():
    recent = _depot(datetime(2026, 6, 1, tzinfo=UTC))
    _depot(datetime(2026, 5, 1, tzinfo=UTC))
    envoye = _depot(datetime(2026, 5, 1, tzinfo=UTC), EtatDepot.SOUMIS)
    for _ in range(2):
        sweep_depots(MAINTENANT)
    assert set(Depot.objects.all()) == {recent, envoye}


def test_the_address_of_a_guest_is_forgotten_after_two_years():
    ancien = datetime(2024, 1, 1, tzinfo=UTC)
    _depot(ancien, EtatDepot.ACCEPTE, traite_le=ancien)
    sweep_depots(MAINTENANT)
    assert Depot.objects.get().courriel == ""
