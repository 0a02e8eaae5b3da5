"""Which readers of spaces a process keeps open."""

from pathlib import Path

import pytest

from spaser.moteur.corrige.gardee import LectureDemandee
from spaser.site.chiffres.marches import entrepot


class Lecteur:
    """Stands for a reader that is open."""


@pytest.fixture
def fermes(monkeypatch):
    """What was closed, in order; nobody else is held up meanwhile."""
    fermes = []

    def close(tenu):
        assert not entrepot._VERROU.locked()
        fermes.append(tenu)

    monkeypatch.setattr(entrepot, "_close", close)
    monkeypatch.setattr(entrepot, "_CHAUDS", entrepot.OrderedDict())
    monkeypatch.setattr(entrepot, "_LUS", entrepot.OrderedDict())
    monkeypatch.setattr(entrepot, "OUVERTS", 2)
    monkeypatch.setattr(entrepot, "_name", lambda espace, _fonds: espace)
    return fermes


def hold(espace):
    demande = LectureDemandee(Path(espace), Path("entrepot"), espace)
    lu = entrepot._hold(entrepot._LUS, demande, Lecteur())
    return entrepot._hold(entrepot._CHAUDS, espace, entrepot.Lecteurs(demande, lu, Lecteur()))


def test_a_space_that_is_used_keeps_both_its_readers(fermes):
    premier, deuxieme = hold("un"), hold("deux")
    for espace in ("trois", "quatre"):
        assert entrepot.open_suivis("un", None) is premier
        hold(espace)

    assert list(entrepot._CHAUDS) == ["un", "quatre"]
    assert [demande.siren for demande in entrepot._LUS] == ["un", "quatre"]
    assert premier.lu not in fermes
    assert fermes[:2] == [deuxieme.lu, deuxieme]


def test_what_is_open_is_let_go_while_others_read(fermes):
    tenus = [hold("un"), hold("deux")]
    entrepot.close_corriges()

    assert fermes == [*tenus, *(tenu.lu for tenu in tenus)]
