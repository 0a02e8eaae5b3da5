"""A writer that holds the base for long stops neither the worker nor the scheduler."""

from threading import Event

import pytest
from django_tasks_db.models import DBTaskResult

from spaser.site.socle.fichiers import give_sign_of_life
from spaser.site.socle.models import Battement, Passage
from spaser.site.socle.taches import file
from spaser.site.socle.taches.travailleur import Planificateur, Travailleur
from tests.outils.base_tenue import Ecrivain, hurry
from tests.site.socle.taches.site_reel import open_copie

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def base(tmp_path, settings):
    settings.TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}
    settings.MEDIA_ROOT = tmp_path / "fichiers"
    with open_copie(tmp_path):
        hurry()
        yield


@pytest.fixture
def ecrivain(base, monkeypatch):
    def hold(essais):
        tenu = Ecrivain(essais)
        monkeypatch.setattr(file.time, "sleep", tenu.wait)
        ouverts.append(tenu.lien)
        return tenu

    ouverts = []
    yield hold
    for lien in ouverts:
        lien.close()


def test_the_worker_waits_then_works(ecrivain):
    give_sign_of_life.enqueue()
    tenu = ecrivain(essais=3)
    assert Travailleur(("essai",)).run_all() == 1
    assert tenu.reste == 0
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_a_worker_that_has_waited_in_vain_lives_and_works_later(ecrivain):
    give_sign_of_life.enqueue()
    tenu = ecrivain(essais=1000)
    assert Travailleur(("essai",)).run_all() == 0
    tenu.free()
    assert Travailleur(("essai",)).run_all() == 1


def test_the_scheduler_waits_then_plans(ecrivain):
    tenu = ecrivain(essais=3)
    Planificateur(Event()).look()
    assert tenu.reste == 0
    assert Battement.objects.filter(nom="planificateur").exists()
    assert list(Passage.objects.exclude(erreur="").values_list("nom", flat=True)) == []


def test_a_scheduler_that_has_waited_in_vain_lives(ecrivain):
    tenu = ecrivain(essais=1000)
    Planificateur(Event()).look()
    assert Passage.objects.count() == 0
    tenu.free()
    Planificateur(Event()).look()
    assert Passage.objects.exclude(dernier_succes=None).exists()
