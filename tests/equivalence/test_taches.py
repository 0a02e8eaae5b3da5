"""What a planned function writes, sends, or stops on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import send_mail
from django.db import transaction

from spaser.site.socle.models import Evenement
from spaser.site.socle.taches.travailleur import Planifiee
from tests.equivalence.taches import run

pytestmark = pytest.mark.django_db
JOUR = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)


def test_a_function_is_told_by_its_rows_and_by_what_it_asks_for(tmp_path):
    def work(moment):
        Evenement.objects.create(geste=f"essai.{moment:%d}")
        transaction.on_commit(lambda: send_mail("Bonjour", "Un mot.", None, ["a@exemple.fr"]))

    lignes = run("essai", Planifiee("essai", timedelta(days=1), work), JOUR, tmp_path)

    assert lignes[0].startswith("+ socle_evenement ")
    assert " geste=essai.01 " in lignes[0]
    assert lignes[0].endswith(' quand="2026-12-01 08:30:00"')
    assert "Bonjour" in lignes[1]


def test_a_function_that_stops_says_so_and_writes_nothing(tmp_path):
    def work(_moment):
        Evenement.objects.create(geste="essai")
        raise ValueError("le disque est plein")

    lignes = run("essai", Planifiee("essai", timedelta(days=1), work), JOUR, tmp_path)

    assert lignes == ["échec le disque est plein"]
