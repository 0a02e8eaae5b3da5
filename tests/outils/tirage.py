"""Long proofs: a whole check runs a share of them, another one each day; `./check --tout`, all.

A draw is the number of a day: every long proof is drawn once in as many days as there are shares.
"""

import os
from datetime import date
from zlib import crc32

import pytest

VARIABLE = "SPASER_ESSAIS_TIRAGE"  # a number replays that draw, « tout » draws everything
TOUT = "tout"
PARTS = 16


def choose_tirage(config):
    """Decide once for all the processes of a run; a test asked for by path or name always runs."""
    entier = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not config.option.keyword
    jour = str(date.today().toordinal())  # noqa: DTZ011 - the day of whoever checks
    os.environ[VARIABLE] = os.environ.get(VARIABLE) or (jour if entier else TOUT)
    return os.environ[VARIABLE]


def is_all_drawn():
    """Tell whether this run leaves nothing out."""
    return os.environ[VARIABLE] == TOUT


def is_drawn(nom, parts=PARTS):
    """Tell whether a part of a long proof is of today's share."""
    return is_all_drawn() or (crc32(nom.encode()) + int(os.environ[VARIABLE])) % parts == 0


def draw(nom, semblables):
    """Give, of what should all come out alike, the one of today: each has its turn."""
    if is_all_drawn() or not semblables:
        return semblables
    return [semblables[(crc32(nom.encode()) + int(os.environ[VARIABLE])) % len(semblables)]]


def is_left(item):
    """Tell whether a test is a long proof that waits for another day.

    The mark of a very long one says in how many shares: `longue(parts=32)`. Tests of a file that
    share one long preparation are drawn on the same day: `longue(ensemble=True)`.
    """
    marque = item.get_closest_marker("longue")
    return marque and not _is_drawn_as_marked(item.nodeid, **marque.kwargs)


def _is_drawn_as_marked(nodeid, parts=PARTS, *, ensemble=False):
    return is_drawn(nodeid.partition("::")[0] if ensemble else nodeid, parts)


def tell_tirage(tirage):
    """Say which long proofs run, and how to run the same ones again."""
    part = "toutes" if tirage == TOUT else f"une sur {PARTS}"
    return f"preuves longues : {part} ({VARIABLE}={tirage})"
