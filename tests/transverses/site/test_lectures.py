"""Reading never writes: a base that is held, or takes nothing more, leaves the site readable."""

import re
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import override_settings

from spaser.web.socle.limites import LECTURES
from tests.outils.base_en_fichier import held, open_fichier, read_only
from tests.transverses.site.demonstration import fill_demonstration
from tests.transverses.site.exemples import find_arguments, make_exemples
from tests.transverses.site.marche import Bornes, uncopied, walk
from tests.transverses.site.monde import make_monde
from tests.transverses.site.personnes import ANONYME
from tests.transverses.site.visites import REGLAGES
from tests.transverses.site.vues import list_vues

# What writes, or takes the right to: SQLite begins each transaction by it.
ECRITURE = re.compile(r"^(?:INSERT|UPDATE|DELETE|SAVEPOINT)\b|\bFOR UPDATE\b")
# To read these is to begin to sign in: a session is opened, or a key drawn.
OUVRENT = {
    "comptes:cle_ajouter",
    "comptes:lien_demonstration",
    "comptes:proconnect_depart",
    "comptes:second_facteur_activer",
}
SECONDE = 1.0


@pytest.mark.django_db
def test_no_address_writes_when_it_is_read(visites):
    ecrivent = {
        visite.vue.nom: ecrites[0][:200]
        for visite in visites
        if visite.methode == "GET" and visite.vue.nom not in OUVRENT
        if (ecrites := [r for r in visite.requetes if ECRITURE.search(r)])
    }

    assert ecrivent == {}


@dataclass
class Site:
    """A site in a file, and how it answers anybody when nothing hinders it."""

    fichier: Path
    habitude: dict[str, tuple[int, float]]


@pytest.fixture(scope="module")
def monde(django_db_setup, django_db_blocker, tmp_path_factory):
    """Give a site with something at each address."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL holds no reader back")
    dossier = tmp_path_factory.mktemp("monde")
    with (
        django_db_blocker.unblock(),
        open_fichier(dossier) as fichier,
        override_settings(**REGLAGES),
        uncopied(),
    ):
        with transaction.atomic():
            fait = make_monde()
            exemples = make_exemples(fait, fait.maison)
        publiques = [
            vue for vue in list_vues() if vue.portee == "publique" and vue.nom not in OUVRENT
        ]
        adresses = [vue.address(find_arguments(vue, exemples)) for vue in publiques]
        yield Site(fichier, {adresse: ask(adresse) for adresse in adresses})


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker, tmp_path_factory):
    """Give the site of the demonstration, as anybody walks through it."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL holds no reader back")
    dossier = tmp_path_factory.mktemp("demonstration-en-fichier")
    with (
        django_db_blocker.unblock(),
        open_fichier(dossier) as fichier,
        fill_demonstration(tmp_path_factory),
    ):
        bornes = Bornes(2, toutes=False)
        adresses = [pas.adresse for pas in walk(Client(), ANONYME, "/", bornes.start())]
        yield Site(fichier, {a: ask(a) for a in adresses if "/demonstration/" not in a})


def ask(adresse):
    """Return what an address answers to anybody, and in how long."""
    LECTURES.clear()
    client = Client(raise_request_exception=False)
    debut = time.perf_counter()
    reponse = client.get(adresse, secure=True)
    reponse.getvalue()
    return reponse.status_code, time.perf_counter() - debut


def list_fautes(site):
    """Return the addresses that do not answer as usual; a document takes what it takes."""
    fautes = []
    for adresse, (statut, duree) in site.habitude.items():
        present, attendue = ask(adresse)
        if present != statut or attendue > max(SECONDE, 3 * duree):
            fautes.append(f"{adresse}: {statut} in {duree:.2f} s, {present} in {attendue:.2f} s")
    return fautes


@pytest.mark.parametrize("nom", ["monde", "demonstration"])
@pytest.mark.longue(ensemble=True)
def test_a_base_that_somebody_holds_is_read_as_usual(nom, request):
    site = request.getfixturevalue(nom)
    with held(site.fichier):
        fautes = list_fautes(site)

    assert fautes == [], "\n".join(fautes)


@pytest.mark.parametrize("nom", ["monde", "demonstration"])
@pytest.mark.longue(ensemble=True)
def test_a_base_that_takes_no_writing_is_read_as_usual(nom, request):
    site = request.getfixturevalue(nom)
    with read_only(site.fichier):
        fautes = list_fautes(site)

    assert fautes == [], "\n".join(fautes)
