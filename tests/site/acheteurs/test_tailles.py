"""The two first pages of a buyer without a contract, with one, with twenty thousand."""

import time
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from spaser.moteur.importation import import_fichiers
from spaser.site.espace.bilans import close_entrepots
from tests.bench.generateur import write_seul
from tests.moteur.referentiels.fabrique import siren
from tests.outils.machine import allow
from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in
from tests.transverses.site.budget import EXCEPTIONS

pytestmark = pytest.mark.django_db

SIREN, SANS = "001010016", siren(81230001)
PUBLIQUE, ACCUEIL = "/acheteurs/{}/", "/espace/{}/"
REQUETES = {PUBLIQUE: 7, ACCUEIL: EXCEPTIONS["accueil:accueil"]}
PROCESSEUR = {PUBLIQUE: 0.025, ACCUEIL: 0.120}  # seconds, once read


@dataclass(frozen=True)
class Cas:
    """How many contracts the store holds, whose page is read, and what it must say."""

    nombre: int
    siren: str
    titre: str  # of the figures, on the public page
    dessins: int  # of figures, on each page
    mots: int  # at most, folds and tables included


CAS = [
    pytest.param(Cas(1, SANS, "Aucun marché publié connu", 0, 500), id="no contract"),
    pytest.param(Cas(1, SIREN, "1 marché publié en 2025, pour 61,6 k€ HT", 0, 850), id="one"),
    pytest.param(
        Cas(20_000, SIREN, "8 417 marchés publiés en 2025, pour 14,8 Md€ HT", 2, 2_200),
        id="twenty thousand",
        marks=pytest.mark.longue,
    ),
]


@pytest.fixture(params=CAS)
def cas(request, tmp_path, settings):
    settings.ENTREPOT = tmp_path / "entrepot"
    write_seul(f"{SIREN}00019", request.param.nombre, tmp_path / "seul.json")
    import_fichiers([str(tmp_path / "seul.json")], settings.ENTREPOT)
    yield request.param
    close_entrepots()


def measure(travail):
    """Return the questions asked of the base, and the seconds of CPU of the best of five."""
    durees = []
    for _ in range(5):
        with CaptureQueriesContext(connection) as requetes:
            debut = time.process_time()
            travail()
            durees.append(time.process_time() - debut)
    return len(requetes), min(durees)


def test_first_pages_hold_whatever_the_number_of_contracts(cas):
    organisation = make_organisation(cas.siren, "Ville fictive")
    client = sign_in(make_membre(organisation, "redaction").utilisateur)
    for modele in (PUBLIQUE, ACCUEIL):
        adresse = modele.format(cas.siren)
        page = html.fromstring(client.get(adresse).content).xpath("//main")[0]
        lue = " ".join(page.text_content().split())

        assert len(lue.split()) <= cas.mots, modele
        assert len(page.xpath("//svg[starts-with(@aria-labelledby, 'figure-')]")) == cas.dessins
        assert ("inconnu, faute de réponse" in lue) == bool(cas.dessins)  # the legend of drawings
        assert [mot for mot in lue.split() if mot in {"None", "nan", "inf"}] == []
        assert " 0 %" not in lue
        nombre, duree = measure(lambda a=adresse: client.get(a))
        assert nombre <= REQUETES[modele]
        assert duree <= allow(PROCESSEUR[modele])
    publique = html.fromstring(client.get(PUBLIQUE.format(cas.siren)).content)
    [titre] = publique.xpath("//h2[@id='chiffres']")
    assert " ".join(titre.text_content().split()) == cas.titre
