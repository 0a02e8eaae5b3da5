"""No spoilt file surprises a reader, costs much time or fills the memory."""

from dataclasses import replace
from datetime import date

import pytest

from spaser.moteur.boite.appel import run_bounded
from spaser.moteur.boite.modele import EN_LIGNE
from tests.moteur.envois import mutations

pytestmark = pytest.mark.usefixtures("vraie_boite")
LONGUE = replace(EN_LIGNE, processeur=120, duree=600)
FORMATS = tuple(mutations.make_modeles())


def test_sound_files_are_read(tmp_path):
    for nom, contenu in mutations.make_modeles().items():
        (tmp_path / nom).write_bytes(contenu)
        mutations.read_all(tmp_path / nom, nom)


@pytest.mark.longue
def test_a_few_spoilt_files_of_the_day_are_read_or_refused():
    jour = date.today().toordinal()  # noqa: DTZ011 - another draw each day, told when it fails
    nom = FORMATS[jour % len(FORMATS)]

    assert run_bounded(LONGUE, mutations.read_mutations, nom, jour * 10, 10) == []


@pytest.mark.longue
@pytest.mark.parametrize("nom", FORMATS)
def test_many_spoilt_files_are_read_or_refused(nom):
    assert run_bounded(LONGUE, mutations.read_mutations, nom, 0, 150) == []
