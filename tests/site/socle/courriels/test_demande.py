"""The request that asked for something is named by what the worker writes of it, mails included."""

import json
import logging

import pytest
from django_tasks_db.models import DBTaskResult

from spaser.site.comptes.services import tell_sans_compte
from spaser.site.socle.models import Courriel
from spaser.site.socle.taches.file import Travail, travail
from spaser.site.socle.traces import FormatJson, carry_demande

pytestmark = pytest.mark.django_db

ENVOI = "Sent a mail: spaser.site.comptes.services.tell_sans_compte"


@travail(Travail("Essai"))
def tell_lea():
    """Write to somebody, and say so."""
    logging.getLogger("essai").warning("Une ligne")
    tell_sans_compte("lea@exemple.fr")


@pytest.fixture
def lignes():
    """Give the lines of the log, as machines read them."""
    ecrites = []
    lecteur = logging.Handler()
    lecteur.emit = lambda ligne: ecrites.append(json.loads(FormatJson().format(ligne)))
    racine = logging.getLogger()
    niveau = racine.level
    racine.addHandler(lecteur)
    racine.setLevel(logging.INFO)
    yield ecrites
    racine.removeHandler(lecteur)
    racine.setLevel(niveau)


def test_a_page_gives_its_identifier_to_what_it_asks_for(client, settings):
    settings.MANDATAIRES = 1
    client.post(
        "/compte/mot-de-passe/oublie/",
        {"courriel": "lea@exemple.fr"},
        headers={"X-Request-ID": "page-0123"},
    )
    assert DBTaskResult.objects.get().bail.demande == "page-0123"
    assert Courriel.objects.get().demande == "page-0123"


def test_what_a_worker_writes_names_the_request_as_far_as_its_mail(lignes, travailler):
    with carry_demande("demande-0123"):
        tell_lea.enqueue()
    travailler()
    dits = {(ligne["message"], ligne["demande"]) for ligne in lignes if "demande" in ligne}
    assert {("Une ligne", "demande-0123"), (ENVOI, "demande-0123")} <= dits
    assert Courriel.objects.get().demande == "demande-0123"


def test_a_task_that_no_request_asked_for_names_itself(lignes, travailler):
    tell_lea.enqueue()
    travailler()
    sienne = DBTaskResult.objects.get(task_path=tell_lea.module_path)
    assert {ligne["demande"] for ligne in lignes if ligne["source"] == "essai"} == {sienne.pk.hex}
