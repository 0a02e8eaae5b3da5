"""Signing in and out with an address and a password."""

from datetime import timedelta
from unittest import mock

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import auteur_of
from tests.site.comptes.conftest import MOT_DE_PASSE, texte

CONNEXION = "/compte/connexion/"


def essayer(client, courriel="ada@exemple.fr", mot_de_passe=MOT_DE_PASSE, **reste):
    return client.post(CONNEXION, {"courriel": courriel, "mot_de_passe": mot_de_passe, **reste})


def test_the_sign_in_page_shows_its_form_and_no_proconnect_by_default(client, db):
    reponse = client.get(CONNEXION)

    assert reponse.status_code == 200
    assert texte(reponse).count("<h1") == 1
    assert "ProConnect" not in texte(reponse)


def test_the_right_password_opens_a_session(client, personne):
    reponse = essayer(client)

    assert (reponse.status_code, reponse.url) == (302, "/compte/")
    assert client.session[SESSION_KEY] == str(personne.pk)


def test_the_address_may_be_typed_in_capitals(client, personne):
    assert essayer(client, " ADA@Exemple.FR ").status_code == 302


@pytest.mark.parametrize(
    ("courriel", "mot_de_passe"),
    [("ada@exemple.fr", "pas le bon"), ("personne@exemple.fr", MOT_DE_PASSE)],
)
def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    client, personne, courriel, mot_de_passe
):
    reponse = essayer(client, courriel, mot_de_passe)

    assert reponse.status_code == 200
    assert "Adresse ou mot de passe incorrect." in texte(reponse)
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize("courriel", ["ada@exemple.fr", "personne@exemple.fr"])
def test_one_password_is_hashed_whether_or_not_the_address_exists(client, personne, courriel):
    with mock.patch(
        "django.contrib.auth.hashers.MD5PasswordHasher.encode", return_value="md5$x$y"
    ) as encode:
        essayer(client, courriel, "pas le bon")

    assert encode.call_count == 1


def test_a_closed_account_does_not_open(client, personne):
    personne.is_active = False
    personne.save()

    assert "Adresse ou mot de passe incorrect." in texte(essayer(client))


def test_empty_fields_say_what_to_type(client, db):
    page = texte(client.post(CONNEXION, {"courriel": "", "mot_de_passe": ""}))

    assert "Saisissez votre adresse électronique." in page
    assert "Saisissez le mot de passe." in page


def test_the_session_key_changes_at_sign_in(client, personne):
    session = client.session
    session["panier"] = "gardé"
    session.save()
    avant = session.session_key

    essayer(client)

    assert client.session.session_key != avant
    assert client.session["panier"] == "gardé"


@pytest.mark.parametrize(
    ("suivant", "attendu"),
    [
        ("/compte/sessions/", "/compte/sessions/"),
        ("https://ailleurs.exemple/", "/compte/"),
        ("//ailleurs.exemple/", "/compte/"),
        ("/\\ailleurs.exemple/", "/compte/"),
        ("javascript:alert(1)", "/compte/"),
        ("", "/compte/"),
    ],
)
def test_signing_in_goes_on_to_a_page_of_this_site_only(client, personne, suivant, attendu):
    assert essayer(client, next=suivant).url == attendu


@pytest.mark.parametrize(
    ("role", "suivant", "attendu"),
    [
        ("animation", "", "/bureau/"),
        ("moderation", "", "/bureau/"),
        ("moderation", "/registre/", "/registre/"),
        (None, "", "/compte/"),
    ],
)
def test_the_team_of_the_programme_lands_on_its_desk(client, personne, role, suivant, attendu):
    if role:
        personne.roles_programme.create(role=role)

    assert essayer(client, next=suivant).url == attendu


def test_who_is_signed_in_skips_the_form(connectee):
    assert connectee.get(CONNEXION + "?next=/compte/donnees/").url == "/compte/donnees/"


def test_a_page_asked_for_without_a_session_comes_after_signing_in(client, personne):
    reponse = client.get("/compte/sessions/")

    assert reponse.url == "/compte/connexion/?next=/compte/sessions/"


def test_five_wrong_passwords_lock_this_account_from_this_address(client, personne):
    statuts = [essayer(client, mot_de_passe="faux").status_code for _ in range(5)]
    verrou = essayer(client)

    assert statuts == [200, 200, 200, 200, 429]
    assert verrou.status_code == 429
    assert "n’y est plus essayé pendant 15 minutes" in texte(verrou)
    assert "/compte/connexion/lien/" in texte(verrou)
    assert verrou["Retry-After"] == "900"
    assert SESSION_KEY not in client.session


def test_an_unknown_address_locks_alike(client, db):
    statuts = [essayer(client, "rien@exemple.fr").status_code for _ in range(6)]

    assert statuts == [200, 200, 200, 200, 429, 429]


def test_the_lock_holds_neither_others_nor_another_network(client, personne, autre):
    for _ in range(6):
        essayer(client, mot_de_passe="faux")

    assert essayer(client, "bruno@exemple.fr").status_code == 302
    client.logout()
    assert (
        client.post(
            CONNEXION,
            {"courriel": "ada@exemple.fr", "mot_de_passe": MOT_DE_PASSE},
            REMOTE_ADDR="192.0.2.7",
        ).status_code
        == 302
    )


def test_the_lock_ends_by_itself(client, personne):
    for _ in range(6):
        essayer(client, mot_de_passe="faux")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))

    assert essayer(client).status_code == 302


def test_trying_many_accounts_from_one_address_is_slowed(client, db):
    statuts = {essayer(client, f"p{n}@exemple.fr", "faux").status_code for n in range(61)}

    assert statuts == {200, 429}


def test_signing_out_takes_a_post(connectee):
    assert connectee.get("/compte/deconnexion/").status_code == 405
    assert SESSION_KEY in connectee.session


def test_signing_out_ends_the_session(connectee):
    reponse = connectee.post("/compte/deconnexion/")

    assert reponse.url == "/"
    assert SESSION_KEY not in connectee.session


def test_signing_in_needs_the_token_of_the_form(personne):
    assert essayer(Client(enforce_csrf_checks=True)).status_code == 403


def test_account_pages_are_not_kept_by_the_browser(connectee):
    assert "no-store" in connectee.get("/compte/")["Cache-Control"]


def test_whoever_writes_is_signed_in(rf):
    requete, ada = rf.post("/"), Utilisateur(courriel="ada@exemple.fr")
    requete.user = ada
    assert auteur_of(requete) is ada

    requete.user = AnonymousUser()
    with pytest.raises(PermissionDenied):
        auteur_of(requete)
