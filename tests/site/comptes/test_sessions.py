"""Sessions: seen, closed one by one or all, ended when unused."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from spaser.site.comptes.app import purge_comptes
from spaser.site.comptes.models import SessionOuverte
from spaser.site.comptes.sessions import describe_appareil, shorten_adresse
from tests.outils.pages import flatten
from tests.site.comptes.conftest import MOT_DE_PASSE, texte

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
CHROME_ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/129.0 Mobile Safari/537"
FORM = {"courriel": "ada@exemple.fr", "mot_de_passe": MOT_DE_PASSE}


def ouvrir(agent=FIREFOX, adresse="192.0.2.7", qui="ada@exemple.fr"):
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=adresse)
    assert client.post("/compte/connexion/", FORM | {"courriel": qui}).status_code == 302
    return client


def vieillir(client, **duree):
    session = client.session
    instant = timezone.now() - timedelta(**duree)
    session["vue_le"] = instant.isoformat()
    session.save()


def test_the_list_shows_device_network_and_date(personne):
    client = ouvrir()
    ouvrir(CHROME_ANDROID, "2001:db8:1:2::7")
    page = texte(client.get("/compte/sessions/"))

    assert "Firefox sur Linux" in page
    assert "192.0.x.x" in page
    assert "Chrome sur Android" in page
    assert "2001:db8:1::…" in page
    assert "192.0.2.7" not in page
    assert page.count("Cette session") == 1


def test_the_list_holds_one_s_own_sessions_only(personne, autre):
    ouvrir(CHROME_ANDROID, qui="bruno@exemple.fr")

    assert "Chrome" not in texte(ouvrir().get("/compte/sessions/"))


def test_the_page_gives_no_key_away(personne):
    client = ouvrir()
    autre_session = ouvrir(CHROME_ANDROID).session.session_key
    page = client.get("/compte/sessions/").content.decode()

    assert autre_session not in page
    assert client.session.session_key not in page


def test_one_session_is_closed_from_another(personne):
    client, perdue = ouvrir(), ouvrir(CHROME_ANDROID)
    adresse = _fermetures(client)[1]
    reponse = client.post(adresse)

    assert reponse.url == "/compte/sessions/"
    assert perdue.get("/compte/").status_code == 302
    assert client.get("/compte/").status_code == 200


def test_closing_the_session_in_use_signs_out(personne):
    client = ouvrir()
    client.post(_fermetures(client)[0])

    assert SESSION_KEY not in client.session


def test_another_person_s_session_cannot_be_closed(personne, autre):
    bruno = ouvrir(qui="bruno@exemple.fr")
    adresse = _fermetures(bruno)[0]

    assert ouvrir().post(adresse).status_code == 404
    assert bruno.get("/compte/").status_code == 200


def test_all_the_others_are_closed_at_once(personne):
    client, *perdues = ouvrir(), ouvrir(), ouvrir(CHROME_ANDROID)
    page = client.post("/compte/sessions/fermer/", follow=True)

    assert "2 sessions fermées." in texte(page)
    assert {p.get("/compte/").status_code for p in perdues} == {302}
    assert client.get("/compte/").status_code == 200


def _fermetures(client):
    page = client.get("/compte/sessions/").content.decode()
    return re.findall(r'action="(/compte/sessions/\w+/fermer/)"', page)


@pytest.mark.parametrize(
    ("adresse", "abregee"),
    [
        ("192.0.2.7", "192.0.x.x"),
        ("10.255.254.3", "10.255.x.x"),
        ("2001:db8:1:2::7", "2001:db8:1::…"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_an_address_keeps_only_its_network(adresse, abregee):
    assert shorten_adresse(adresse) == abregee


@pytest.mark.parametrize(
    ("agent", "nom"),
    [
        (FIREFOX, "Firefox sur Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/129.0 Safari/537.36 Edg/129.0", "Edge sur Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Version/17 Safari/605", "Safari sur macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) CriOS/129", "Chrome sur iPhone"),
        ("curl/8.9", "Appareil non reconnu"),
        ("", "Appareil non reconnu"),
        ("<script>alert(1)</script>", "Appareil non reconnu"),
    ],
)
def test_a_device_is_named_in_plain_words(agent, nom):
    assert describe_appareil(agent) == nom


def test_a_session_in_use_goes_on(connectee):
    vieillir(connectee, minutes=119)

    assert connectee.get("/compte/").status_code == 200
    assert connectee.get("/compte/").status_code == 200


def test_using_a_session_moves_its_end(connectee):
    vieillir(connectee, minutes=10)
    connectee.get("/compte/")
    vue = SessionOuverte.objects.get(pk=connectee.session.session_key).vue_le

    assert timezone.now() - vue < timedelta(minutes=1)


def test_a_session_is_written_at_most_once_a_minute(connectee):
    with CaptureQueriesContext(connection) as requetes:
        connectee.get("/compte/donnees/")

    assert len(requetes) <= 3  # the session, the person, whether a second factor is due
    assert {requete["sql"].split()[0] for requete in requetes} == {"SELECT"}


def test_a_session_unused_for_two_hours_ends_and_says_so(connectee):
    vieillir(connectee, minutes=120)
    reponse = connectee.get("/compte/donnees/?a=1")
    page = connectee.get(reponse.url)

    assert reponse.url == "/compte/connexion/?next=/compte/donnees/%3Fa%3D1"
    assert "Votre session a pris fin après 2 heures sans activité." in texte(page)
    assert SESSION_KEY not in connectee.session


def test_a_public_page_says_so_too(connectee):
    vieillir(connectee, hours=3)
    reponse = connectee.get("/")

    assert reponse.status_code == 200
    assert "Votre session a pris fin" in texte(reponse)


def test_a_session_in_use_still_ends_after_a_week(connectee):
    session = connectee.session
    session["ouverte_le"] = (timezone.now() - timedelta(days=7)).isoformat()
    session.save()

    page = texte(connectee.get("/compte/", follow=True))
    assert "elle dure au plus 7 jours" in page


def test_what_was_being_typed_is_given_back_to_its_author(connectee, personne):
    vieillir(connectee, hours=3)
    reponse = connectee.post(
        "/compte/?vue=1", {"prenom": "Adèle", "nom": 'O"Neil', "mot_de_passe": "secret"}
    )
    assert reponse.url == "/compte/connexion/?next=%2Fcompte%2Freprise%2F"

    reponse = connectee.post("/compte/connexion/", FORM | {"next": "/compte/reprise/"})
    assert reponse.url == "/compte/reprise/"

    page = flatten(connectee.get("/compte/reprise/").content.decode())
    assert 'action="/compte/?vue=1"' in page
    assert '<input type="hidden" name="prenom" value="Adèle">' in page
    assert 'value="O&quot;Neil"' in page
    assert "secret" not in page
    personne.refresh_from_db()
    assert personne.prenom == "Ada"

    connectee.post("/compte/?vue=1", {"prenom": "Adèle", "nom": "Lierre"})
    personne.refresh_from_db()
    assert personne.prenom == "Adèle"


def test_someone_else_at_the_same_browser_does_not_see_it(connectee, autre):
    vieillir(connectee, hours=3)
    connectee.post("/compte/", {"prenom": "Adèle", "nom": "Lierre"})
    connectee.post("/compte/connexion/", FORM | {"courriel": "bruno@exemple.fr"})

    assert connectee.get("/compte/reprise/").url == "/compte/"
    assert "saisie_gardee" not in connectee.session


def test_a_stranger_s_post_is_not_kept(client, db):
    reponse = client.post("/compte/", {"prenom": "Adèle"})

    assert reponse.url == "/compte/connexion/?next=/compte/"
    assert "saisie_gardee" not in client.session


def test_a_huge_post_is_not_kept(connectee):
    vieillir(connectee, hours=3)
    connectee.post("/compte/", {"prenom": "x" * 200_001})

    assert "saisie_gardee" not in connectee.session


def test_what_was_kept_is_forgotten_after_an_hour(connectee):
    vieillir(connectee, hours=3)
    connectee.post("/compte/", {"prenom": "Adèle", "nom": "Lierre"})
    session = connectee.session
    session["saisie_gardee"] |= {"le": "2026-01-01T00:00:00+00:00"}
    session.save()
    connectee.post("/compte/connexion/", FORM)

    assert connectee.get("/compte/reprise/").url == "/compte/"


def test_expired_sessions_are_removed_each_day(personne):
    ouvrir()
    SessionOuverte.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    vivante = ouvrir().session.session_key
    purge_comptes(timezone.now())

    assert [s.session_key for s in SessionOuverte.objects.all()] == [vivante]


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(personne, settings):
    client = ouvrir()
    biscuit = client.cookies[settings.SESSION_COOKIE_NAME]

    assert biscuit["httponly"] is True
    assert biscuit["samesite"] == "Lax"
