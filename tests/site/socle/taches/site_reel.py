"""A base on the disk that real processes of the site share with the test."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from spaser.site.socle.models import Bail, Passage

LIMITE = 600  # seconds for what takes a few: the machines that check are shared
_ENFANT = "tests.site.socle.taches.enfant"


@contextmanager
def open_copie(dossier):
    """Put a copy of the tests' base, of which processes may write, in its place for a while."""
    sienne = connections[DEFAULT_DB_ALIAS]
    reglages = sienne.settings_dict
    options = {nom: valeur for nom, valeur in reglages["OPTIONS"].items() if nom != "pool"}
    postgresql = sienne.vendor == "postgresql"
    nom = f"{reglages['NAME']}_copie" if postgresql else str(dossier / "spaser.sqlite3")
    copie = type(sienne)(
        reglages | {"NAME": nom, "OPTIONS": options, "CONN_MAX_AGE": 0}, DEFAULT_DB_ALIAS
    )
    if postgresql:
        _order(sienne, f'CREATE DATABASE "{nom}" TEMPLATE "{reglages["NAME"]}"')
    else:
        _copy_sqlite(sienne, copie)
    connections[DEFAULT_DB_ALIAS] = copie
    try:
        yield
    finally:
        copie.close()
        connections[DEFAULT_DB_ALIAS] = sienne
        if postgresql:
            _order(sienne, f'DROP DATABASE "{nom}" WITH (FORCE)')


def _copy_sqlite(sienne, copie):
    sienne.ensure_connection()
    copie.ensure_connection()
    sienne.connection.backup(copie.connection)
    copie.close()


def _order(sienne, ordre):
    """Give an order on whole databases: nobody may be in the one that is copied."""
    sienne.close()
    if hasattr(sienne, "close_pool"):
        sienne.close_pool()
    with sienne._nodb_cursor() as curseur:
        curseur.execute(ordre)


class SiteReel:
    """Starts processes of the site on the base of the test, kills them, lets others finish."""

    def __init__(self, dossier):
        self.dossier = Path(dossier)

    def kill(self, role, point, moment):
        """Run a process to a point, and end it there as a power cut would."""
        temoin = self.dossier / "temoin"
        with self._start(role, temoin, point, moment) as processus:
            fin = time.monotonic() + LIMITE
            while not temoin.exists() and processus.poll() is None:
                assert time.monotonic() < fin, "the point was not reached"
                time.sleep(0.02)
            vivant = processus.poll() is None
            processus.send_signal(signal.SIGKILL)
        temoin.unlink(missing_ok=True)
        assert vivant, "the process ended before the point"

    def start(self, role):
        """Start a process, and go on."""
        return self._start(role, self.dossier / "temoin")

    def run(self, role="travailleur"):
        """Run a process to its end."""
        temoin = self.dossier / "temoin"
        with self._start(role, temoin) as processus:
            assert processus.wait(LIMITE) == 0
        temoin.unlink()

    def let_leases_end(self):
        """Let the time pass after which the dead are known to be dead."""
        hier = timezone.now() - timedelta(days=1)
        Bail.objects.exclude(expire_le=None).update(expire_le=hier)
        Passage.objects.exclude(reserve_jusqu_a=None).update(reserve_jusqu_a=hier)

    def _start(self, role, temoin, *arret):
        commande = [sys.executable, "-W", "ignore", "-m", _ENFANT, role, str(temoin), *arret]
        return subprocess.Popen(commande, env=self._environment())

    def _environment(self):
        reglages = connections[DEFAULT_DB_ALIAS].settings_dict
        base = ""
        if "postgresql" in reglages["ENGINE"]:
            base = f"postgresql://{reglages['USER']}:@/{reglages['NAME']}?host={reglages['HOST']}"
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "spaser.site.config.settings",
            "SPASER_DOSSIER": str(self.dossier),
            "SPASER_ENTREPOT": str(self.dossier / "entrepot"),
            "SPASER_BASE": base,
        }
