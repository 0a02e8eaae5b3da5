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
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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
_DU_TEMPS: Final = frozenset({signal.SIGXCPU, signal.SIGALRM})
_tour = threading.Condition()
_pris: list[int] = []  # bytes of each box that is open
_traces = logging.getLogger(__name__)


class _Depassee(Exception):
    """The time is over."""


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
    with _take_place(_fit(bornes)) as siennes:
        rendu: R = open_boite(siennes, fonction, arguments)
        return rendu


def _fit(bornes: modele.Bornes) -> modele.Bornes:
    """Reduce the bounds of a box to the memory of the site; for a page, to that of its process."""
    partage = read_partage()
    plafond = partage.a_part if bornes.memoire >= modele.A_PART.memoire else partage.place
    if bornes.memoire <= modele.EN_LIGNE.memoire:
        plafond = partage.en_ligne
    return replace(bornes, memoire=min(bornes.memoire, plafond))


@contextmanager
def _take_place(bornes: modele.Bornes) -> Iterator[modele.Bornes]:
    """Wait until the boxes of this process leave room for one more; a large one waits for all."""
    place = read_partage().place
    octets = min(bornes.memoire, place)
    with _tour:
        if not _tour.wait_for(lambda: sum(_pris) + octets <= place, bornes.duree):
            raise modele.ErreurBoite(modele.MotifEchec.OCCUPEE)
        _pris.append(octets)
    try:
        yield bornes
    finally:
        with _tour:
            _pris.remove(octets)
            _tour.notify_all()


def open_boite(
    bornes: modele.Bornes, fonction: Callable[..., Any], arguments: tuple[Any, ...]
) -> Any:  # noqa: ANN401 - by the type of the function
    """Run a function in a program of its own."""
    _, forme = modele.list_formes(fonction)
    demande = _write_demande(bornes, fonction, arguments)
    with tempfile.TemporaryDirectory(prefix="spaser-boite-") as travail:
        fin = time.monotonic() + bornes.duree
        with _start(Path(travail)) as enfant:
            try:
                message = _talk(enfant, demande, arguments, fin)
            except _Depassee:
                raise modele.ErreurBoite(modele.MotifEchec.TEMPS) from None
            finally:
                _end(enfant)
    if message is None:
        raise modele.ErreurBoite(_explain(enfant.returncode, fonction))
    if bytes(message.rendu):
        return modele.decode(message.rendu, forme)
    if message.faute:
        raise _raise_again(message.faute)
    if message.trace:
        _traces.error("%s failed in its box: %s", fonction.__qualname__, message.trace)
    raise modele.ErreurBoite(message.motif or modele.MotifEchec.PANNE)


def _write_demande(
    bornes: modele.Bornes, fonction: Callable[..., Any], arguments: tuple[Any, ...]
) -> bytes:
    rappels = [rang for rang, argument in enumerate(arguments) if callable(argument)]
    ecrits = [None if rang in rappels else argument for rang, argument in enumerate(arguments)]
    return modele.encode(
        modele.AppelFonction(
            fonction.__module__,
            fonction.__qualname__,
            [Raw(modele.encode(e)) for e in ecrits],
            rappels,
            bornes,
        )
    )


@contextmanager
def _start(travail: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a Python that knows nothing of the site: neither its settings nor its secrets."""
    environnement = {nom: os.environ[nom] for nom in _GARDEES if nom in os.environ} | {
        "PYTHONPATH": str(_RACINE),
        "TMPDIR": str(travail),
        "HOME": str(travail),
        "MALLOC_ARENA_MAX": "2",  # fewer arenas: what threads reserve counts too
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "spaser.moteur.boite"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=travail,
        env=environnement,
        start_new_session=True,
    ) as enfant:
        yield enfant


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
            raise _Depassee
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


def _explain(code: int, fonction: Callable[..., Any]) -> modele.MotifEchec:
    """Tell why a box died without a word."""
    if code < 0 and signal.Signals(-code) in _DU_TEMPS:
        return modele.MotifEchec.TEMPS
    if code == -signal.SIGKILL:
        return modele.MotifEchec.MEMOIRE  # killed by the system, short of memory
    _traces.error("%s died in its box: %s", fonction.__qualname__, code)
    return modele.MotifEchec.PANNE


def _raise_again(faute: modele.RefusRendu) -> ErreurSpaser:
    """Return the refusal, of its own class: one that this process knows."""
    classe = getattr(sys.modules.get(faute.module), faute.classe, None)
    if not (isinstance(classe, type) and issubclass(classe, ErreurSpaser)):
        classe = ErreurSpaser
    erreur = classe.__new__(classe)
    ErreurSpaser.__init__(erreur, faute.message, faute.conseil)
    return erreur
