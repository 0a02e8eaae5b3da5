"""The clock is moved while the site runs: what waits, what is held, what is counted."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from spaser.site.socle.fichiers import give_sign_of_life
from spaser.site.socle.jetons import JetonRefuse, make_jeton, use_jeton
from spaser.site.socle.models import Passage
from spaser.site.socle.requetes import TropDeDemandes, check_limite
from spaser.site.socle.taches import file, travailleur
from spaser.site.socle.taches.travailleur import FICHIERS, beat, list_ages, planifie, run_dues

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]

MIDI = datetime(2026, 11, 24, 12, tzinfo=UTC)
JOUR, HEURE, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SAUTS = {"a day forward": JOUR, "a day back": -JOUR, "an hour back": -HEURE}


@pytest.fixture
def horloge(monkeypatch, settings):
    """The clock of the site, to be moved."""

    class Horloge:
        maintenant = MIDI

        def move(self, duree):
            self.maintenant += duree
            return self.maintenant

    settings.TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}
    horloge = Horloge()
    monkeypatch.setattr(timezone, "now", lambda: horloge.maintenant)
    return horloge


@pytest.fixture(params=SAUTS)
def saut(request):
    return SAUTS[request.param]


def read_statut():
    return DBTaskResult.objects.get().status


def test_a_worker_that_lives_keeps_its_task_at_its_next_beat(horloge, saut):
    give_sign_of_life.enqueue()
    ligne = file.claim("un")
    horloge.move(saut)

    assert file.renew(ligne, "un")
    assert file.recover() == 0
    assert file.conclude(ligne, "un")


def test_what_a_dead_worker_held_is_taken_back(horloge, saut):
    give_sign_of_life.enqueue()
    file.claim("un")
    horloge.move(saut)

    for _ in range(2):  # as workers do, every ten seconds
        file.recover()
        horloge.move(2 * MINUTE)
    file.recover()
    horloge.move(2 * MINUTE)

    assert file.claim("deux") is not None


def test_a_task_taken_from_a_worker_that_lives_is_done_once(horloge, saut):
    """The clock moves between two beats: the former holder can no longer conclude."""
    give_sign_of_life.enqueue()
    ligne = file.claim("un")
    horloge.move(saut)
    prise = file.recover()

    assert file.conclude(ligne, "un") is (prise == 0)
    assert read_statut() == ("READY" if prise else "SUCCESSFUL")


def test_a_task_to_be_tried_again_soon_does_not_wait_for_days(horloge, saut):
    give_sign_of_life.enqueue()
    file.put_back(file.claim("un"), "un", 5 * MINUTE, "Essai.")
    horloge.move(saut)
    file.recover()

    horloge.move(HEURE + 5 * MINUTE)

    assert file.claim("deux") is not None


@pytest.fixture
def passages(monkeypatch):
    """The times at which a function of every ten minutes was run."""
    monkeypatch.setattr(travailleur, "_PLANIFIEES", {})
    vus = []
    planifie("essai.dix", toutes_les=10 * MINUTE)(vus.append)
    return vus


def test_a_planned_function_goes_on_soon_and_is_not_run_in_a_row(horloge, saut, passages):
    run_dues()
    horloge.move(saut)

    for _ in range(12):
        horloge.move(10 * MINUTE)
        run_dues()
        run_dues()

    ecarts = [apres - avant for avant, apres in pairwise(passages[1:])]
    assert len(passages) >= 2
    assert set(ecarts) <= {10 * MINUTE}


def test_a_planned_function_that_died_with_its_process_is_run_again(horloge, saut, passages):
    Passage.objects.create(nom="essai.dix", reserve_jusqu_a=MIDI + 2 * MINUTE)
    horloge.move(saut)

    horloge.move(HEURE + 3 * MINUTE)  # as much as the clock lost, or less

    assert run_dues() == ["essai.dix"]


def test_a_process_that_died_is_seen_silent(horloge, saut):
    beat(FICHIERS)
    horloge.move(saut)

    assert list_ages()[FICHIERS] == abs(saut)


def test_a_limit_of_an_hour_does_not_shut_out_for_a_day(horloge, saut):
    for _ in range(3):
        check_limite("essai", "une adresse", 3, HEURE)
    with pytest.raises(TropDeDemandes):
        check_limite("essai", "une adresse", 3, HEURE)
    horloge.move(saut)

    check_limite("essai", "une adresse", 3, HEURE)


def test_a_link_that_served_never_serves_again(horloge, saut):
    servi, neuf = (make_jeton("essai", valeur, HEURE) for valeur in ("un", "deux"))
    use_jeton("essai", servi)
    horloge.move(saut)

    with pytest.raises(JetonRefuse):
        use_jeton("essai", servi)
    if saut < timedelta():
        assert use_jeton("essai", neuf) == "deux"
    else:
        with pytest.raises(JetonRefuse, match="expiré"):
            use_jeton("essai", neuf)
