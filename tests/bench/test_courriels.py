"""The digests of five thousand people, from what waits to the server: CPU time of the tasks."""

import sys
import time

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from spaser.site.comptes.models import Utilisateur
from spaser.site.socle.courriels.abonnements import gather
from spaser.site.socle.models import Courriel
from spaser.site.socle.taches.file import claim
from spaser.site.socle.taches.travailleur import execute
from tests.site.organisations.fabrique import make_membre, make_organisation

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

PERSONNES = 5_000
CHACUNE = 3
AU_PLUS = 60  # seconds


@pytest.fixture
def attendent():
    """Three mails that wait for each: an arrival, a lone administrator, another arrival."""
    organisation = make_organisation()
    membres = [
        make_membre(organisation, "administration", f"membre{n}@exemple.fr") for n in range(CHACUNE)
    ]
    personnes = Utilisateur.objects.bulk_create(
        Utilisateur(courriel=f"personne{n}@exemple.fr", prenom="Ada") for n in range(PERSONNES)
    )
    Courriel.objects.bulk_create(
        Courriel(
            nature="spaser.site.organisations.courriels.tell_membre",
            personne=personne,
            arguments={"appartenance": membre.pk},
            etat="groupe",
            du_le=timezone.now(),
        )
        for personne in personnes
        for membre in membres
    )


def test_digests_of_five_thousand_people(attendent, settings):
    settings.TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}
    debut = time.process_time()
    assert gather(timezone.now()) == PERSONNES
    reunis = time.process_time()
    while (ligne := claim("bench")) is not None:
        execute(ligne, "bench")
    fin = time.process_time()
    sys.stdout.write(
        f"\n{PERSONNES} digests: gathered in {reunis - debut:.1f} s, sent in {fin - reunis:.1f} s\n"
    )
    assert len(mail.outbox) == PERSONNES
    assert mail.outbox[0].subject.endswith("3 messages")
    assert DBTaskResult.objects.exclude(status="SUCCESSFUL").count() == 0
    assert fin - debut <= AU_PLUS
