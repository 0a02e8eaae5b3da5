"""A request too heavy is refused by its length, and nothing of it is kept."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from spaser.web.socle.intergiciels import EnvoiTropLourd
from tests.outils.pages import flatten

MEGA = 1024 * 1024


def send(chemin, longueur):
    requete = RequestFactory().post(chemin)
    requete.META["CONTENT_LENGTH"] = longueur
    requete.user = AnonymousUser()
    return EnvoiTropLourd(lambda _: "passe")(requete)


@pytest.mark.parametrize("longueur", ["", "0", "abc", "-5", str(25 * MEGA)])
def test_a_reasonable_request_goes_through(longueur):
    assert send("/registre/deposer/", longueur) == "passe"


def test_two_hundred_megabytes_get_a_page_that_names_the_limit():
    reponse = send("/registre/deposer/", str(200 * MEGA))
    assert reponse.status_code == 413
    texte = flatten(reponse.content.decode())
    assert "Un fichier ne peut pas dépasser 20 Mo." in texte
    assert "Rien de ce que vous aviez enregistré n’est perdu." in texte


def test_the_api_is_answered_in_json():
    reponse = send("/api/v1/fiches", str(200 * MEGA))
    assert (reponse.status_code, reponse["Content-Type"]) == (413, "application/problem+json")
