"""The health of the site, as a machine reads it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from spaser.site.comptes.services import tell_sans_compte
from spaser.site.socle.fichiers import check_fichier, give_sign_of_life
from spaser.site.socle.models import Bail, Battement, Courriel
from spaser.site.socle.taches import file
from spaser.site.socle.taches.travailleur import FICHIERS, beat

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
            "urgences": {"bon": True, "age_secondes": None},
            "fichiers": {"bon": True, "age_secondes": None},
            "planificateur": {"bon": True, "age_secondes": None},
            "courriels": {"bon": True, "retard_secondes": 0, "refuses": 0},
            "travaux": {"bon": True, "abandonnes": 0, "retard_secondes": 0},
            "disque": {"bon": True, "libre_mo": 2000},
        },
    }


@pytest.fixture(autouse=True)
def disque(monkeypatch):
    """Give the free space of the disk, in Mo."""
    libre = {"mo": 2000}

    def measure(_dossier):
        return type("Place", (), {"free": libre["mo"] * 1_000_000})()

    monkeypatch.setattr("spaser.site.socle.sante.shutil.disk_usage", measure)
    return libre


@pytest.fixture
def file_de_taches(settings):
    settings.TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}


def read_rouges(client):
    """Return the checks that are red, and the status."""
    reponse = client.get("/sante")
    controles = reponse.json()["controles"]
    return reponse.status_code, [nom for nom, vu in controles.items() if not vu["bon"]]


@pytest.mark.parametrize(("chutes", "rouges"), [(2, []), (3, ["fichiers"])])
@time_machine.travel(timezone.now(), tick=False)
def test_a_worker_that_does_not_hold_is_told_at_once(client, chutes, rouges):
    beat(FICHIERS)
    Battement.objects.update(chutes=chutes)
    assert read_rouges(client)[1] == rouges
    vu = client.get("/sante").json()["controles"]["fichiers"]
    assert vu == {"bon": not rouges, "age_secondes": 0} | ({"arrets": 3} if rouges else {})


def test_a_disk_that_cannot_be_written_is_told_and_a_base_that_does_not_answer_hides_no_disk(
    client, disque, monkeypatch
):
    monkeypatch.setattr("spaser.site.socle.sante.os.access", lambda *_: False)
    assert read_rouges(client)[1] == ["disque"]
    monkeypatch.undo()
    disque["mo"] = 0
    monkeypatch.setattr("spaser.site.socle.sante.shutil.disk_usage", disque_plein)

    def refuse(*_, **__):
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", refuse)
    assert read_rouges(client) == (503, ["base", "disque"])


def disque_plein(_dossier):
    return type("Place", (), {"free": 0})()


@pytest.mark.parametrize(("mo", "rouges"), [(501, []), (499, ["disque"])])
def test_a_disk_almost_full_is_told(client, disque, mo, rouges):
    disque["mo"] = mo
    assert read_rouges(client)[1] == rouges


@pytest.mark.parametrize(
    ("minutes", "rouges"), [(1, []), (4, ["travaux"])]
)  # live workers have two minutes to take it back
def test_a_task_that_nobody_holds_is_told(client, file_de_taches, minutes, rouges):
    give_sign_of_life.enqueue()
    file.claim("mort")
    Bail.objects.update(expire_le=timezone.now() - timedelta(minutes=minutes))
    assert read_rouges(client) == (503 if rouges else 200, rouges)


@pytest.mark.parametrize(("minutes", "rouges"), [(4, []), (6, ["courriels"])])
def test_a_mail_that_waits_for_too_long_is_told(client, file_de_taches, minutes, rouges):
    tell_sans_compte("lea@exemple.fr")
    DBTaskResult.objects.all().delete()  # a mail that no task sends is late too
    Courriel.objects.update(du_le=timezone.now() - timedelta(minutes=minutes))
    assert read_rouges(client)[1] == rouges


@pytest.mark.parametrize(("refus", "rouges"), [(4, []), (5, ["courriels"])])
def test_a_mail_server_that_refuses_everything_is_told(client, file_de_taches, refus, rouges):
    for _ in range(refus):
        tell_sans_compte("lea@exemple.fr")
    DBTaskResult.objects.update(run_after=timezone.now() + timedelta(hours=1))
    Courriel.objects.update(essais=1, raison="Le serveur de courriels ne répond pas.")
    assert read_rouges(client)[1] == rouges


@pytest.mark.parametrize(("minutes", "rouges"), [(29, []), (31, ["travaux"])])
def test_a_file_that_waits_for_too_long_is_told(client, file_de_taches, minutes, rouges):
    check_fichier.enqueue(fichier_id="4")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=minutes))
    assert read_rouges(client)[1] == rouges


def test_to_live_asks_nothing_of_the_base_and_to_be_ready_nothing_of_the_workers(
    client, file_de_taches, monkeypatch
):
    give_sign_of_life.enqueue()
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(days=1))
    assert [client.get(f"/sante{fin}").status_code for fin in ("", "/pret", "/vivant")] == [
        503,
        200,
        200,
    ]

    def refuse(*_, **__):
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", refuse)
    assert [client.get(f"/sante{fin}").status_code for fin in ("", "/pret", "/vivant")] == [
        503,
        503,
        200,
    ]


@pytest.mark.longue
@pytest.mark.parametrize(("minutes", "statut"), [(0, 200), (4, 200), (6, 503), (600, 503)])
@pytest.mark.parametrize("nom", ["travailleur", "fichiers", "planificateur"])
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
        "controles": {
            "base": {"bon": False, "detail": "la base ne répond pas"},
            "disque": {"bon": True, "libre_mo": 2000},
        },
    }
