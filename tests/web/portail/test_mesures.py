"""The figures of the site, as a supervision tool reads them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from spaser.web.courriels.models import Courriel
from spaser.web.socle.mesures import forget_processus, prepare_mesures
from spaser.web.socle.planification import TRAVAILLEUR, beat

pytestmark = pytest.mark.django_db

CLE = {"Authorization": "Bearer cle-d-essai"}


@pytest.fixture
def ouvertes(settings, tmp_path):
    settings.MESURES = "cle-d-essai"
    settings.DOSSIER = tmp_path


def make_tache(etat):
    """Ask for a mail as the site does: to be sent at once."""
    return DBTaskResult.objects.create(
        status=etat,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="spaser.web.socle.tasks.deliver_courriel",
        queue_name="courriels",
        backend_name="default",
        run_after=get_date_max(),
    )


def read_figures(reponse):
    texte = reponse.content.decode()
    return dict(re.findall(r"^(spaser_\S+) ([\d.e+]+)$", texte, re.MULTILINE))


def test_without_a_setting_nothing_is_there(client, settings):
    settings.MESURES = ""

    assert client.get("/mesures", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("entetes", [{}, {"Authorization": "Bearer autre"}, {"Authorization": ""}])
@pytest.mark.usefixtures("ouvertes")
def test_without_the_key_nothing_is_there(client, entetes):
    assert client.get("/mesures", headers=entetes).status_code == 404


@pytest.mark.usefixtures("ouvertes")
def test_answers_are_counted_by_page_and_status(client):
    nom = 'spaser_reponses_total{methode="GET",statut="200",vue="portail:sante"}'
    avant = float(read_figures(client.get("/mesures", headers=CLE)).get(nom, 0))
    client.get("/sante")
    client.get("/sante")

    apres = read_figures(client.get("/mesures", headers=CLE))

    assert float(apres[nom]) - avant == 2
    assert float(apres['spaser_reponse_secondes_count{vue="portail:sante"}']) >= 2


@pytest.mark.usefixtures("ouvertes")
def test_what_waits_and_what_lives_is_told(client):
    beat(TRAVAILLEUR)
    for etat in ("READY", "READY", "FAILED"):
        make_tache(etat)
    for etat in ("a_envoyer", "abandonne"):
        Courriel.objects.create(nature="x", etat=etat, du_le=timezone.now() - timedelta(minutes=7))

    lues = read_figures(client.get("/mesures", headers=CLE))

    assert lues['spaser_taches{etat="ready",file="courriels"}'] == "2.0"
    assert lues['spaser_taches{etat="failed",file="courriels"}'] == "1.0"
    assert lues['spaser_courriels{etat="a_envoyer"}'] == "1.0"
    assert lues['spaser_courriels{etat="envoye"}'] == "0.0"
    assert float(lues["spaser_courriel_retard_secondes"]) == pytest.approx(420, abs=30)
    assert 0 <= float(lues['spaser_signe_de_vie_secondes{processus="travailleur"}']) < 60
    assert float(lues["spaser_disque_libre_octets"]) > 0


@pytest.mark.usefixtures("ouvertes")
def test_a_task_to_be_done_at_once_waits_since_it_was_asked_for(client):
    make_tache("READY")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=7))

    lues = read_figures(client.get("/mesures", headers=CLE))

    nom = 'spaser_tache_attente_secondes{travailleur="%s"}'
    assert float(lues[nom % "urgences"]) == pytest.approx(420, abs=30)
    assert lues[nom % "fichiers"] == "0.0"


def test_processes_count_in_a_folder_emptied_at_start(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    settings.DOSSIER, settings.MESURES = tmp_path, "cle"
    (tmp_path / "mesures").mkdir()
    (tmp_path / "mesures" / "counter_1.db").touch()

    prepare_mesures()

    assert list((tmp_path / "mesures").iterdir()) == []
    forget_processus(1)


def test_a_site_without_figures_makes_no_folder(settings, tmp_path):
    settings.DOSSIER, settings.MESURES = tmp_path, ""

    prepare_mesures()

    assert list(tmp_path.iterdir()) == []
