"""Somebody signed in reads as usual while the base is held, or takes nothing more."""

import time
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from spaser.site.comptes import sessions
from spaser.site.comptes.models import SessionOuverte, Utilisateur
from tests.outils.base_en_fichier import held, open_fichier, read_only
from tests.outils.sessions import confirm

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]

DORSAL = "django.contrib.auth.backends.ModelBackend"


def open_session(**duree):
    """Return the browser of somebody who read a page so long ago."""
    client = Client(raise_request_exception=False)
    client.force_login(Utilisateur.objects.get(), backend=DORSAL)
    confirm(client)
    session = client.session
    session[sessions.CLE_VUE] = (timezone.now() - timedelta(**duree)).isoformat()
    session.save()
    return client


def read(client, adresse="/compte/"):
    debut = time.perf_counter()
    reponse = client.get(adresse)
    return reponse.status_code, reponse.content.decode(), time.perf_counter() - debut


def find_vue(client):
    return SessionOuverte.objects.get(pk=client.session.session_key).vue_le


@pytest.fixture(scope="module")
def lectures(django_db_setup, django_db_blocker, tmp_path_factory):
    """Give what each reader was answered, by what hindered the base."""
    rendues, avant = {}, timezone.now() - timedelta(minutes=1)
    with (
        django_db_blocker.unblock(),
        open_fichier(tmp_path_factory.mktemp("base")) as fichier,
    ):
        personne = Utilisateur.objects.create_user("ada@exemple.fr")
        personne.courriel_verifie_le = timezone.now()
        personne.save()
        for nom, obstacle in {"rien": nullcontext, "tenue": held, "figée": read_only}.items():
            active, partie = open_session(minutes=119), open_session(minutes=121)
            read(Client(), "/")
            with obstacle(fichier):
                rendues[nom, "active"] = read(active)
                ecrite = find_vue(active) > avant
                vieillie = sessions.SessionStore(active.session.session_key).read_vue()
                rendues[nom, "vue"] = ecrite, vieillie > avant
                rendues[nom, "partie"] = read(partie, "/")
                rendues[nom, "partie encore"] = read(partie, "/compte/")
    return rendues


@pytest.mark.parametrize("base", ["tenue", "figée"])
def test_a_page_is_shown_at_once(lectures, base):
    statut, page, duree = lectures[base, "active"]

    assert (statut, "ada@exemple.fr" in page) == (200, True)
    assert duree < 1.0


def test_that_she_reads_is_known_though_it_was_not_written(lectures):
    assert lectures["rien", "vue"] == (True, True)
    assert lectures["tenue", "vue"] == (False, True)
    assert lectures["figée", "vue"] == (False, True)


@pytest.mark.parametrize("base", ["rien", "tenue", "figée"])
def test_a_session_left_for_too_long_ends_all_the_same(lectures, base):
    statut, page, duree = lectures[base, "partie"]

    assert (statut, "2 heures sans activité" in page) == (200, True)
    assert duree < 1.0
    assert lectures[base, "partie encore"][0] == 302
