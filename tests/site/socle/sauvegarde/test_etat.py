"""What is said of backups on the health page, and what the scheduler starts each day."""

import re
import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from spaser.cli.commandes.sauvegardes import sauvegarder
from spaser.elements import ErreurSpaser
from spaser.site.socle import app
from spaser.site.socle.models import Passage
from spaser.site.socle.sauvegarde.etat import EPREUVE, SAUVEGARDE, note
from spaser.site.socle.taches.travailleur import list_planifiees

pytestmark = pytest.mark.django_db


def ask(client):
    return client.get("/sante").json()["controles"]


def set_age(nom, heures):
    succes = timezone.now() - timedelta(hours=heures)
    Passage.objects.filter(nom=nom).update(dernier_succes=succes)


def test_a_site_that_was_never_saved_says_nothing_of_it(client):
    assert {SAUVEGARDE, EPREUVE} & set(ask(client)) == set()


def test_the_last_backup_and_the_last_drill_are_told_with_their_age(client):
    for nom in (SAUVEGARDE, EPREUVE):
        with note(nom):
            pass
    set_age(EPREUVE, 30)

    dits = ask(client)

    assert dits[SAUVEGARDE] == {"bon": True, "age_heures": 0}
    assert dits[EPREUVE] == {"bon": True, "age_heures": 30}


def test_a_failure_turns_the_page_red_until_the_next_success(client):
    with note(SAUVEGARDE):
        pass
    set_age(SAUVEGARDE, 5)
    with pytest.raises(ErreurSpaser), note(SAUVEGARDE):
        raise ErreurSpaser("Il manque de la place.")
    assert ask(client)[SAUVEGARDE] == {"bon": False, "age_heures": 5}
    assert client.get("/sante").status_code == 503
    assert Passage.objects.get(nom=SAUVEGARDE).erreur == "Il manque de la place."

    with pytest.raises(ZeroDivisionError), note(EPREUVE):
        _ = 1 / 0
    assert "ZeroDivisionError" in Passage.objects.get(nom=EPREUVE).erreur
    for nom in (SAUVEGARDE, EPREUVE):
        with note(nom):
            pass
    assert [ask(client)[nom]["bon"] for nom in (SAUVEGARDE, EPREUVE)] == [True, True]


def test_a_site_that_saves_itself_each_day_is_told_late_after_two(client, settings):
    with note(SAUVEGARDE):
        pass
    set_age(SAUVEGARDE, 49)
    assert ask(client)[SAUVEGARDE]["bon"] is True
    settings.SAUVEGARDES = "/var/backups/spaser"
    assert ask(client)[SAUVEGARDE]["bon"] is False
    set_age(SAUVEGARDE, 47)
    assert ask(client)[SAUVEGARDE]["bon"] is True


@pytest.fixture
def lancees(monkeypatch):
    commandes = []

    class Processus:
        def __init__(self, commande, stdin):
            assert stdin == subprocess.DEVNULL
            commandes.append(commande[4:])

        def poll(self):
            return None

    monkeypatch.setattr(app.subprocess, "Popen", Processus)
    monkeypatch.setattr(app, "_ENFANTS", [])
    return commandes


def test_the_scheduler_saves_once_at_a_time_where_it_is_asked_for(settings, lancees):
    assert "sauvegarde.chaque_jour" in {p.nom for p in list_planifiees()}
    app.back_up(timezone.now())
    assert lancees == []

    settings.SAUVEGARDES = "/var/backups/spaser"
    for _ in range(2):
        app.back_up(timezone.now())

    attendue = ["spaser.cli", "sauvegarder", "/var/backups/spaser", "--garder", "7", "--eprouver"]
    assert lancees == [attendue]


def test_the_command_of_each_day_is_one_that_exists(settings):
    settings.SAUVEGARDES, settings.SAUVEGARDES_CLE = (
        "/s",
        "age1wrsq62kdglcdsmpstqhfm3gxsyywn68079v7unpzdj0w7xatmp4qxuvc7h",
    )
    connues = {option for parametre in sauvegarder.params for option in parametre.opts}

    commande = app.make_commande()

    assert commande[-2:] == ["--chiffrer", settings.SAUVEGARDES_CLE]
    assert {mot for mot in commande if re.match("--[a-z]", mot)} <= connues
