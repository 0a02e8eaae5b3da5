"""The queue as the site has it: a mail waits until a worker takes it."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from spaser.site.socle.courriels import envoi
from spaser.site.socle.taches.file import claim
from spaser.site.socle.taches.travailleur import execute


@pytest.fixture(autouse=True)
def file_de_taches(settings):
    settings.TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}
    settings.ADRESSE = "https://spaser.exemple.fr"


@pytest.fixture
def serveur(monkeypatch):
    """Give the errors that the mail server answers, one a try, before it takes what comes."""
    erreurs = []
    prendre = envoi.hand_over

    def hand_over(message):
        if erreurs:
            raise erreurs.pop(0)
        prendre(message)

    monkeypatch.setattr(envoi, "hand_over", hand_over)
    return erreurs


@pytest.fixture
def travailler():
    """Let a worker do all that is due, what was put off included; give the mails that left."""

    reverse("portail:accueil")  # every address is read now: it takes long, and tasks are timed

    def work():
        DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
        while (ligne := claim("essai")) is not None:
            execute(ligne, "essai")
        return mail.outbox

    return work
