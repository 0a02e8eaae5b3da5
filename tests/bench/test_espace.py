"""The space of a large buyer, its proofs and its repair sheet, on a generated store.

Durations are CPU time of this process, all its threads: what the machine does meanwhile does not
count.
"""

import time
from datetime import date

import pytest

from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.importation import import_fichiers
from spaser.moteur.reparation.examen import examine_acheteur
from spaser.site.espace.bilans import close_entrepots
from tests.bench.generateur import Demande, generer, write_seul
from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

ENREGISTREMENTS = 200_000
CONTRATS = 2_000
AUJOURDHUI = date(2026, 11, 24)
PUBLIER = "publication/"
PROJET = "publication/projet.pdf"
PREUVE = "indicateurs/SOC-01/preuve/?annee=2025&expression=nombre"


@pytest.fixture(scope="module")
def publies(tmp_path_factory):
    fichier = tmp_path_factory.mktemp("bench") / "publies.json"
    generer(Demande("v2", ENREGISTREMENTS, 1, 0, None), fichier)
    return fichier


@pytest.fixture(scope="module")
def grand(publies):
    """A store of all records."""
    import_fichiers([str(publies)], publies.parent / "grand")
    return publies.parent / "grand"


@pytest.fixture(scope="module")
def seul(tmp_path_factory):
    """A store of one buyer, who has two thousand contracts."""
    dossier = tmp_path_factory.mktemp("bench")
    write_seul("00101001600010", CONTRATS * 11 // 10, dossier / "seul.json")
    import_fichiers([str(dossier / "seul.json")], dossier / "seul")
    return dossier / "seul"


def clock(travail):
    debut = time.process_time()
    travail()
    return time.process_time() - debut


def test_the_space_of_the_largest_buyer_opens_at_once(grand, settings):
    settings.ENTREPOT = grand
    with open_entrepot(grand) as ouvert:
        siren = ouvert.list_acheteurs(1)[0].siren
    organisation = make_organisation(siren, "Acheteur fictif")
    client = sign_in(make_membre(organisation, "lecture").utilisateur)
    client.get("/espace/")  # a server has answered others before

    durees = {}
    for page in ("", PREUVE, PUBLIER, PROJET):
        adresse = f"/espace/{siren}/{page}"
        durees[page] = [clock(lambda a=adresse: client.get(a)) for _ in range(3)]
    close_entrepots()

    print({page: [round(d * 1000) for d in siennes] for page, siennes in durees.items()})  # noqa: T201 - a bench tells what it measured
    assert durees[""][0] <= 1
    assert min(durees[""][1:]) <= 0.2
    assert durees[PREUVE][0] <= 0.3
    assert min(durees[PUBLIER][1:]) <= 0.3
    assert min(durees[PROJET][1:]) <= 0.3


def test_two_thousand_contracts_are_examined_in_two_seconds(seul):
    with open_entrepot(seul) as ouvert:
        siren = ouvert.list_acheteurs(1)[0].siren
        duree = clock(lambda: examine_acheteur(ouvert, siren, AUJOURDHUI))
        nombre = len(examine_acheteur(ouvert, siren, AUJOURDHUI))

    print(f"{nombre} contracts: {duree * 1000:.0f} ms")  # noqa: T201 - same
    assert nombre >= CONTRATS
    assert duree <= 2
