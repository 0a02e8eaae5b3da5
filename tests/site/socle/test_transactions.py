"""No transaction lasts: what is long is told, and neither a load nor a planned function is."""

import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from spaser.moteur.boite import appel
from spaser.site.chiffres import premiers_contenus as marches
from spaser.site.chiffres.models import Calcul, Extrait, FichierMarches, Geste
from spaser.site.espace.models import ObligationGardee
from spaser.site.portail.models import QuestionRecue
from spaser.site.socle import preparation
from spaser.site.socle.bases import durees
from spaser.site.socle.preparation import prepare
from spaser.site.socle.taches.travailleur import beat, list_planifiees, run_dues
from tests.outils.scenario import play
from tests.outils.territoire import find_territoire
from tests.site.socle.taches.site_reel import SiteReel, open_copie

pytestmark = pytest.mark.django_db(transaction=True)

ORDRES = 600  # in one transaction
SECONDES = 1.0  # of the processor: what others do of the machine is not counted


@pytest.fixture
def site(tmp_path, settings, tmp_path_factory):
    """Put a copy of the tests' base on the disk, beside the invented territory."""
    settings.DOSSIER, settings.MEDIA_ROOT = tmp_path, tmp_path / "fichiers"
    settings.ENTREPOT = find_territoire(tmp_path_factory)
    for nom in ("MARCHES_PRIVES", "MARCHES_LUS", "CONSIDERATIONS"):
        setattr(settings, nom, tmp_path / nom)
    with open_copie(tmp_path):
        yield tmp_path


def test_a_long_transaction_is_told_by_the_place_that_opened_it(site, caplog, monkeypatch):
    beat("court")
    assert caplog.messages == []
    monkeypatch.setattr(durees, "monotonic", iter(range(0, 100, 3)).__next__)
    beat("une valeur")
    assert caplog.messages[0].startswith(
        "A transaction of 3.0 s was opened at spaser.site.socle.taches.travailleur.beat:"
    )
    assert "une valeur" not in caplog.text


def test_tables_that_change_before_anybody_is_served_are_not_told(site, caplog, monkeypatch):
    monkeypatch.setattr(durees, "LONGUE", 0.0)
    preparation._run(lambda: None)
    assert caplog.messages == []


@pytest.mark.deux_bases
def test_one_that_is_undone_is_told_and_not_counted(site, caplog, monkeypatch):
    avant = connection.finies
    monkeypatch.setattr(durees, "LONGUE", 0.0)
    with transaction.atomic():
        transaction.set_rollback(True)
    assert connection.finies == avant
    assert len(caplog.messages) == 1


class Releve:
    """What each transaction did: its place, its statements, its seconds, what it waited for."""

    def __init__(self):
        self.ordres, self.vues, self.boites = 0, [], []

    def count(self, execute, sql, params, many, context):
        self.ordres += connection.in_atomic_block
        return execute(sql, params, many, context)

    def tell(self, secondes):
        self.vues.append((self.ordres, secondes, durees.find_lieu()))
        self.ordres = 0

    def open_boite(self, ouvre):
        def opened(*arguments, **suite):
            self.boites.append(connection.in_atomic_block)
            return ouvre(*arguments, **suite)

        return opened

    def find_longues(self):
        return [vue for vue in self.vues if vue[0] > ORDRES or vue[1] > SECONDES]


@pytest.fixture
def releve(site, monkeypatch):
    lu = Releve()
    monkeypatch.setattr(durees, "tell_longue", lu.tell)
    monkeypatch.setattr(durees, "monotonic", time.thread_time)
    monkeypatch.setattr(appel, "open_boite", lu.open_boite(appel.open_boite))
    with connection.execute_wrapper(lu.count):
        yield lu


@pytest.mark.longue
def test_neither_the_load_of_a_demonstration_nor_what_is_planned_holds_the_base(releve):
    prepare(demonstration=True, tell=lambda _: None)
    assert len(releve.vues) > 90
    assert releve.find_longues() == []
    assert releve.boites
    assert not any(releve.boites)  # nothing is read from a file meanwhile

    releve.vues.clear()
    demain = timezone.now() + timedelta(days=1)
    assert len(run_dues(demain)) == len(list_planifiees())
    assert releve.vues
    assert releve.find_longues() == []


# A load that is killed goes on from there.

ARRETS = (
    (marches, "advance_fichier", False),
    (marches, "advance_fichier", True),
    (marches, "save_corrections", False),
    (marches, "read_fichier_extrait", False),
    (marches, "read_fichier_extrait", True),
    (marches, "compute", True),
    (marches, "_conclude", False),
)


def load_chiffres():
    play("Marchés", "Dépenses payées")


class Tue(BaseException):
    """The end of a process."""


def _stop(fonction, *, apres):
    def stopped(*arguments):
        if apres:
            fonction(*arguments)
        raise Tue

    return stopped


@pytest.mark.longue
def test_a_load_that_is_killed_goes_on_where_it_was(site):
    play("Organisations")
    for module, nom, apres in ARRETS:
        arrete = _stop(getattr(module, nom), apres=apres)
        with patch.object(module, nom, arrete), pytest.raises(Tue):
            load_chiffres()
    load_chiffres()

    assert [ligne.etat for ligne in FichierMarches.objects.all()] == ["lu"]
    dits = Geste.objects.filter(justification__startswith="Article 12 du CCAP")
    assert [geste.nb_marches for geste in dits] == [12]
    assert [extrait.etat for extrait in Extrait.objects.all()] == ["lu"]
    calcul = Calcul.objects.get()
    assert (calcul.fait, calcul.demande) == (1, 1)
    assert ObligationGardee.objects.count() == 1


# From the outside: one process loads, people write.


@pytest.mark.deux_bases
@pytest.mark.longue
def test_people_write_while_a_demonstration_is_loaded(site, settings):
    shutil.copytree(settings.ENTREPOT, site / "entrepot")
    statuts = []
    with SiteReel(site).start("tests.site.socle.taches.gestes.load_all") as charge:
        while charge.poll() is None:
            statuts.append(_ask(len(statuts)))
            with suppress(subprocess.TimeoutExpired):
                charge.wait(0.1)
    assert charge.returncode == 0
    assert len(statuts) > 10
    assert set(statuts) == {302}
    assert QuestionRecue.objects.count() == len(statuts)


def _ask(rang):
    client = Client(raise_request_exception=False, REMOTE_ADDR=f"198.51.{rang // 200}.{rang % 200}")
    return client.post("/faq/demander/", {"message": f"Question {rang} ?"}).status_code


PREMIER = """
import sys
import django
django.setup()
from spaser.site.socle.management.commands import travailler
def look(*_):
    print("spaser.site.config.adresses" in sys.modules)
travailler.Planificateur.look = travailler.Travailleur.run_all = look
travailler.Command().handle(une_fois=True, files={files!r})
"""


@pytest.mark.longue
@pytest.mark.parametrize("files", ["urgences", "toutes"])
def test_what_names_pages_has_loaded_them_before_it_holds_the_base(files):
    programme = PREMIER.format(files=files)
    fait = subprocess.run(
        [sys.executable, "-c", programme], capture_output=True, text=True, check=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.site.settings"},
    )  # fmt: skip
    assert fait.stdout.startswith("True\n")
