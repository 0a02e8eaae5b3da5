"""Errors: a page for people, JSON for programs."""

import errno

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.http import Http404
from django.test import Client, override_settings
from django.urls import include, path
from psycopg.errors import DiskFull, ReadOnlySqlTransaction

from spaser.site.socle.requetes import refuse_acces, refuse_demande, tell_absente, tell_panne

pytestmark = pytest.mark.django_db


def _raise(erreur):
    def view(request):
        raise erreur

    view.login_required = False
    return view


def _routes(prefixe):
    return [
        path(f"{prefixe}400/", _raise(BadRequest("détail interne"))),
        path(f"{prefixe}403/", _raise(PermissionDenied("Seule l’administration peut inviter."))),
        path(f"{prefixe}404/", _raise(Http404("fiche 12 de l’organisation 34"))),
        path(f"{prefixe}500/", _raise(RuntimeError("mot de passe : secret"))),
    ]


def _refuse(mots, cause):
    """Make what a base says: SQLite by its words, PostgreSQL by the code of the cause."""
    erreur = OperationalError(mots)
    erreur.__cause__ = cause
    return erreur


PLEINS = [
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EROFS, "Read-only file system"),
    _refuse("database or disk is full", DiskFull()),
    _refuse("attempt to write a readonly database", ReadOnlySqlTransaction()),
]
urlpatterns = [*_routes(""), *_routes("api/"), path("", include("spaser.site.config.adresses"))]
handler400, handler403, handler404, handler500 = (
    refuse_demande,
    refuse_acces,
    tell_absente,
    tell_panne,
)

for _rang, _erreur in enumerate(PLEINS):
    urlpatterns[:0] = [
        path(f"plein{_rang}/", _raise(_erreur)),
        path(f"api/plein{_rang}/", _raise(_erreur)),
    ]

avec_erreurs = override_settings(ROOT_URLCONF=__name__)


@pytest.fixture
def visiteur():
    return Client(raise_request_exception=False)


@avec_erreurs
@pytest.mark.parametrize(
    ("statut", "titre"),
    [
        (400, "Demande illisible"),
        (403, "Accès refusé"),
        (404, "Page introuvable"),
        (500, "Le site a rencontré un problème"),
    ],
)
def test_an_error_has_its_page(visiteur, statut, titre):
    reponse = visiteur.get(f"/{statut}/")

    assert reponse.status_code == statut
    assert f"<h1>{titre}</h1>" in reponse.text
    assert f"<title>{titre} – SPASER</title>" in reponse.text
    assert reponse.text.count("<h1") == 1
    assert 'lang="fr"' in reponse.text


@avec_erreurs
@pytest.mark.deux_bases
@pytest.mark.parametrize("rang", range(len(PLEINS)))
def test_what_cannot_be_kept_is_refused_in_words(visiteur, rang):
    page = visiteur.post(f"/plein{rang}/")
    assert page.status_code in {503, 507}
    assert "envoi n’est pas enregistré" in page.text
    assert visiteur.post(f"/api/plein{rang}/").json()["status"] in {503, 507}


@avec_erreurs
@pytest.mark.parametrize("statut", [400, 403, 404, 500])
def test_a_program_gets_json(visiteur, statut):
    reponse = visiteur.get(f"/api/{statut}/")

    assert reponse.status_code == statut
    assert reponse["Content-Type"] == "application/problem+json"
    assert list(reponse.json()) == ["type", "title", "status", "detail"]
    assert reponse.json()["status"] == statut


@avec_erreurs
@pytest.mark.parametrize("adresse", ["/400/", "/404/", "/500/", "/api/404/", "/api/500/"])
def test_an_error_leaks_nothing(visiteur, adresse):
    texte = visiteur.get(adresse).text

    assert "interne" not in texte
    assert "fiche 12" not in texte
    assert "secret" not in texte


@avec_erreurs
def test_a_refusal_says_why(visiteur):
    assert "Seule l’administration peut inviter." in visiteur.get("/403/").text
    assert visiteur.get("/api/403/").json()["detail"] == "Seule l’administration peut inviter."


def test_an_unknown_address_under_the_api_answers_json(visiteur):
    reponse = visiteur.get("/api/v1/nulle-part")

    assert reponse.status_code == 404
    assert reponse.json()["detail"] == "Cette adresse ne mène à rien."


def test_an_old_form_says_what_to_do():
    strict = Client(enforce_csrf_checks=True)

    reponse = strict.post("/plan-du-site/")

    assert reponse.status_code == 403
    assert "<h1>Formulaire expiré</h1>" in reponse.text


@avec_erreurs
@pytest.mark.parametrize("statut", [400, 500])
def test_the_pages_of_failure_ask_nothing_of_the_base(visiteur, statut, django_assert_num_queries):
    with django_assert_num_queries(0):
        visiteur.get(f"/{statut}/")
