import pytest

from spaser.site.organisations.espaces import open_essai, open_organisation, receive_essai
from spaser.site.organisations.models import Appartenance
from spaser.site.registre.models import Depot
from tests.site.registre.depot.conftest import LYON, RENNES, connect, make_personne, open_draft

pytestmark = pytest.mark.django_db


def test_drafts_written_while_waiting_go_to_the_organisation_once_joined():
    personne = make_personne("ada@exemple.fr")
    client = connect(personne)
    open_draft(client)
    open_draft(client, siren=LYON)
    open_essai(personne, RENNES)
    rennes = open_organisation(RENNES)
    Appartenance.objects.create(
        utilisateur=personne, organisation=rennes, role="redaction", verification="programme"
    )
    receive_essai(personne, rennes)
    remis = Depot.objects.get(organisation=rennes)
    assert remis.siren == RENNES
    assert Depot.objects.get(organisation=None).siren == LYON
