"""The world that is recorded: a clock that stands still, known draws, the demonstration.

Each step starts the draws anew under its own name: one draw more changes nothing of another step.
"""

import os
import random
import socket
import sys
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from hashlib import shake_256
from pathlib import Path
from unittest.mock import patch

import time_machine
from django.db import connection, transaction

JOUR = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)  # a Tuesday morning in Paris

# Who takes the draws of the system by their name: second factors, their spare codes. Those that
# are loaded later, by a command that opens its site, take ours.
NOMMENT = {"django_otp.util", "django_otp.plugins.otp_static.models"}


class Tirages:
    """Stands for the draws of the system."""

    def __init__(self):
        self.start("")

    def start(self, nom):
        """Draw from now on what is drawn under this name."""
        self._nom, self._rang = nom, 0
        random.seed(nom)

    def urandom(self, taille):
        self._rang += 1
        return shake_256(f"{self._nom} {self._rang}".encode()).digest(taille)


TIRAGES = Tirages()


class Dossiers:
    """Makes folders as pytest does, in one of ours."""

    def __init__(self, racine: Path):
        self._racine = racine

    def getbasetemp(self):
        return self._racine

    def mktemp(self, nom):
        dossier = self._racine / nom
        dossier.mkdir()
        return dossier


def _refuse(*_args, **_reste):
    raise socket.gaierror("no network here: what it says changes")


@contextmanager
def stand_still():
    """Stop the clock, know what is drawn, and ask nothing of the network."""
    with ExitStack() as pile:
        pile.enter_context(time_machine.travel(JOUR, tick=False))
        pile.enter_context(patch.object(os, "urandom", TIRAGES.urandom))
        pile.enter_context(patch.object(random, "_urandom", TIRAGES.urandom))
        for module in NOMMENT & sys.modules.keys():
            pile.enter_context(patch.object(sys.modules[module], "urandom", TIRAGES.urandom))
        pile.enter_context(patch.object(socket, "getaddrinfo", _refuse))
        TIRAGES.start("")
        yield


@contextmanager
def open_monde(dossiers):
    """Give the folder of the demonstration; the base is left as it was."""
    from tests.transverses.site.demonstration import (  # noqa: PLC0415 - commands have no site yet
        fill_demonstration,
    )

    with stand_still(), transaction.atomic(), fill_demonstration(dossiers) as dossier:
        yield dossier
        transaction.set_rollback(True)


@contextmanager
def step(nom):
    """Give each step the same world and the same draws, whatever was done before."""
    TIRAGES.start(nom)
    with keep_numeros(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def keep_numeros():
    """Number rows anew on PostgreSQL, which does not give back the numbers of what is undone."""
    avant = _read_sequences()
    yield
    for nom, dernier in _read_sequences().items():
        if dernier != avant[nom]:
            with connection.cursor() as curseur:
                curseur.execute(
                    "SELECT setval(%s, %s, %s)", [nom, avant[nom] or 1, bool(avant[nom])]
                )


def _read_sequences():
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as curseur:
        curseur.execute("SELECT sequencename, last_value FROM pg_sequences")
        return dict(curseur.fetchall())
