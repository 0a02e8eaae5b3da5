"""Every promise of security, read from an answer."""

import json
import os
import subprocess
import sys

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse

POLITIQUE = {
    "base-uri": "'none'",
    "connect-src": "'self'",
    "default-src": "'none'",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "img-src": "'self' data:",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "style-src": "'self'",
}
# Answers of a site served on https, in a process of its own: settings are read once.
SONDE = """
import json, django
django.setup()
from django.test import Client
from django.http import HttpResponse
client = Client(HTTP_X_FORWARDED_PROTO="https", HTTP_HOST="spaser.exemple.fr")
page = client.get("/mentions-legales/")
clair = Client(HTTP_HOST="spaser.exemple.fr").get("/mentions-legales/?a=1")
from django.conf import settings
print(json.dumps({
    "entetes": dict(page.headers),
    "redirection": [clair.status_code, clair["Location"]],
    "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE],
    "csrf": [settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE],
}))
"""


@pytest.fixture
def reponse(client, db):
    return client.get("/mentions-legales/")


@pytest.fixture(scope="module")
def en_https(tmp_path_factory):
    environnement = os.environ | {
        "DJANGO_SETTINGS_MODULE": "spaser.site.config.settings",
        "SPASER_ADRESSE": "https://spaser.exemple.fr",
        "SPASER_HOTES": "spaser.exemple.fr",
        "SPASER_DOSSIER": str(tmp_path_factory.mktemp("site")),
    }
    sortie = subprocess.run(
        [sys.executable, "-c", SONDE],
        env=environnement,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(sortie.stdout)


def test_the_policy_is_enforced_and_strict(reponse):
    parties = dict(
        partie.strip().split(" ", 1) for partie in reponse["Content-Security-Policy"].split(";")
    )
    scripts = parties.pop("script-src")

    assert parties == POLITIQUE
    assert scripts.split()[0] == "'self'"
    assert scripts.split()[1].startswith("'nonce-")
    assert "unsafe" not in reponse["Content-Security-Policy"]
    assert "Content-Security-Policy-Report-Only" not in reponse


@pytest.mark.parametrize(
    ("nom", "valeur"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_a_page_carries(reponse, nom, valeur):
    assert reponse[nom] == valeur


@pytest.mark.parametrize("capteur", ["camera", "geolocation", "microphone", "payment", "usb"])
def test_a_page_asks_nothing_of_the_device(reponse, capteur):
    assert f"{capteur}=()" in reponse["Permissions-Policy"]


def test_what_a_signed_in_person_reads_is_not_kept_by_the_browser(client, db):
    assert "Cache-Control" not in client.get("/mentions-legales/")

    client.cookies["session"] = "abc"

    assert client.get("/mentions-legales/")["Cache-Control"] == "private, no-store"


def test_on_https_the_browser_is_held_to_it_for_a_year(en_https):
    assert en_https["entetes"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize(("voulu", "dit"), [("oui", "True\n"), ("", "False\n")])
def test_a_site_is_written_in_browsers_only_if_its_operator_wants_it(tmp_path, voulu, dit):
    lit = "from spaser.site.config.settings import SECURE_HSTS_PRELOAD as s; print(s)"
    sortie = subprocess.run(
        [sys.executable, "-c", lit],
        env=os.environ | {"SPASER_PRECHARGEMENT": voulu, "SPASER_DOSSIER": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert sortie.stdout == dit


def test_on_https_plain_http_is_sent_to_it(en_https):
    assert en_https["redirection"] == [301, "https://spaser.exemple.fr/mentions-legales/?a=1"]


def test_on_https_cookies_stay_on_this_host_and_on_https(en_https):
    assert en_https["session"] == ["__Host-session", True]
    assert en_https["csrf"] == ["__Host-csrf", True]


def _remember(request):
    request.session["page"] = 1
    return HttpResponse()


def test_the_session_is_out_of_reach_of_scripts_and_of_other_sites(rf, db):
    reponse = SessionMiddleware(_remember)(rf.get("/"))
    biscuit = reponse.cookies["session"]

    assert biscuit["httponly"] is True
    assert biscuit["samesite"] == "Lax"
    assert biscuit["path"] == "/"


def test_the_cookie_of_forms_is_as_guarded(client, db):
    client.get("/compte/connexion/")
    biscuit = client.cookies["csrf"]

    assert biscuit["httponly"] is True
    assert biscuit["samesite"] == "Lax"
