"""How often one may ask."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from spaser.web.socle.limites import (
    TropDeDemandes,
    TropDeDemandesMiddleware,
    check_limite,
    name_duree,
)
from spaser.web.socle.models import Compteur
from tests.outils.pages import flatten

pytestmark = pytest.mark.deux_bases

UNE_HEURE = timedelta(hours=1)


def ask(cle="192.0.2.1", nom="depot"):
    check_limite(nom, cle, 3, UNE_HEURE)


@pytest.mark.django_db
def test_the_fourth_of_three_is_refused_and_told_how_long_to_wait():
    for _ in range(3):
        ask()
    with pytest.raises(TropDeDemandes) as refus:
        ask()
    assert timedelta(minutes=59) < refus.value.attente <= UNE_HEURE
    assert str(refus.value) == "Trop de demandes. Réessayez dans 60 minutes."


@pytest.mark.django_db
def test_each_key_and_each_name_has_its_own_count():
    for _ in range(3):
        ask()
    ask(cle="192.0.2.2")
    ask(nom="contact")


@pytest.mark.django_db
def test_a_new_period_starts_from_nothing():
    for _ in range(3):
        ask()
    Compteur.objects.update(fin=timezone.now() - timedelta(seconds=1))
    ask()
    assert Compteur.objects.get().nombre == 1


@pytest.mark.django_db
def test_the_base_does_not_hold_the_key():
    ask(cle="lea@exemple.fr")
    assert "lea@exemple.fr" not in str(Compteur.objects.values().get())


@pytest.mark.parametrize(
    ("secondes", "attendu"),
    [
        (0, "1 seconde"),
        (1, "1 seconde"),
        (40.2, "41 secondes"),
        (60, "60 secondes"),
        (61, "2 minutes"),
        (3601, "2 heures"),
    ],
)
def test_a_wait_in_words(secondes, attendu):
    assert name_duree(timedelta(seconds=secondes)) == attendu


def answer(chemin, exception):
    requete = RequestFactory().get(chemin)
    requete.user = AnonymousUser()
    return TropDeDemandesMiddleware(None).process_exception(requete, exception)


def test_a_page_answers_429_in_french():
    reponse = answer("/registre/", TropDeDemandes(timedelta(seconds=90)))
    assert reponse.status_code == 429
    assert reponse["Retry-After"] == "90"
    assert "Réessayez dans 2 minutes" in flatten(reponse.content.decode())


def test_the_api_answers_429_in_json():
    reponse = answer("/api/v1/fiches", TropDeDemandes(timedelta(seconds=0.2)))
    assert (reponse.status_code, reponse["Retry-After"]) == (429, "1")
    assert reponse["Content-Type"] == "application/problem+json"


def test_another_error_is_left_to_others():
    assert answer("/", ValueError("autre")) is None
