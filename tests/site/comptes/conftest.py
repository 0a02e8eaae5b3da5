"""People and clients for the tests of accounts."""

import re

import pytest
from django.utils import timezone

from spaser.site.comptes.models import Utilisateur
from tests.outils.pages import flatten
from tests.outils.sessions import confirm

MOT_DE_PASSE = "une phrase assez longue pour tenir"


@pytest.fixture
def personne(db):
    utilisateur = Utilisateur.objects.create_user("ada@exemple.fr", MOT_DE_PASSE)
    utilisateur.prenom, utilisateur.nom = "Ada", "Lierre"
    utilisateur.courriel_verifie_le = timezone.now()
    utilisateur.save()
    return utilisateur


@pytest.fixture
def autre(db):
    utilisateur = Utilisateur.objects.create_user("bruno@exemple.fr", MOT_DE_PASSE)
    utilisateur.courriel_verifie_le = timezone.now()
    utilisateur.save()
    return utilisateur


@pytest.fixture
def connectee(client, personne):
    client.force_login(personne, backend="django.contrib.auth.backends.ModelBackend")
    return confirm(client)


@pytest.fixture
def envoyer(django_capture_on_commit_callbacks):
    """Post, with the mails that leave on commit."""

    def post(client, adresse, donnees=None, **options):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(adresse, donnees or {}, **options)

    return post


def lien_dans(message):
    """The path of the first link of a mail."""
    return re.search(r"https?://[^/\s]+(/\S+)", message.body)[1]


def texte(reponse):
    return flatten(reponse.content.decode()).replace("\u00a0", " ")
