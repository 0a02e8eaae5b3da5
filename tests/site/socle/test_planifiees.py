"""The machinery's upkeep."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from spaser.moteur.envois.formats import Format
from spaser.site.socle import app
from spaser.site.socle.fichiers import give_sign_of_life
from spaser.site.socle.jetons import make_jeton
from spaser.site.socle.models import Compteur, Fichier, Jeton
from spaser.site.socle.taches.travailleur import TRAVAILLEUR, list_ages, list_planifiees
from tests.site.socle.fichiers.depot import accept_fichier
from tests.site.socle.fichiers.fabrique import make_pdf, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def file_de_taches(settings):
    settings.TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}


@pytest.fixture
def fichier(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return accept_fichier(upload("schema.pdf", make_pdf()), {Format.PDF})


def list_taches():
    return list(DBTaskResult.objects.values_list("task_path", "status"))


def test_the_upkeep_is_planned():
    noms = {p.nom for p in list_planifiees()}
    assert noms >= {
        "socle.contenus_orphelins",
        "socle.fichiers_orphelins",
        "socle.menage",
        "socle.reprises",
        "socle.signe_de_vie",
    }


def test_the_worker_is_asked_for_one_sign_of_life_at_a_time(file_de_taches):
    app.ask_sign_of_life(timezone.now())
    app.ask_sign_of_life(timezone.now())
    assert list_taches() == [("spaser.site.socle.fichiers.give_sign_of_life", "READY")]
    give_sign_of_life.call()
    assert list_ages()[TRAVAILLEUR] < timedelta(minutes=1)


def test_what_has_served_is_swept_and_what_serves_stays():
    maintenant = timezone.now()
    make_jeton("adresse", "neuf", timedelta(days=1))
    make_jeton("adresse", "expiré", timedelta(days=-1))
    make_jeton("adresse", "vieux", timedelta(days=-31))
    for nom, fin in (("fini", -1), ("en cours", 1)):
        Compteur.objects.create(
            nom=nom,
            empreinte="a",
            nombre=1,
            debut=maintenant,
            fin=maintenant + timedelta(hours=fin),
        )
    app.sweep_socle(maintenant)
    assert set(Jeton.objects.values_list("valeur", flat=True)) == {"neuf", "expiré"}
    assert [c.nom for c in Compteur.objects.all()] == ["en cours"]


def test_a_task_done_by_a_former_version_forgets_what_it_was_about(file_de_taches):
    for statut in ("SUCCESSFUL", "FAILED"):
        DBTaskResult.objects.filter(pk=give_sign_of_life.enqueue().id).update(
            status=statut,
            finished_at=timezone.now(),
            args_kwargs={"args": [], "kwargs": {"message": {"destinataire": "lea@exemple.fr"}}},
        )
    app.sweep_socle(timezone.now())
    gardes = dict(DBTaskResult.objects.values_list("status", "args_kwargs"))
    assert gardes["SUCCESSFUL"] == {"args": [], "kwargs": {}}
    assert "lea@exemple.fr" in str(gardes["FAILED"])  # it may be run again


def test_a_file_forgotten_in_quarantine_is_checked_again_and_asked_for_once(
    fichier, file_de_taches
):
    maintenant = timezone.now()
    app.take_up_again_socle(maintenant)
    assert list_taches() == []
    for _ in range(2):
        app.take_up_again_socle(maintenant + timedelta(hours=1))
    assert list_taches() == [("spaser.site.socle.fichiers.check_fichier", "READY")]


def test_a_content_whose_row_is_gone_is_dropped_after_two_days(fichier, tmp_path):
    garde = tmp_path / fichier.contenu.name
    perdu, neuf = tmp_path / "ab" / "perdu", tmp_path / "ab" / "neuf"
    perdu.parent.mkdir()
    vieux = (timezone.now() - timedelta(days=3)).timestamp()
    for chemin in (perdu, neuf):
        chemin.touch()
    for chemin in (garde, perdu):
        os.utime(chemin, (vieux, vieux))
    app.drop_contenus(timezone.now())
    assert [garde.exists(), perdu.exists(), neuf.exists()] == [True, False, True]


def test_a_file_that_nothing_names_is_dropped_after_two_days(fichier, tmp_path, sur_le_champ):
    app.drop_orphelins(timezone.now() + timedelta(days=1))
    assert Fichier.objects.count() == 1
    app.drop_orphelins(timezone.now() + timedelta(days=3))
    assert Fichier.objects.count() == 0
    assert [f for f in tmp_path.rglob("*") if f.is_file()] == []
