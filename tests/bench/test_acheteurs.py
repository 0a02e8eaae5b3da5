"""Names of buyers, their public page, its figures: CPU time of this process, all its threads."""

import time
from itertools import cycle, islice

import pytest
from django.test import Client

from spaser.documents.dessins_engagements import CibleDessinee
from spaser.documents.dessins_pages import draw_figure
from spaser.moteur.importation import import_fichiers
from spaser.moteur.referentiels.annuaire import list_entites
from spaser.site.acheteurs import page_publique
from spaser.site.espace.bilans import close_entrepots
from spaser.site.organisations.identite import Identite
from tests.bench.generateur import write_seul
from tests.outils.territoire import find_territoire

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

NOMS = 100_000
QUESTIONS = ("rouen", "roeun", "saint denis 93", "strasbuorg", "mairie de paris", "CC gresivodan")
SUGGESTION, PREMIERE, SUIVANTE = 0.015, 0.100, 0.025
CONTRATS, FIGURE = 20_000, 0.001


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

    premiere = _clock(lambda: _read(client))

    assert premiere < PREMIERE
    assert _best(lambda: _read(client)) < SUIVANTE


def test_the_public_page_of_twenty_thousand_contracts_is_read_as_quickly(tmp_path, settings):
    settings.ENTREPOT = tmp_path / "entrepot"
    write_seul("00101001600019", CONTRATS, tmp_path / "seul.json")
    import_fichiers([str(tmp_path / "seul.json")], settings.ENTREPOT)
    client = Client()
    _read(client)

    duree = _best(lambda: _read(client), 20)
    close_entrepots()

    print(f"{duree * 1000:.1f} ms")  # noqa: T201 - a bench tells what it measured
    assert duree < SUIVANTE


def _read(client):
    """Read the page compressed, as browsers do."""
    assert client.get("/acheteurs/001010016/", HTTP_ACCEPT_ENCODING="gzip").status_code == 200


def test_a_figure_is_drawn_in_a_millisecond():
    cible = CibleDessinee(
        nom="Taux", annee="2025", valeur=16.4, bas=16.2, haut=17.4, cible=30.0, repere=18.7,
        maximum=40.0, cible_dite="Votre cible : 30 %", repere_dit="France : 18,7 %",
    )  # fmt: skip
    duree = _best(lambda: [draw_figure("f", cible) for _ in range(100)]) / 100

    print(f"{duree * 1e6:.0f} µs")  # noqa: T201 - the same
    assert duree < FIGURE
