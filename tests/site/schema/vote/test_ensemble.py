"""Two people freeze one text at once, on both bases: one edition, and the other person is told."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection, connections
from django_tasks_db.models import DBTaskResult

from spaser.site.espace.models import EditionArretee, FichierArrete
from spaser.site.schema.models import EditionSchema
from spaser.site.schema.vote import services
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import make_membre, sign_in, texte
from tests.site.schema.vote.conftest import ENVOI
from tests.site.socle.taches.site_reel import open_copie

pytestmark = [pytest.mark.deux_bases, pytest.mark.django_db(transaction=True)]

ATTENTE = 20  # seconds for two threads to be at one point
AUTRE = 0.3  # for another to come where one alone may be: it never does
FAIT, DEJA = "Le texte est arrêté. Le dossier", "Quelqu’un vient de le faire : voici où en est"


@pytest.fixture
def copie(tmp_path, settings):
    """Put the base where two connections may share it."""
    settings.TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}
    with open_copie(tmp_path):
        yield


def act_together(*gestes):
    """Do each thing in a thread and on a connection of its own; return what each gives."""
    sienne = connection.copy()

    def act(geste):
        connections["default"] = sienne.copy()
        try:
            return geste()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(gestes)) as fils:
        return list(fils.map(act, gestes))


@pytest.mark.longue
def test_two_people_who_freeze_at_once_make_one_edition(
    copie, organisation, espace, actions, ada, monkeypatch
):
    eve = sign_in(make_membre(organisation, "administration").utilisateur)
    lus, dedans = Barrier(2, timeout=ATTENTE), Barrier(2, timeout=AUTRE)
    lire, arreter = services._read_texte, services._freeze

    def read_together(espace):
        texte = lire(espace)
        lus.wait()  # both have read the text before either holds anything
        return texte

    def freeze_alone(*dits):
        with suppress(BrokenBarrierError):
            dedans.wait()
        return arreter(*dits)

    monkeypatch.setattr(services, "_read_texte", read_together)
    monkeypatch.setattr(services, "_freeze", freeze_alone)
    adresse, envoi = f"/espace/{espace.siren}/vote/envoyer/", ENVOI | {"seance": ""}

    pages = act_together(
        *(
            lambda client=client: texte(client.post(adresse, envoi, follow=True))
            for client in (ada, eve)
        )
    )

    assert sorted((FAIT in page, DEJA in page) for page in pages) == [(False, True), (True, False)]
    assert EditionSchema.objects.count() == EditionArretee.objects.count() == 1
    assert FichierArrete.objects.count() == DBTaskResult.objects.count() == 1
    assert Evenement.objects.filter(geste="vote.envoi").count() == 1
