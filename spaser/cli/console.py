"""Where words go: results on the standard output, everything else on the error output."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID


LARGEUR_SANS_TERMINAL: Final = 100


def make_console(*, erreurs: bool = False, tampon: TextIO | None = None) -> Console:
    """Return a console on the present output; wide enough for tables when it is not a terminal.

    `tampon` receives plain text instead, whatever the terminal.
    """
    from spaser.cli.terminal import ConsoleFrancaise

    flux = tampon or (sys.stderr if erreurs else sys.stdout)
    largeur = None if flux.isatty() or "COLUMNS" in os.environ else LARGEUR_SANS_TERMINAL
    return ConsoleFrancaise(
        file=flux,
        width=largeur,
        highlight=False,
        emoji=False,
        force_terminal=None if tampon is None else False,
    )


def tell(message: str) -> None:
    """Print on the error output what is not the result; a full disk behind it stops nothing."""
    with suppress(OSError):
        click.echo(message, err=True)


def print_json(objet: Any) -> None:  # noqa: ANN401 - plain values
    """Print one JSON object and nothing else."""
    click.echo(dump_json(objet))


def dump_json(objet: Any) -> str:  # noqa: ANN401 - plain values
    return json.dumps(objet, ensure_ascii=False, indent=2, allow_nan=False)


def deliver(contenu: str | bytes, sortie: Path | None) -> None:
    """Print a result, or write it whole to a file."""
    if sortie is None:
        click.echo(contenu, nl=isinstance(contenu, str) and not contenu.endswith("\n"))
        return
    with open_brouillon(sortie) as brouillon:
        brouillon.write_bytes(contenu.encode() if isinstance(contenu, str) else contenu)
    tell(f"Écrit : {sortie}")


@contextmanager
def open_brouillon(sortie: Path) -> Iterator[Path]:
    """Give a draft to write, which takes its name once whole: half a file never replaces another.

    An error of the system names the file that was asked for.
    """
    brouillon: Path | None = None
    try:
        sortie.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=sortie.parent, prefix=".", delete=False) as fichier:
            brouillon = Path(fichier.name)
        yield brouillon
        brouillon.chmod(0o644)
        brouillon.replace(sortie)
    except OSError as erreur:
        raise OSError(erreur.errno, erreur.strerror, str(sortie)) from erreur
    finally:
        if brouillon is not None:
            brouillon.unlink(missing_ok=True)


@contextmanager
def open_tube() -> Iterator[Path]:
    """Give a path to write to, whose bytes go to the standard output as they come."""
    lecture, ecriture = os.pipe()

    def pour() -> None:
        with open(lecture, "rb") as tube:  # noqa: PTH123 - a descriptor; closed, it stops the writer
            shutil.copyfileobj(tube, sys.stdout.buffer)
            sys.stdout.buffer.flush()

    with ThreadPoolExecutor(1) as executeur:
        verse = executeur.submit(pour)
        try:
            yield Path(f"/dev/fd/{ecriture}")
        finally:
            os.close(ecriture)
            if (erreur := verse.exception()) is not None:
                raise erreur


class SuiviConsole:
    """Tells how far a work is: a bar in a terminal, one line a step elsewhere.

    `total` is the number of bytes of the first step, for a work that cannot tell it itself.
    """

    def __init__(self, progress: Progress | None, total: int | None = None) -> None:
        self._progress = progress
        self._tache: TaskID | None = None
        self._total = total

    def etape(self, nom: str) -> None:
        """Start a step."""
        if self._progress is None:
            tell(f"{nom}…")
            return
        total = self._total
        if self._tache is not None:
            self._progress.remove_task(self._tache)
            self._total = total = None
        self._tache = self._progress.add_task(nom, total=total)

    def avance(self, fait: int, total: int | None) -> None:
        if self._progress is not None and self._tache is not None:
            self._progress.update(self._tache, completed=fait, total=total or self._total)


@contextmanager
def open_suivi(total: int | None = None) -> Iterator[SuiviConsole]:
    if not sys.stderr.isatty():  # told before Rich is loaded
        yield SuiviConsole(None)
        return
    from spaser.cli.terminal import make_progress

    with make_progress(make_console(erreurs=True)) as progress:
        yield SuiviConsole(progress, total)
