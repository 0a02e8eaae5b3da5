"""Names of buyers and their public page: CPU time of this process, all its threads."""

import time
from itertools import cycle, islice

import pytest
from django.test import Client

from spaser.moteur.referentiels.annuaire import list_entites
from spaser.site.acheteurs import page_publique
from spaser.site.espace.bilans import close_entrepots
from spaser.site.organisations.identite import Identite
from tests.outils.territoire import find_territoire

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

NOMS = 100_000
QUESTIONS = ("rouen", "roeun", "saint denis 93", "strasbuorg", "mairie de paris", "CC gresivodan")
SUGGESTION, PREMIERE, SUIVANTE = 0.015, 0.100, 0.030


@pytest.fixture
def cent_mille(monkeypatch):
    """Add made-up names, of words of real ones, to those of the tables."""
    mots = cycle([mot for e in list_entites() for mot in e.nom.replace("-", " ").split()])
    manque = NOMS - len(list_entites())
    ajoutes = [Identite(f"{n:09}", " ".join(islice(mots, 3))) for n in range(manque)]
    monkeypatch.setattr(page_publique, "_list_des_marches", lambda _connus: ajoutes)
    page_publique._read_des_donnees.cache_clear()
    yield
    page_publique._read_des_donnees.cache_clear()


@pytest.fixture(scope="module")
def marches(tmp_path_factory):
    yield find_territoire(tmp_path_factory)
    close_entrepots()


def _clock(travail):
    debut = time.process_time()
    travail()
    return time.process_time() - debut


def _best(travail, essais=5):
    return min(_clock(travail) for _ in range(essais))


@pytest.mark.parametrize("question", QUESTIONS)
def test_names_are_proposed_among_a_hundred_thousand(cent_mille, question):
    client = Client()
    client.get("/acheteurs/noms/", {"q": "zzzzzz"})  # the index, and the words that slips need

    assert _best(lambda: client.get("/acheteurs/noms/", {"q": question})) < SUGGESTION


def test_the_public_page_is_read_quickly_then_at_once(marches, settings):
    settings.ENTREPOT = marches
    client = Client()
    client.get("/acheteurs/001010024/")  # what a process reads once: tables, duties, templates

    premiere = _clock(lambda: client.get("/acheteurs/001010016/"))

    assert premiere < PREMIERE
    assert _best(lambda: client.get("/acheteurs/001010016/")) < SUIVANTE
