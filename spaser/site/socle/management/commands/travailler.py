"""The task worker: takes what was asked for aside, until it is told to stop."""

import signal
from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.urls import get_resolver

from spaser.site.socle.taches.travailleur import FICHIERS, URGENCES, Planificateur, Travailleur

_URGENTES: Final = {URGENCES: True, FICHIERS: False}


class Command(BaseCommand):
    """Runs tasks; where mails are sent, what comes back at fixed times too."""

    requires_system_checks = ()  # done by `preparer`
    help = "Fait les travaux demandés par le site et ceux à heure fixe, jusqu’à SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let workers share the queues; one alone takes them all."""
        parser.add_argument("files", nargs="?", choices=[*_URGENTES, "toutes"], default="toutes")
        parser.add_argument("--une-fois", action="store_true", help="Ce qui attend, puis s’arrête.")

    def handle(self, *args: Any, files: str, une_fois: bool, **options: Any) -> None:
        """Work; a second signal does not hurry the task under way, whose lease outlives it."""
        noms = (files,) if files in _URGENTES else tuple(_URGENTES)
        travailleur = Travailleur(noms, _URGENTES.get(files))
        planificateur = Planificateur(travailleur.fin) if URGENCES in noms else None
        if planificateur:  # mails hold URLs: the first `reverse` loads every view
            _ = get_resolver().url_patterns
        if une_fois:
            if planificateur:
                planificateur.look()
            self.stdout.write(f"{travailleur.run_all()} travaux faits.")
            return
        for numero in (signal.SIGINT, signal.SIGTERM):
            signal.signal(numero, lambda *_: travailleur.stop())
        if planificateur:
            planificateur.start()
        try:
            travailleur.run()
        finally:
            travailleur.stop()  # else the scheduler thread would keep this process alive
