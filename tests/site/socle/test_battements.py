"""Signs of life."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from spaser.site.socle import reglages
from spaser.site.socle.models import Battement
from spaser.site.socle.taches.travailleur import beat, list_ages, list_chutes

pytestmark = pytest.mark.django_db


def test_who_never_spoke_has_no_age():
    assert "travailleur" not in list_ages()


def test_the_age_is_that_of_the_last_sign():
    Battement.objects.create(nom="travailleur", vu_le=timezone.now() - timedelta(hours=2))
    assert list_ages()["travailleur"] >= timedelta(hours=2)
    beat("travailleur")
    assert list_ages()["travailleur"] < timedelta(minutes=1)
    assert Battement.objects.count() == 1


@pytest.mark.parametrize(
    ("chutes", "depuis", "dites"), [("2", 1, {}), ("3", 1, {"fichiers": 3}), ("9", 31, {})]
)
def test_a_process_that_falls_again_and_again_says_so_until_it_holds(
    monkeypatch, chutes, depuis, dites
):
    monkeypatch.setenv("CHUTES_DU_SERVICE", chutes)
    monkeypatch.setattr(reglages, "_DEPART", time.monotonic() - depuis)
    beat("fichiers")
    assert list_chutes() == dites
