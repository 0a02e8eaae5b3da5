"""Reading never writes: a base that is held, or takes nothing more, leaves the site readable."""

import re
import time
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings

from spaser.site.socle.requetes import LECTURES
from tests.outils.base_en_fichier import held, open_fichier, read_only
from tests.transverses.site.demonstration import fill_demonstration
from tests.transverses.site.exemples import find_arguments, make_exemples
from tests.transverses.site.marche import Bornes, uncopied, walk
from tests.transverses.site.monde import make_monde
from tests.transverses.site.personnes import ANONYME
from tests.transverses.site.visites import OUVRENT, REGLAGES
from tests.transverses.site.vues import list_vues

pytestmark = pytest.mark.django_db

# What writes, or takes the right to: SQLite begins each transaction by it.
ECRITURE = re.compile(r"^(?:INSERT|UPDATE|DELETE|SAVEPOINT)\b|\bFOR UPDATE\b")
SECONDE = 1.0
# A name that no file knows: the directory is to be asked, later, and this is noted.
A_DEMANDER = "/acheteurs/?q=Syndicat+introuvable+des+eaux"


def test_no_address_writes_when_it_is_read(visites):
    ecrivent = {
        visite.vue.nom: ecrites[0][:200]
        for visite in visites
        if visite.methode == "GET" and visite.vue.nom not in OUVRENT
        if (ecrites := [r for r in visite.requetes if ECRITURE.search(r)])
    }

    assert ecrivent == {}


@contextmanager
def open_monde(_tmp_path_factory):
    """Give a site with something at each address, and its public addresses."""
    with override_settings(**REGLAGES), uncopied():
        with transaction.atomic():
            monde = make_monde()
            exemples = make_exemples(monde, monde.maison)
        publiques = [v for v in list_vues() if v.portee == "publique" and v.nom not in OUVRENT]
        yield [vue.address(find_arguments(vue, exemples)) for vue in publiques]


@contextmanager
def open_promenade(tmp_path_factory):
    """Give the site of the demonstration, and where it leads anybody who clicks."""
    with fill_demonstration(tmp_path_factory):
        pas = walk(Client(), ANONYME, "/", Bornes(1, toutes=False).start())
        yield [un.adresse for un in pas if un.vue not in OUVRENT]


def ask(adresse):
    """Return what an address answers to anybody, and in how long."""
    LECTURES.clear()
    client = Client(raise_request_exception=False)
    debut = time.perf_counter()
    reponse = client.get(adresse, secure=True)
    reponse.getvalue()
    return reponse.status_code, time.perf_counter() - debut


def list_fautes(habitudes):
    """Name the addresses that do not answer as usual; a document takes what it takes."""
    fautes = []
    for adresse, (statut, duree) in habitudes.items():
        permise = max(SECONDE, 3 * duree)
        obtenu, attendue = ask(adresse)
        if attendue > permise:  # a lock makes wait each time, a busy machine does not
            obtenu, attendue = ask(adresse)
        if obtenu != statut or attendue > permise:
            fautes.append(f"{adresse}: {statut} in {duree:.2f} s, {obtenu} in {attendue:.2f} s")
    return fautes


@pytest.fixture(scope="module", params=[open_monde, open_promenade])
def fautes(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """Ask for every address: as usual, then with the base held, then with one that is only read.

    Tests of the base are each in a transaction, which would hold it: all is done before.
    """
    dossier = tmp_path_factory.mktemp("base")
    with (
        django_db_blocker.unblock(),
        open_fichier(dossier) as fichier,
        request.param(tmp_path_factory) as adresses,
    ):
        habitudes = {adresse: ask(adresse) for adresse in adresses}
        assert len(habitudes) > 100
        habitudes[A_DEMANDER] = 200, 0.0
        with override_settings(ANNUAIRE="https://annuaire.exemple.fr"):
            with held(fichier):
                tenue = list_fautes(habitudes)
            with read_only(fichier):
                figee = list_fautes(habitudes)
    return {"tenue": tenue, "figée": figee}


@pytest.mark.parametrize("base", ["tenue", "figée"])
@pytest.mark.longue(ensemble=True)
def test_a_base_that_takes_no_writing_is_read_as_usual(fautes, base):
    assert fautes[base] == [], "\n".join(fautes[base])
