"""The team, signed in with its second factor, and deposits that wait for it."""

import pytest

from spaser.site.comptes.preuves import make_preuve_demonstration
from spaser.site.registre.models import Depot
from tests.site.registre.depot.conftest import (  # noqa: F401 - fixtures
    ada,
    connect,
    equipe,
    invite,
    membre,
    open_draft,
    rennes,
)


def connect_proved(personne):
    """Open a session that has given its second factor."""
    client = connect(personne)
    session = client.session
    session["otp_device_id"] = make_preuve_demonstration(personne).persistent_id
    session.save()
    return client


@pytest.fixture
def moderatrice(equipe):  # noqa: F811 - the fixture imported above
    return connect_proved(equipe)


def send(client, **structure):
    """Fill a draft and send it; give the deposit."""
    adresse = open_draft(client, **structure)
    pk = adresse.split("/")[-2]
    version = Depot.objects.get(pk=pk).version
    client.post(f"{adresse}verification/", {"version": version, "consentement": "on"})
    return Depot.objects.get(pk=pk)


def decide(client, depot, decision, reponse="", **champs):
    donnees = {"version": depot.version, "decision": decision, "reponse": reponse} | champs
    return client.post(f"/registre/moderation/depots/{depot.pk}/", donnees)
