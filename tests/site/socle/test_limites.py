"""How often one may ask."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from spaser.site.socle import requetes
from spaser.site.socle.models import Compteur
from spaser.site.socle.requetes import (
    LECTURES,
    TropDeDemandes,
    TropDeDemandesMiddleware,
    check_lectures,
    check_limite,
    find_compteur,
    name_duree,
    name_visiteur,
)
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


@pytest.fixture
def horloge(monkeypatch):
    """Give the clock of the process: it moves when the test says so."""

    class Horloge:
        maintenant = 1000.0

    monkeypatch.setattr(requetes, "monotonic", lambda: Horloge.maintenant)
    return Horloge


def read(adresse="192.0.2.1", nom="fichier", nombre=3):
    requete = RequestFactory().get("/", REMOTE_ADDR=adresse)
    check_lectures(requete, nom, nombre, UNE_HEURE)


def test_reads_are_counted_without_the_base(settings, horloge):
    settings.PROCESSUS = 1
    for _ in range(3):
        read()
    horloge.maintenant += 600
    with pytest.raises(TropDeDemandes) as refus:
        read()
    assert refus.value.attente == timedelta(minutes=50)
    read(adresse="192.0.2.2")
    read(nom="autre")


def test_a_read_that_is_refused_does_not_count(settings, horloge):
    settings.PROCESSUS = 1
    for _ in range(3):
        read()
    for _ in range(5):
        with pytest.raises(TropDeDemandes):
            read()
    assert find_compteur("fichier", "192.0.2.1", UNE_HEURE).nombre == 3


def test_a_period_of_reads_begins_at_the_first_and_ends_by_itself(settings, horloge):
    settings.PROCESSUS = 1
    horloge.maintenant += 3000
    for _ in range(3):
        read()
    horloge.maintenant += 3599
    with pytest.raises(TropDeDemandes):
        read()
    horloge.maintenant += 1
    read()


@pytest.mark.parametrize(("processus", "permis"), [(1, 5), (2, 3), (4, 2), (64, 1)])
def test_processes_share_what_may_be_read(settings, processus, permis):
    settings.PROCESSUS = processus
    for _ in range(permis):
        read(nombre=5)
    with pytest.raises(TropDeDemandes):
        read(nombre=5)


def test_a_flood_of_addresses_fills_no_memory(monkeypatch):
    monkeypatch.setattr(requetes, "_COMPTES_MAX", 10)
    for rang in range(250):
        find_compteur("fichier", f"192.0.2.{rang}", UNE_HEURE)
        assert len(LECTURES) <= 10


def test_threads_count_together():
    compte = find_compteur("fichier", "192.0.2.1", UNE_HEURE)
    fils = [
        threading.Thread(target=lambda: [compte.spend(1, 5000) for _ in range(2000)])
        for _ in range(4)
    ]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()

    assert compte.nombre == 5000


@pytest.mark.parametrize(
    ("adresse", "visiteur"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2::9", "2001:0db8:0001:0002"),
        ("", ""),
        ("inconnue", ""),
    ],
)
def test_a_visitor_is_an_address_or_its_network(adresse, visiteur):
    assert name_visiteur(adresse) == visiteur


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
    return TropDeDemandesMiddleware(lambda _: None).process_exception(requete, exception)


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
