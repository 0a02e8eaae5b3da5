"""Single-use links of the demonstration."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY

from spaser.site.comptes import preuves
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import make_lien
from spaser.site.socle.jetons import make_jeton
from tests.outils.declarations import declare
from tests.site.comptes.conftest import texte


@pytest.fixture
def ouverte(settings):
    settings.DEMONSTRATION = True


def test_a_link_signs_in_as_a_fictitious_person(client, personne, ouverte):
    assert client.get(make_lien(personne)).url == "/compte/"
    assert client.session[SESSION_KEY] == str(personne.pk)


def test_a_link_serves_once(client, personne, ouverte):
    lien = make_lien(personne)
    client.get(lien)
    client.logout()
    reponse = client.get(lien)

    assert reponse.status_code == 410
    assert "Ce lien a déjà servi." in texte(reponse)
    assert SESSION_KEY not in client.session


def test_a_link_stands_for_the_second_factor(client, personne, ouverte, monkeypatch):
    declare(monkeypatch, preuves, SECOND_FACTEUR=[lambda _: True])
    client.get(make_lien(personne))

    assert client.get("/compte/sessions/").status_code == 200


def test_a_link_replaces_the_session_of_another(client, personne, autre, ouverte):
    client.force_login(autre, backend="django.contrib.auth.backends.ModelBackend")
    client.get(make_lien(personne))

    assert client.session[SESSION_KEY] == str(personne.pk)


@pytest.mark.parametrize("adresse", ["192.0.2.7", "10.0.0.1", "", "::ffff:192.0.2.7"])
def test_a_link_opens_nothing_from_another_machine(client, personne, ouverte, adresse):
    assert client.get(make_lien(personne), REMOTE_ADDR=adresse).status_code == 404


@pytest.mark.parametrize("adresse", ["127.0.0.1", "127.0.0.53", "::1"])
def test_a_link_opens_from_this_machine(client, personne, ouverte, adresse):
    assert client.get(make_lien(personne), REMOTE_ADDR=adresse).status_code == 302


def test_a_link_opens_nothing_outside_a_demonstration(client, personne):
    assert client.get(make_lien(personne)).status_code == 404


def test_a_link_never_signs_in_as_a_real_person(client, db, ouverte):
    reelle = Utilisateur.objects.create_user("quelquun@mairie.example")

    assert client.get(make_lien(reelle)).status_code == 410
    assert SESSION_KEY not in client.session


def test_another_kind_of_link_is_not_taken(client, personne, ouverte):
    jeton = make_jeton("mot_de_passe", str(personne.pk), timedelta(hours=1))

    assert client.get(f"/compte/demonstration/{jeton}/").status_code == 410
