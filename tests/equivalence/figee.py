"""Runs the commands that it reads, one JSON list a line, while the clock stands still.

Answers with a code, what was said, and what was said on the error output. A list that begins with
`django-admin` is one of the site's own commands.
"""

import contextlib
import io
import json
import logging
import os
import sys
import time
from dataclasses import dataclass
from unittest.mock import patch

from click.testing import CliRunner

from spaser.cli.application import spaser
from tests.equivalence.monde import TIRAGES, stand_still

DE_GESTION = "django-admin"
LARGEUR = "100"  # of what is shown where there is no terminal


@dataclass(frozen=True)
class Reponse:
    """What a command left: its code, both outputs."""

    code: int
    sortie: str
    erreurs: str


def run(mots, entree=None):
    """Run a command in this process, as nobody's terminal shows it."""
    TIRAGES.start(" ".join(mots))
    with patch.dict(os.environ, COLUMNS=LARGEUR), patch.object(time, "perf_counter", lambda: 0.0):
        if mots[:1] == [DE_GESTION]:
            return _run_de_gestion(mots)
        dit = CliRunner().invoke(spaser, mots, input=entree, prog_name="spaser")
    return Reponse(dit.exit_code, dit.stdout, dit.stderr)


def _run_de_gestion(mots):
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - has settings

    sortie, erreurs, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(sortie), contextlib.redirect_stderr(erreurs):
        try:
            execute_from_command_line(mots)
        except SystemExit as fin:
            code = fin.code or 0
    return Reponse(code, sortie.getvalue(), erreurs.getvalue())


def main():
    """Go on until the end of the input."""
    lignes, reponses = sys.stdin, sys.stdout
    logging.disable()  # a log tells durations, and names modules
    with stand_still():
        for ligne in lignes:
            dit = run(json.loads(ligne))
            reponses.write(json.dumps([dit.code, dit.sortie, dit.erreurs]) + "\n")
            reponses.flush()


if __name__ == "__main__":
    main()
