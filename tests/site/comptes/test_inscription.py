"""Creating an account: the address is proved before anything exists."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.utils import timezone

from spaser.site.comptes.models import Utilisateur
from spaser.site.socle.models import Courriel, Jeton
from tests.site.comptes.conftest import MOT_DE_PASSE, lien_dans, texte

INSCRIPTION = "/compte/inscription/"
SUITE = {
    "prenom": "Cléo",
    "nom": "Sorbier",
    "nouveau_mot_de_passe": MOT_DE_PASSE,
    "mot_de_passe_confirme": MOT_DE_PASSE,
}


@pytest.fixture
def lien(client, db, courriels):
    client.post(INSCRIPTION, {"courriel": "Cleo@Exemple.fr"})
    return lien_dans(courriels[-1])


def test_the_link_of_the_mail_creates_an_account_with_a_proved_address(client, lien):
    reponse = client.post(lien, SUITE)
    cree = Utilisateur.objects.get()

    assert reponse.url == "/compte/"
    assert (cree.courriel, cree.prenom, cree.nom) == ("cleo@exemple.fr", "Cléo", "Sorbier")
    assert cree.courriel_verifie_le is not None
    assert client.session[SESSION_KEY] == str(cree.pk)


def test_no_account_exists_before_the_link_is_used(client, lien):
    client.get(lien)

    assert not Utilisateur.objects.exists()


def test_reading_the_link_does_not_use_it_up(client, lien):
    assert [client.get(lien).status_code for _ in range(2)] == [200, 200]
    assert client.post(lien, SUITE).status_code == 302


def test_the_page_and_the_work_are_the_same_for_a_known_address(client, personne, courriels):
    reponses = [
        client.post(INSCRIPTION, {"courriel": courriel})
        for courriel in ("ada@exemple.fr", "personne@exemple.fr")
    ]

    assert {r.url for r in reponses} == {"/compte/inscription/envoyee/"}
    assert Courriel.objects.count() == 2
    assert [(m.to, m.subject) for m in courriels] == [
        (["ada@exemple.fr"], "Vous avez déjà un compte SPASER"),
        (["personne@exemple.fr"], "Créez votre compte SPASER"),
    ]


def test_the_mail_is_in_text_and_in_html(client, db, courriels):
    client.post(INSCRIPTION, {"courriel": "cleo@exemple.fr"})
    html, genre = courriels[0].alternatives[0]

    assert genre == "text/html"
    assert f'href="http://127.0.0.1:8000{lien_dans(courriels[0])}"' in html
    assert '<html lang="fr">' in html


def test_a_link_serves_once(client, lien):
    client.post(lien, SUITE)
    client.logout()
    reponse = client.post(lien, SUITE)

    assert reponse.status_code == 410
    assert "Ce lien a déjà servi." in texte(reponse)


def test_a_link_expires_after_a_day(client, lien):
    Jeton.objects.update(expire_le=timezone.now() - timedelta(seconds=1))
    reponse = client.get(lien)

    assert reponse.status_code == 410
    assert "Ce lien a expiré. Demandez-en un nouveau." in texte(reponse)


def test_a_link_lasts_a_day(client, lien):
    duree = Jeton.objects.get().expire_le - timezone.now()

    assert timedelta(hours=23, minutes=59) < duree <= timedelta(hours=24)


def test_a_made_up_link_opens_nothing(client, db):
    reponse = client.get("/compte/inscription/nimportequoi/")

    assert reponse.status_code == 410
    assert "Ce lien n’est pas reconnu." in texte(reponse)


def test_a_second_link_is_refused_once_the_account_exists(client, lien, courriels):
    client.post(INSCRIPTION, {"courriel": "cleo@exemple.fr"})
    second = lien_dans(courriels[-1])
    client.post(lien, SUITE)
    client.logout()

    assert "Un compte existe déjà à cette adresse." in texte(client.get(second))


def test_the_next_page_survives_the_mail(client, db, courriels):
    client.post(INSCRIPTION, {"courriel": "cleo@exemple.fr", "next": "/organisations/"})

    assert client.post(lien_dans(courriels[0]), SUITE).url == "/organisations/"


def test_a_weak_password_is_refused_beside_its_field(client, lien):
    faible = SUITE | {"nouveau_mot_de_passe": "court", "mot_de_passe_confirme": "court"}
    page = texte(client.post(lien, faible))

    assert "il en faut au moins 12" in page
    assert not Utilisateur.objects.exists()


def test_two_different_passwords_are_refused(client, lien):
    page = texte(client.post(lien, SUITE | {"mot_de_passe_confirme": "autre chose de long"}))

    assert "Saisissez deux fois le même mot de passe." in page


def test_a_password_with_the_name_just_typed_is_refused(client, lien):
    phrase = "une phrase avec sorbier dedans"
    essai = SUITE | {"nouveau_mot_de_passe": phrase, "mot_de_passe_confirme": phrase}

    assert "Ce mot de passe contient votre nom" in texte(client.post(lien, essai))


def test_the_password_is_never_written_back(client, lien):
    page = texte(client.post(lien, SUITE | {"nom": ""}))

    assert "Saisissez votre nom." in page
    assert MOT_DE_PASSE not in page


def test_asking_again_and_again_for_one_address_is_slowed(client, db):
    statuts = [client.post(INSCRIPTION, {"courriel": "a@exemple.fr"}).status_code for _ in range(6)]

    assert statuts == [302, 302, 302, 302, 302, 429]
