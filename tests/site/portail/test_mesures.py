"""The figures of the site, as a supervision tool reads them."""

import contextlib
import errno
import os
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from spaser.site.socle import traces
from spaser.site.socle.models import Courriel
from spaser.site.socle.taches.travailleur import TRAVAILLEUR, beat

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
        task_path="spaser.site.socle.fichiers.deliver_courriel",
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


@pytest.fixture
def tables(settings):
    """Let this test count in memory of its own."""
    settings.MESURES, settings.PROCESSUS = "cle", 2
    for gardee in (traces.list_tables, traces._find_ligne, traces._tell_panne):
        gardee.cache_clear()
    traces.prepare_mesures()
    yield
    for gardee in (traces.list_tables, traces._find_ligne, traces._tell_panne):
        gardee.cache_clear()


def count_ailleurs(rang, *reponses):
    """Count answers in another process, that then dies without a word."""
    if numero := os.fork():
        assert os.waitstatus_to_exitcode(os.waitpid(numero, 0)[1]) == 0
        return
    code = 1
    with contextlib.suppress(BaseException):
        traces.take_table(rang)
        for vue, secondes in reponses:
            traces.count_reponse(vue, "GET", 200, secondes)
        code = 0
    os._exit(code)


def read_comptees():
    return traces.write_mesures([]).decode()


@pytest.mark.usefixtures("tables")
def test_processes_count_together_in_memory_and_one_goes_on_where_the_dead_left(tmp_path, settings):
    settings.DOSSIER = tmp_path
    traces.count_reponse("portail:accueil", "GET", 200, 0.01)
    for _ in range(3):
        count_ailleurs(1, ("portail:accueil", 0.3), ("portail:sante", 40.0))
    count_ailleurs(2, ("portail:accueil", 0.3))  # no place is left for it: it is not told
    lues = read_comptees()
    nom = 'spaser_reponses_total{methode="GET",statut="200",vue="portail:%s"} %s\n'
    assert nom % ("accueil", "4.0") in lues
    assert nom % ("sante", "3.0") in lues
    classes = re.findall(r'secondes_bucket{le="(.*?)",vue="portail:accueil"} (.*)', lues)
    assert classes[0] == ("0.01", "1.0")
    assert classes[4:6] == [("0.25", "1.0"), ("0.5", "4.0")]
    assert classes[-1] == ("+Inf", "4.0")
    assert float(re.search(r'_sum{vue="portail:accueil"} (.*)', lues)[1]) == pytest.approx(0.91)
    assert list(tmp_path.iterdir()) == []  # a file that is mapped would end whoever writes in it


@pytest.mark.longue
@pytest.mark.usefixtures("tables")
def test_an_answer_never_fails_for_its_measure_and_that_is_told_once(caplog):
    for numero in range(5000):  # more than a table holds
        traces.count_reponse(f"vue{numero}", "GET", 200, 0.1)
    traces.count_reponse("v" * 200, "GET", 200, 0.1)
    lues = read_comptees()
    assert 'vue="vue4095"' in lues
    assert 'vue="vue4096"' not in lues
    assert [ligne.message for ligne in caplog.records] == ["An answer could not be counted"]


@pytest.mark.usefixtures("tables")
def test_methods_that_visitors_invent_are_counted_as_one():
    for methode in ("BREW", "PROPFIND"):
        traces.count_reponse("portail:accueil", methode, 405, 0.1)
    assert 'methode="AUTRE",statut="405",vue="portail:accueil"} 2.0' in read_comptees()


@pytest.mark.usefixtures("tables")
def test_a_machine_without_room_for_measures_serves_all_the_same(monkeypatch, caplog):
    def refuse(*_):
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    traces.list_tables.cache_clear()
    monkeypatch.setattr(traces, "mmap", refuse)
    traces.prepare_mesures()
    traces.take_table(0)
    traces.count_reponse("portail:accueil", "GET", 200, 0.1)
    assert [ligne.message for ligne in caplog.records] == ["An answer could not be counted"]
