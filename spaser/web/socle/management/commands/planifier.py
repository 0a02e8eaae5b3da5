"""The scheduler: runs what is due, until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.urls import get_resolver

from spaser.web.socle.planification import PLANIFICATEUR, beat, run_dues
from spaser.web.socle.taches import baux

_journal: Final = logging.getLogger(__name__)
_PAS: Final = 15.0  # seconds between two looks


class Command(BaseCommand):
    """Runs planned functions."""

    requires_system_checks = ()  # made when the site was prepared
    help = "Lance les travaux planifiés au moment voulu, jusqu’à SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let a timer of the system run one round."""
        parser.add_argument("--une-fois", action="store_true", help="Un seul tour, puis s’arrête.")

    def handle(self, *args: Any, une_fois: bool, **options: Any) -> None:
        """Look every few seconds; a base that is away for a moment is waited for."""
        fin = threading.Event()
        _ = get_resolver().url_patterns  # the first address named loads each page: holding nothing
        if une_fois:
            self._look()
            return
        for numero in (signal.SIGINT, signal.SIGTERM):
            signal.signal(numero, lambda *_: fin.set())
        while not fin.is_set():
            self._look()
            fin.wait(_PAS)

    def _look(self) -> None:
        close_old_connections()
        try:
            beat(PLANIFICATEUR)
            baux.recover()  # no worker may be left to do it
            run_dues()
        except (DatabaseError, InterfaceError):
            _journal.exception("The scheduler cannot use the database")
            connection.close()
