"""Styles and scripts, gathered and compressed."""

import gzip

import pytest
from django.test import RequestFactory, override_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from spaser.site.socle.preparation import collect_statiques

# A file that has been sent ends the request, and Django then looks at its connections.
pytestmark = pytest.mark.django_db

FEUILLE = "/static/dsfr/dist/dsfr/dsfr.min.css"


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    racine = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=racine):
        collect_statiques()
    return racine


@pytest.fixture
def serveur(dossier):
    with override_settings(STATIC_ROOT=dossier, WHITENOISE_USE_FINDERS=False):
        yield WhiteNoiseMiddleware(lambda _request: None)


def test_a_stylesheet_leaves_compressed(serveur):
    reponse = serveur(RequestFactory().get(FEUILLE, HTTP_ACCEPT_ENCODING="gzip"))
    envoye = b"".join(reponse.streaming_content)
    reponse.close()

    assert reponse["Content-Encoding"] == "gzip"
    assert reponse["Cache-Control"] == "max-age=600, public"
    assert len(envoye) < 100_000
    assert b"--blue-france-sun-113-625" in gzip.decompress(envoye)


def test_who_reads_no_gzip_gets_it_plain(serveur):
    reponse = serveur(RequestFactory().get(FEUILLE, HTTP_ACCEPT_ENCODING="identity"))

    assert "Content-Encoding" not in reponse
    reponse.close()


@pytest.mark.parametrize(
    "chemin",
    [
        "dsfr/dist/dsfr/dsfr.module.min.js",
        "dsfr/dist/utility/utility.min.css",
        "dsfr/dist/artwork/dark.svg",
        "dsfr/dist/icons/arrows/arrow-right-line.svg",
        "socle/neutre.css",
        "socle/icone.svg",
        "socle/theme.js",
    ],
)
def test_what_pages_ask_for_is_gathered(dossier, chemin):
    assert (dossier / chemin).is_file()


def test_what_no_page_asks_for_is_not(dossier):
    assert not (dossier / "dsfr/dist/component").exists()
    assert not (dossier / "admin").exists()


@pytest.mark.longue
def test_gathering_again_changes_nothing(dossier):
    avant = {f: f.stat().st_mtime_ns for f in dossier.rglob("*.css")}
    with override_settings(STATIC_ROOT=dossier):
        collect_statiques()

    assert {f: f.stat().st_mtime_ns for f in dossier.rglob("*.css")} == avant
