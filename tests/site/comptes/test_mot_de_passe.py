"""A password forgotten, or changed."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from spaser.site.comptes.models import SessionOuverte
from spaser.site.socle.models import Courriel, Evenement, Jeton
from tests.site.comptes.conftest import MOT_DE_PASSE, lien_dans, texte

OUBLIE = "/compte/mot-de-passe/oublie/"
CHANGEMENT = "/compte/mot-de-passe/"
NEUF = "neuf canards sur un étang"
DEUX_FOIS = {"nouveau_mot_de_passe": NEUF, "mot_de_passe_confirme": NEUF}


@pytest.fixture
def lien(client, personne, courriels):
    client.post(OUBLIE, {"courriel": "ada@exemple.fr"})
    return lien_dans(courriels[-1])


def test_the_link_of_the_mail_changes_the_password(client, personne, lien):
    reponse = client.post(lien, DEUX_FOIS)
    personne.refresh_from_db()

    assert reponse.url == "/compte/connexion/"
    assert personne.check_password(NEUF)


def test_a_new_password_does_not_sign_in(client, lien):
    client.post(lien, DEUX_FOIS)

    assert SESSION_KEY not in client.session


def test_a_new_password_ends_every_session(client, personne, lien):
    ailleurs = Client()
    ailleurs.force_login(personne, backend="django.contrib.auth.backends.ModelBackend")

    client.post(lien, DEUX_FOIS)

    assert ailleurs.get("/compte/").status_code == 302
    assert not SessionOuverte.objects.filter(utilisateur=personne).exists()


def test_the_owner_is_told(client, lien, courriels):
    client.post(lien, DEUX_FOIS)

    assert courriels[-1].subject == "Votre mot de passe a changé"
    assert courriels[-1].to == ["ada@exemple.fr"]
    assert Evenement.objects.get().geste == "compte.mot_de_passe"


def test_the_page_and_the_work_are_the_same_for_an_unknown_address(client, personne, courriels):
    adresses = {
        client.post(OUBLIE, {"courriel": courriel}).url
        for courriel in ("ada@exemple.fr", "personne@exemple.fr")
    }

    assert adresses == {"/compte/mot-de-passe/envoye/"}
    assert Courriel.objects.count() == 2
    assert [m.subject for m in courriels] == [
        "Choisissez un nouveau mot de passe",
        "Pas de compte SPASER à cette adresse",
    ]


def test_a_proconnect_account_is_told_it_has_no_password(client, personne, courriels):
    personne.set_unusable_password()
    personne.save()
    client.post(OUBLIE, {"courriel": "ada@exemple.fr"})

    assert courriels[0].subject == "Votre compte SPASER passe par ProConnect"
    assert "/compte/mot-de-passe/" not in courriels[0].body


def test_a_link_serves_once(client, lien):
    client.post(lien, DEUX_FOIS)
    reponse = client.post(lien, DEUX_FOIS)

    assert reponse.status_code == 410
    assert "Ce lien a déjà servi." in texte(reponse)


def test_an_older_link_dies_with_the_password(client, personne, courriels, lien):
    client.post(OUBLIE, {"courriel": "ada@exemple.fr"})
    client.post(lien_dans(courriels[-1]), DEUX_FOIS)

    assert "le mot de passe a changé depuis" in texte(client.get(lien))


def test_a_link_lasts_an_hour(client, lien):
    assert Jeton.objects.get().expire_le - timezone.now() <= timedelta(hours=1)
    Jeton.objects.update(expire_le=timezone.now())

    assert "Ce lien a expiré." in texte(client.get(lien))


def test_a_new_password_lifts_the_lock(client, personne, lien):
    for _ in range(6):
        client.post("/compte/connexion/", {"courriel": "ada@exemple.fr", "mot_de_passe": "faux"})
    client.post(lien, DEUX_FOIS)
    reponse = client.post(
        "/compte/connexion/", {"courriel": "ada@exemple.fr", "mot_de_passe": NEUF}
    )

    assert reponse.status_code == 302


def test_changing_needs_the_present_password(connectee, personne):
    page = texte(connectee.post(CHANGEMENT, {"mot_de_passe": "faux", **DEUX_FOIS}))
    personne.refresh_from_db()

    assert "Ce mot de passe n’est pas le bon." in page
    assert personne.check_password(MOT_DE_PASSE)


def test_changing_keeps_this_session_and_ends_the_others(connectee, personne, courriels):
    ailleurs = Client()
    ailleurs.force_login(personne, backend="django.contrib.auth.backends.ModelBackend")

    reponse = connectee.post(CHANGEMENT, {"mot_de_passe": MOT_DE_PASSE, **DEUX_FOIS})

    assert reponse.url == "/compte/"
    assert connectee.get("/compte/").status_code == 200
    assert ailleurs.get("/compte/").status_code == 302
    assert courriels[-1].subject == "Votre mot de passe a changé"


def test_a_proconnect_account_has_no_password_to_change(connectee, personne):
    personne.set_unusable_password()
    personne.save()
    connectee.force_login(personne, backend="django.contrib.auth.backends.ModelBackend")

    assert "Pas de mot de passe ici" in texte(connectee.get(CHANGEMENT))
    assert connectee.post(CHANGEMENT, DEUX_FOIS).status_code == 200
