"""A store kept open: opened once, followed when a new version replaces it."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread

import pytest

from spaser.moteur.entrepot import chaud, lecture
from spaser.moteur.entrepot.chaud import EntrepotChaud
from spaser.moteur.entrepot.dossier import EntrepotAbsent
from spaser.moteur.importation import import_fichiers
from tests.moteur.fabrique_decp import marche, write_v2


@pytest.fixture(scope="module")
def modele(tmp_path_factory):
    """Give a store that each test copies."""
    racine = tmp_path_factory.mktemp("modele")
    import_fichiers([write_v2(racine / "un.json", [marche(id="a")])], racine / "e")
    return racine / "e"


@pytest.fixture
def dossier(modele, tmp_path):
    return shutil.copytree(modele, tmp_path / "e", symlinks=True)


@pytest.fixture
def ouvert(dossier):
    ouvert = EntrepotChaud(dossier)
    yield ouvert
    ouvert.close()


def _count(entrepot):
    return entrepot.connexion.execute("SELECT count(*) FROM marches").fetchone()[0]


def _add(dossier):
    import_fichiers([write_v2(dossier.parent / "deux.json", [marche(id="b")])], dossier)


def test_a_version_is_opened_once(ouvert, monkeypatch):
    ouvertures = []
    vraie = lecture.open_entrepot
    monkeypatch.setattr(chaud, "open_entrepot", lambda d: ouvertures.append(d) or vraie(d))

    for _ in range(3):
        with ouvert.read() as entrepot:
            assert _count(entrepot) == 1

    assert len(ouvertures) == 1


@pytest.mark.longue
def test_a_reader_keeps_its_version_while_another_one_reads_the_next(ouvert, dossier):
    with ouvert.read() as ancien:
        _add(dossier)
        with ouvert.read() as nouveau:
            assert _count(nouveau) == 2
        assert _count(ancien) == 1


@pytest.mark.longue
def test_what_was_computed_is_kept_until_the_store_changes(ouvert, dossier):
    assert ouvert.recall("nombre", _count) == 1
    assert ouvert.recall("nombre", lambda _: "jamais demandé") == 1

    _add(dossier)

    assert ouvert.recall("nombre", _count) == 2


def test_results_kept_are_few(ouvert):
    for cle in range(chaud.RETENUS + 5):
        ouvert.recall(cle, lambda _: "x")

    assert ouvert.recall(0, lambda _: "recalculé") == "recalculé"


def test_threads_read_at_the_same_time(ouvert):
    comptes = []

    def read():
        with ouvert.read() as entrepot:
            comptes.append(_count(entrepot))

    fils = [Thread(target=read) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()

    assert comptes == [1, 1, 1, 1]


def test_a_crowd_that_asks_the_same_has_it_computed_once(ouvert):
    ensemble, calculs = Barrier(4), []

    def ask(cle):
        ensemble.wait()
        return ouvert.recall(cle, lambda entrepot: calculs.append(cle) or _count(entrepot))

    with ThreadPoolExecutor(4) as foule:
        for cle in range(20):
            assert list(foule.map(ask, [cle] * 4)) == [1] * 4

    assert calculs == list(range(20))


def test_one_result_may_be_made_of_another(ouvert):
    assert ouvert.recall("double", lambda _: 2 * ouvert.recall("nombre", _count)) == 2
    assert ouvert.recall("nombre", lambda _: "jamais demandé") == 1


def test_a_result_that_fails_is_looked_for_again(ouvert):
    with pytest.raises(ZeroDivisionError):
        ouvert.recall("nombre", lambda _: 1 / 0)

    assert ouvert.recall("nombre", _count) == 1


def test_without_a_store_it_says_so(tmp_path):
    with pytest.raises(EntrepotAbsent), EntrepotChaud(tmp_path).read():
        pass
