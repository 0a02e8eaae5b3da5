"""What is made to fell a reader is refused in its box: soon, in words, out of the site's memory."""

import resource
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from spaser.moteur.boite.appel import run_bounded
from spaser.moteur.boite.modele import EN_LIGNE, ErreurBoite
from spaser.moteur.envois.controle import check_envoi
from spaser.moteur.envois.formats import Defaut
from spaser.moteur.tables.modele import ErreurTable
from spaser.moteur.tables.tableaux import read_tableaux
from tests.moteur.envois import monstres
from tests.moteur.envois.mutations import TABLEAU
from tests.outils.machine import allow

pytestmark = pytest.mark.usefixtures("vraie_boite")
SECONDES_MAX = 5  # of CPU, each


def measure_cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure_memoire():
    """Return the megabytes that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() >> 20


@pytest.mark.longue
@pytest.mark.parametrize("nom", monstres.DOCUMENTS)
def test_a_monster_is_refused_in_words(tmp_path, nom):
    genre, make = monstres.DOCUMENTS[nom]
    (tmp_path / "envoi").write_bytes(make())
    depart, memoire = measure_cpu(), measure_memoire()

    with pytest.raises((Defaut, ErreurBoite)) as refus:
        run_bounded(EN_LIGNE, check_envoi, tmp_path / "envoi", genre, False)

    assert refus.value.remede
    assert measure_cpu() - depart < allow(SECONDES_MAX)
    assert abs(measure_memoire() - memoire) < 50


def test_four_at_once_are_refused_soon_and_leave_this_process_as_it_was(tmp_path):
    (tmp_path / "a").write_bytes(monstres.make_lointain())
    (tmp_path / "b").write_bytes(monstres.make_meme_partie())
    (tmp_path / "c").write_bytes(monstres.make_entites(loin=True))
    depart, memoire = measure_cpu(), measure_memoire()

    def read(nom):
        with pytest.raises(ErreurTable) as refus:
            run_bounded(EN_LIGNE, read_tableaux, tmp_path / nom, TABLEAU)
        return str(refus.value)

    with ThreadPoolExecutor(4) as fils:
        dits = list(fils.map(read, "aabc"))

    assert dits[0] == dits[1]
    assert "Feuille « F1 », ligne 1 : une cellule est remplie en colonne XFD" in dits[0]
    assert "La feuille « F2 » désigne le même contenu qu’une autre" in dits[2]
    assert "Le classeur .ods est abîmé : ouvrez-le dans votre tableur" in dits[3]
    assert measure_cpu() - depart < allow(SECONDES_MAX)
    assert abs(measure_memoire() - memoire) < 50
