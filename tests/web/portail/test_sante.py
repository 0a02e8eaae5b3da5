"""The health of the site, as a machine reads it."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from spaser.web.socle.models import Battement
from spaser.web.socle.planification import beat

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


def test_a_sound_site_answers_200(client):
    reponse = client.get("/sante")

    assert reponse.status_code == 200
    assert reponse["Cache-Control"] == "no-store"
    assert reponse.json() == {
        "bon": True,
        "controles": {
            "base": {"bon": True},
            "migrations": {"bon": True, "manquantes": 0},
            "travailleur": {"bon": True, "age_secondes": None},
            "planificateur": {"bon": True, "age_secondes": None},
        },
    }


@pytest.mark.parametrize(("minutes", "statut"), [(0, 200), (4, 200), (6, 503), (600, 503)])
@pytest.mark.parametrize("nom", ["travailleur", "planificateur"])
def test_a_process_that_falls_silent_is_told(client, nom, minutes, statut):
    beat(nom)
    Battement.objects.update(vu_le=timezone.now() - timedelta(minutes=minutes))

    reponse = client.get("/sante")

    assert reponse.status_code == statut
    assert reponse.json()["controles"][nom]["bon"] is (statut == 200)
    assert reponse.json()["controles"][nom]["age_secondes"] == pytest.approx(minutes * 60, abs=2)


def test_a_missing_migration_is_told(client, monkeypatch):
    monkeypatch.setattr(
        "django.db.migrations.executor.MigrationExecutor.migration_plan",
        lambda *_: [("a", False), ("b", False)],
    )

    reponse = client.get("/sante")

    assert reponse.status_code == 503
    assert reponse.json()["controles"]["migrations"] == {"bon": False, "manquantes": 2}


def test_a_base_that_does_not_answer_is_told_without_its_secrets(client, monkeypatch):
    def refuse(*_, **__):
        raise OperationalError("connection to db.interne failed for user admin")

    monkeypatch.setattr(connection, "cursor", refuse)

    reponse = client.get("/sante")

    assert reponse.status_code == 503
    assert reponse.json() == {
        "bon": False,
        "controles": {"base": {"bon": False, "detail": "la base ne répond pas"}},
    }
