"""Opens a box, waits for it, ends it when it passes its bounds."""

import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Final

from msgspec import Raw

from spaser.elements import ErreurSpaser
from spaser.moteur.boite import modele
from spaser.moteur.boite.memoire import read_partage

_RENDU_MAX: Final = 64 * modele.MEGA
_RACINE: Final = Path(__file__).parents[3]
_GARDEES: Final = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")
_tour = threading.Condition()
_pris: list[int] = []  # bytes of each box that is open
_traces = logging.getLogger(__name__)


def run_bounded[**P, R](
    bornes: modele.Bornes, fonction: Callable[P, R], *arguments: P.args, **nommes: P.kwargs
) -> R:
    """Run a function of this project in a box, and return what it returns.

    It is known by its name and its types say how to write its arguments and its result: whatever
    msgspec writes, and paths. A function among the arguments is called here, while the box waits;
    what it raises ends the box.

    Raises:
        ErreurSpaser: the function raised it.
        ErreurBoite: a bound was passed, or no reader foresaw that.
    """
    assert not nommes, "arguments are given by their places"  # noqa: S101 - a fault of ours
    partage = read_partage()
    plafond = partage.a_part if bornes.memoire >= modele.A_PART.memoire else partage.place
    if bornes.memoire <= modele.EN_LIGNE.memoire:  # for a page: what is left to its process
        plafond = partage.en_ligne
    bornes = replace(bornes, memoire=min(bornes.memoire, plafond))
    octets = min(bornes.memoire, partage.place)
    with (
        _tour
    ):  # until the boxes of this process leave room for one more; a large one waits for all
        if not _tour.wait_for(lambda: sum(_pris) + octets <= partage.place, bornes.duree):
            raise modele.ErreurBoite(modele.MotifEchec.OCCUPEE)
        _pris.append(octets)
    try:
        rendu: R = open_boite(bornes, fonction, arguments)
        return rendu
    finally:
        with _tour:
            _pris.remove(octets)
            _tour.notify_all()


def open_boite(
    bornes: modele.Bornes, fonction: Callable[..., Any], arguments: tuple[Any, ...]
) -> Any:  # noqa: ANN401 - by the type of the function
    """Run a function in a program of its own."""
    _, forme = modele.list_formes(fonction)
    rappels = [rang for rang, argument in enumerate(arguments) if callable(argument)]
    ecrits = [Raw(modele.encode(None if callable(a) else a)) for a in arguments]
    nom = fonction.__qualname__
    demande = modele.AppelFonction(fonction.__module__, nom, ecrits, rappels, bornes)
    with tempfile.TemporaryDirectory(prefix="spaser-boite-") as travail:
        fin = time.monotonic() + bornes.duree
        with _start(Path(travail)) as enfant:
            try:
                message = _talk(enfant, modele.encode(demande), arguments, fin)
            finally:
                _end(enfant)
    if message is None:
        raise modele.ErreurBoite(_explain(enfant.returncode, nom))
    if bytes(message.rendu):
        return modele.decode(message.rendu, forme)
    if message.faute:
        raise _raise_again(*message.faute)
    if message.trace:
        _traces.error("%s failed in its box: %s", nom, message.trace)
    raise modele.ErreurBoite(message.motif or modele.MotifEchec.PANNE)


def _start(travail: Path) -> subprocess.Popen[bytes]:
    """Start a Python that knows nothing of the site: neither its settings nor its secrets."""
    environnement = {nom: os.environ[nom] for nom in _GARDEES if nom in os.environ} | {
        "PYTHONPATH": str(_RACINE),
        "TMPDIR": str(travail),
        "HOME": str(travail),
        "MALLOC_ARENA_MAX": "2",  # fewer arenas: what threads reserve counts too
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "spaser.moteur.boite"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=travail,
        env=environnement,
        start_new_session=True,
    )


def _talk(
    enfant: subprocess.Popen[bytes], demande: bytes, arguments: tuple[Any, ...], fin: float
) -> modele.MessageBoite | None:
    """Ask, answer its calls, and return its last word; None when it died without one."""
    if enfant.stdin is None or enfant.stdout is None:
        raise ValueError(enfant)
    entree, sortie = enfant.stdin, enfant.stdout
    with suppress(BrokenPipeError):
        entree.write(modele.TETE.pack(len(demande)) + demande)
        entree.flush()
    while (tete := _read(sortie, modele.TETE.size, fin)) is not None:
        (taille,) = modele.TETE.unpack(tete)
        if taille > _RENDU_MAX:
            return modele.MessageBoite(motif=modele.MotifEchec.MEMOIRE)
        contenu = _read(sortie, taille, fin)
        if contenu is None:
            return None
        message: modele.MessageBoite = modele.decode(contenu, modele.MessageBoite)
        if message.rappel is None:
            return message
        arguments[message.rappel](*message.arguments)
    return None


def _read(sortie: IO[bytes], taille: int, fin: float) -> bytes | None:
    """Read so many bytes before the time is over; None when the other end closed."""
    recu = b""
    while len(recu) < taille:
        reste = fin - time.monotonic()
        if reste <= 0 or not select.select([sortie], [], [], reste)[0]:
            raise modele.ErreurBoite(modele.MotifEchec.TEMPS)
        bloc = os.read(sortie.fileno(), taille - len(recu))
        if not bloc:
            return None
        recu += bloc
    return recu


def _end(enfant: subprocess.Popen[bytes]) -> None:
    """Leave no process behind; one that is over says how it ended."""
    with suppress(subprocess.TimeoutExpired):
        enfant.wait(0.05)
    with suppress(ProcessLookupError):
        os.killpg(enfant.pid, signal.SIGKILL)
    enfant.wait()


def _explain(code: int, nom: str) -> modele.MotifEchec:
    """Tell why a box died without a word."""
    if -code in {signal.SIGXCPU, signal.SIGALRM}:
        return modele.MotifEchec.TEMPS
    if -code == signal.SIGKILL:
        return modele.MotifEchec.MEMOIRE  # killed by the system, short of memory
    _traces.error("%s died in its box: %s", nom, code)
    return modele.MotifEchec.PANNE


def _raise_again(module: str, nom: str, message: str, conseil: str | None) -> ErreurSpaser:
    """Return the refusal, of its own class: one that this process knows."""
    classe = getattr(sys.modules.get(module), nom, None)
    if not (isinstance(classe, type) and issubclass(classe, ErreurSpaser)):
        classe = ErreurSpaser
    erreur = classe.__new__(classe)
    ErreurSpaser.__init__(erreur, message, conseil)
    return erreur
