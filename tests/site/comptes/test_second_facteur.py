"""The second factor: set up, asked for, required of some."""

import re
import time
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from spaser.site.comptes import preuves as facteur
from tests.outils.declarations import declare
from tests.site.comptes.conftest import MOT_DE_PASSE, texte

pytestmark = pytest.mark.deux_bases

CODE = "/compte/connexion/code/"
ACTIVER = "/compte/second-facteur/activer/"
CLE = "3132333435363738393031323334353637383930"


def code_de(cle=CLE, decalage=0):
    horloge = TOTP(bytes.fromhex(cle))
    horloge.time = time.time() + decalage
    return f"{horloge.token():06}"


@pytest.fixture
def protegee(personne):
    facteur.save_application(personne, CLE)
    return personne


@pytest.fixture
def requis(monkeypatch):
    declare(monkeypatch, facteur, SECOND_FACTEUR=[lambda _: True])


def entrer(client):
    return client.post(
        "/compte/connexion/", {"courriel": "ada@exemple.fr", "mot_de_passe": MOT_DE_PASSE}
    )


def test_the_password_alone_does_not_open(client, protegee):
    reponse = entrer(client)

    assert reponse.url == CODE
    assert SESSION_KEY not in client.session
    assert client.get("/compte/").status_code == 302


def test_the_code_opens_a_verified_session(client, protegee):
    entrer(client)
    reponse = client.post(CODE, {"code": f" {code_de()[:3]} {code_de()[3:]} "})

    assert reponse.url == "/compte/"
    assert client.get("/compte/").wsgi_request.user.is_verified()


def test_the_page_asked_for_survives_the_code(client, protegee):
    client.post(
        "/compte/connexion/",
        {"courriel": "ada@exemple.fr", "mot_de_passe": MOT_DE_PASSE, "next": "/compte/sessions/"},
    )

    assert client.post(CODE, {"code": code_de()}).url == "/compte/sessions/"


def test_a_code_serves_once(client, protegee):
    code = code_de()
    entrer(client)
    client.post(CODE, {"code": code})
    client.logout()
    entrer(client)

    assert "il a déjà servi" in texte(client.post(CODE, {"code": code}))


def test_wrong_codes_are_slowed(client, protegee):
    entrer(client)
    client.post(CODE, {"code": "000000"})
    page = texte(client.post(CODE, {"code": code_de()}))

    assert "attendez quelques secondes" in page
    assert SESSION_KEY not in client.session


def test_many_wrong_codes_are_stopped(client, protegee):
    entrer(client)
    statuts = [client.post(CODE, {"code": "000000"}).status_code for _ in range(11)]

    assert statuts[-1] == 429


def test_the_code_page_is_nothing_without_a_password(client, db):
    assert client.get(CODE).url == "/compte/connexion/"


def test_a_password_given_too_long_ago_is_asked_again(client, protegee):
    entrer(client)
    session = client.session
    session["second_facteur_attendu"] |= {"le": "2026-01-01T00:00:00+00:00"}
    session.save()

    assert client.post(CODE, {"code": code_de()}).url == "/compte/connexion/"


def test_a_password_changed_meanwhile_is_asked_again(client, protegee):
    entrer(client)
    protegee.set_password("tout autre chose, et de long")
    protegee.save()

    assert client.post(CODE, {"code": code_de()}).url == "/compte/connexion/"


def test_a_recovery_code_opens_once_and_is_told(client, personne, courriels):
    codes = facteur.save_application(personne, CLE)[1]
    entrer(client)

    assert client.post(CODE, {"code": codes[0].upper()}).url == "/compte/"
    assert courriels[-1].subject == "Un code de secours a servi"
    assert "Codes restants\u00a0: 9." in courriels[-1].body
    client.logout()
    entrer(client)
    assert client.post(CODE, {"code": codes[0]}).status_code == 200


def test_another_person_s_code_does_not_open(client, protegee, autre):
    codes = facteur.save_application(autre, "31" * 20)[1]
    entrer(client)

    assert client.post(CODE, {"code": codes[0]}).status_code == 200
    assert SESSION_KEY not in client.session


def test_setting_up_shows_a_qr_code_and_the_key(connectee):
    page = connectee.get(ACTIVER).content.decode()

    assert "<svg" in page
    assert "<title>QR code à lire avec votre application</title>" in page
    assert "style=" not in page.split("<main", 1)[1].split("</main>")[0]


def test_a_right_code_keeps_the_application_and_shows_ten_recovery_codes(
    connectee, personne, courriels
):
    connectee.get(ACTIVER)
    cle = connectee.session["second_facteur_cle"]
    page = connectee.post(ACTIVER, {"code": code_de(cle)}).content.decode()

    assert TOTPDevice.objects.get(user=personne).key == cle
    assert page.count("<code>") == 10
    montres = re.findall(r"<code>(\w+)</code>", page)
    gardes = StaticToken.objects.filter(device__user=personne).values_list("token", flat=True)
    assert not any(garde in page for garde in gardes)
    assert facteur.match_code(personne, montres[9]) is not None
    assert connectee.get("/compte/").wsgi_request.user.is_verified()
    assert courriels[-1].subject == "Le second facteur est activé"


def test_a_wrong_code_keeps_nothing(connectee, personne):
    page = texte(connectee.post(ACTIVER, {"code": "12345x"}))

    assert "Ce code n’est pas le bon." in page
    assert not TOTPDevice.objects.exists()


def test_the_key_stays_the_same_while_it_is_being_set_up(connectee):
    connectee.get(ACTIVER)
    cle = connectee.session["second_facteur_cle"]
    connectee.post(ACTIVER, {"code": "000000"})

    assert connectee.session["second_facteur_cle"] == cle


def test_setting_up_ends_the_other_sessions(connectee, client, personne):
    ailleurs = Client()
    ailleurs.force_login(personne, backend="django.contrib.auth.backends.ModelBackend")
    connectee.get(ACTIVER)
    connectee.post(ACTIVER, {"code": code_de(connectee.session["second_facteur_cle"])})

    assert ailleurs.get("/compte/").status_code == 302


def test_who_owes_one_is_sent_to_set_it_up(connectee, requis):
    reponse = connectee.get("/compte/sessions/")

    assert reponse.url == "/compte/second-facteur/?next=%2Fcompte%2Fsessions%2F"
    assert "exige un second facteur" in texte(connectee.get("/compte/second-facteur/"))
    assert connectee.get(ACTIVER).status_code == 200


def test_who_owes_none_is_asked_about_once_a_minute(connectee, monkeypatch):
    du, demandes = [], []
    declare(monkeypatch, facteur, SECOND_FACTEUR=[lambda ada: demandes.append(ada) or bool(du)])
    connectee.get("/compte/sessions/")
    for minute in (1, 2):
        session = connectee.session
        session["vue_le"] = (timezone.now() - timedelta(seconds=61)).isoformat()
        session.save()
        for _ in range(3):
            assert connectee.get("/compte/sessions/").status_code == 200
        assert len(demandes) == 1 + minute

    du.append(True)
    session = connectee.session
    session["vue_le"] = (timezone.now() - timedelta(seconds=61)).isoformat()
    session.save()
    assert connectee.get("/compte/sessions/").status_code == 302


def test_who_owes_one_may_still_sign_out_and_read_public_pages(connectee, requis):
    assert connectee.get("/").status_code == 200
    assert connectee.post("/compte/deconnexion/").url == "/"


def test_who_owes_one_works_once_it_is_set_up(connectee, requis):
    connectee.get(ACTIVER)
    connectee.post(ACTIVER, {"code": code_de(connectee.session["second_facteur_cle"])})

    assert connectee.get("/compte/sessions/").status_code == 200


def test_a_session_without_it_is_sent_back_to_sign_in(connectee, protegee, requis):
    assert connectee.get("/compte/").url == "/compte/connexion/?next=%2Fcompte%2F"
    assert SESSION_KEY not in connectee.session


def test_who_owes_one_may_not_remove_it(client, protegee, requis):
    entrer(client)
    client.post(CODE, {"code": code_de()})
    reponse = client.post("/compte/second-facteur/retirer/", {"code": code_de(decalage=30)})

    assert reponse.url == "/compte/second-facteur/"
    assert TOTPDevice.objects.filter(user=protegee).exists()


def test_removing_it_takes_a_code(client, protegee, courriels):
    entrer(client)
    client.post(CODE, {"code": code_de()})
    client.post("/compte/second-facteur/retirer/", {"code": "ratatouille"})
    assert TOTPDevice.objects.exists()

    TOTPDevice.objects.update(throttling_failure_count=0)
    client.post("/compte/second-facteur/retirer/", {"code": code_de(decalage=30)})
    assert not TOTPDevice.objects.exists()
    assert courriels[-1].subject == "Le second facteur est retiré"


def test_new_recovery_codes_replace_the_former(client, personne):
    anciens = facteur.save_application(personne, CLE)[1]
    entrer(client)
    client.post(CODE, {"code": code_de()})
    page = client.post("/compte/second-facteur/codes/").content.decode()

    assert page.count("<code>") == 10
    assert not any(code in page for code in anciens)
    assert StaticToken.objects.count() == 10


def test_nobody_owes_one_by_default(personne):
    assert facteur.second_facteur_requis(personne) is False


def test_a_superuser_owes_one(personne):
    personne.is_superuser = True

    assert facteur.second_facteur_requis(personne) is True
