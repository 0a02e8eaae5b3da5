"""Three hundred thousand lines through the whole path of the site: task, figures, lines kept.

Durations are CPU time of this process: what the machine does meanwhile does not count.
"""

import time

import pytest

from spaser.moteur.depenses.resultats.preuve import Filtre
from spaser.site.chiffres.depenses.services import find_lignes, read_depenses
from spaser.site.chiffres.depenses.travail import read_fichier_extrait
from tests.bench.test_depenses import LIGNES, PART_CLASSEUR, SECONDES, _write_csv, _write_xlsx
from tests.site.chiffres.depenses.fabrique import draw, make_extrait
from tests.site.organisations.fabrique import make_organisation

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
PAGE = 0.3
CLASSEUR = 26  # seconds: unpacking and reading its XML costs as much again as reading a text


def _measure(travail):
    debut = time.process_time()
    resultat = travail()
    return time.process_time() - debut, resultat


@pytest.mark.parametrize(
    ("ecrire", "nom", "part", "limite"),
    [
        (_write_csv, "mandats.csv", 1, SECONDES),
        (_write_xlsx, "mandats.xlsx", PART_CLASSEUR, CLASSEUR),
    ],
    ids=["csv", "xlsx"],
)
def test_a_year_of_mandats_goes_through_the_task_in_time(tmp_path, ecrire, nom, part, limite):
    organisation = make_organisation()
    espace = organisation.espace
    contenu = ecrire(tmp_path / nom, LIGNES // part).read_bytes()
    extrait = make_extrait(espace, contenu, nom)

    lecture, _ = _measure(lambda: read_fichier_extrait(extrait.pk))
    calcul, _ = _measure(lambda: draw(espace))
    depenses = read_depenses(organisation.espace)
    page, tranche = _measure(lambda: find_lignes(depenses, Filtre(texte="fictif 12")))

    assert depenses.bilan.compte_rendu.lues.lignes == LIGNES // part
    assert tranche.nombre
    durees = f"lecture {lecture * part:.1f} s, calcul {calcul:.1f} s, page {page:.2f} s"
    assert lecture * part + calcul <= limite, durees
    assert page <= PAGE, durees
