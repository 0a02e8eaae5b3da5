"""The team sees the work done aside: what waits, what is under way, what failed; and asks again."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from spaser.site.socle.fichiers import check_fichier, give_sign_of_life, send_message
from spaser.site.socle.models import Bail, Battement, Evenement
from spaser.site.socle.taches import file
from spaser.site.socle.taches.travailleur import FICHIERS, PLANIFICATEUR, beat
from tests.site.organisations.fabrique import make_equipe, make_organisation, sign_in, texte

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]

PAGE = "/organisations/programme/travaux/"


@pytest.fixture(autouse=True)
def file_de_taches(settings):
    settings.TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}


@pytest.fixture
def client():
    return sign_in(make_equipe(), second_facteur=True)


def fail_one():
    """Have the task asked for first fail, and return it."""
    ligne = file.claim("un")
    file.fail(ligne, "un", "Erreur SMTPRecipientsRefused.", ValueError("lea@exemple.fr"))
    return ligne


def test_nothing_to_do_is_told(client):
    page = texte(client.get(PAGE))
    assert page.count("Aucun.") == 3
    assert "Fichiers et calculs : n’a pas encore donné signe de vie" in page


def test_each_state_is_listed_without_naming_anybody(client):
    send_message.enqueue(message={"destinataire": "lea@exemple.fr"})
    fail_one()
    give_sign_of_life.enqueue()
    file.claim("mort")
    Bail.objects.update(espace_id=make_organisation().espace.pk)
    Bail.objects.exclude(expire_le=None).update(expire_le=timezone.now() - timedelta(minutes=1))
    check_fichier.enqueue(fichier_id="1")
    page = texte(client.get(PAGE))
    for attendu in (
        "En échec (1)",
        "En cours (1)",
        "En attente (1)",
        "<td>Envoi d’un courriel</td><td>001010016</td>",
        "Erreur SMTPRecipientsRefused.",
        "Interrompu, repris dans la minute.",
        "Contrôle d’un fichier reçu",
    ):
        assert attendu in page, attendu
    assert "lea@exemple.fr" not in page


def test_a_failed_task_is_asked_for_again_and_the_journal_knows(client):
    send_message.enqueue(message={})
    ligne = fail_one()
    reponse = client.post(f"{PAGE}{ligne.pk}/relancer/", follow=True)
    assert "Le travail est relancé." in texte(reponse)
    assert DBTaskResult.objects.get().status == "READY"
    assert Evenement.objects.get(geste="travaux.relance").details == {
        "tache": "spaser.site.socle.fichiers.send_message"
    }
    assert client.post(f"{PAGE}{ligne.pk}/relancer/").status_code == 404


def test_a_process_that_fell_silent_is_told(client):
    beat(PLANIFICATEUR)
    beat(FICHIERS)
    Battement.objects.filter(nom=FICHIERS).update(vu_le=timezone.now() - timedelta(hours=1))
    page = texte(client.get(PAGE))
    assert "Fichiers et calculs : <strong>ne répond plus</strong>" in page
    assert "Travaux à heure fixe : en marche" in page


def test_a_process_that_does_not_hold_is_told(client):
    beat(FICHIERS)
    Battement.objects.filter(nom=FICHIERS).update(chutes=4)
    page = texte(client.get(PAGE))
    assert "Fichiers et calculs : <strong>s’arrête sans cesse (4 fois de suite)</strong>" in page
