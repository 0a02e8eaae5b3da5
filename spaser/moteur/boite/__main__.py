"""The box itself: this program takes a request, bounds itself, answers, ends."""

import os
import resource
import signal
import sys
import traceback
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Final

from msgspec import Raw

from spaser.elements import ErreurSpaser
from spaser.moteur.boite import modele

_MARGE: Final = 5  # seconds past the limit, if nobody has ended it: it ends itself
_PRESQUE: Final = 0.95  # of the memory allowed: what fails there lacks some, whatever it says
_ETAGES: Final = 6


def main() -> None:
    """Answer one request; the standard output is kept for it: what libraries print is dropped."""
    sortie = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with sortie:
        (taille,) = modele.TETE.unpack(sys.stdin.buffer.read(modele.TETE.size))
        demande = modele.decode(sys.stdin.buffer.read(taille), modele.AppelFonction)
        _bound(demande.bornes)
        _send(sortie, _answer(demande, sortie))


def _send(sortie: IO[bytes], message: modele.MessageBoite) -> None:
    contenu = modele.encode(message)
    sortie.write(modele.TETE.pack(len(contenu)) + contenu)
    sortie.flush()


def _bound(bornes: modele.Bornes) -> None:
    """Ask the system for the bounds: nothing that comes after can pass them.

    Should the machine itself lack memory, it ends a box before anything of the site.
    """
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    for nom, borne in (
        (resource.RLIMIT_AS, bornes.memoire),
        (resource.RLIMIT_CPU, bornes.processeur),
        (resource.RLIMIT_FSIZE, bornes.ecrit),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(nom, (borne, borne + 1 if nom == resource.RLIMIT_CPU else borne))
    signal.setitimer(signal.ITIMER_REAL, bornes.duree + _MARGE)


def _answer(demande: modele.AppelFonction, sortie: IO[bytes]) -> modele.MessageBoite:
    try:
        return modele.MessageBoite(rendu=Raw(modele.encode(_run(demande, sortie))))
    except BrokenPipeError:
        raise SystemExit(1) from None
    except MemoryError:
        return modele.MessageBoite(motif=modele.MotifEchec.MEMOIRE)
    except Exception as panne:  # noqa: BLE001 - told by the box, whatever it is
        if _is_tight(demande.bornes):
            return modele.MessageBoite(motif=modele.MotifEchec.MEMOIRE)
        if isinstance(panne, ErreurSpaser):
            classe = type(panne)
            lieu = classe.__module__, classe.__qualname__
            return modele.MessageBoite(faute=(*lieu, panne.message, panne.conseil))
        return modele.MessageBoite(motif=modele.MotifEchec.PANNE, trace=_trace(panne))


def _run(demande: modele.AppelFonction, sortie: IO[bytes]) -> Any:  # noqa: ANN401 - by the type of the function
    """Call the function; one of its arguments that is a function calls that of the site."""

    def call_back(rang: int, *arguments: Any) -> None:
        _send(sortie, modele.MessageBoite(rappel=rang, arguments=list(arguments)))

    fonction = getattr(import_module(demande.module), demande.fonction)
    formes, _ = modele.list_formes(fonction)
    return fonction(
        *(
            partial(call_back, rang) if rang in demande.rappels else modele.decode(ecrit, forme)
            for rang, (ecrit, forme) in enumerate(zip(demande.arguments, formes, strict=False))
        )
    )


def _is_tight(bornes: modele.Bornes) -> bool:
    """Tell whether memory was nearly full: C libraries then report a damaged file."""
    with suppress(OSError):
        for ligne in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if ligne.startswith("VmPeak:"):
                return int(ligne.split()[1]) * 1024 > _PRESQUE * bornes.memoire
    return False


def _trace(panne: Exception) -> str:
    """Name the fault and where it is, never what was read."""
    etages = traceback.extract_tb(panne.__traceback__)[-_ETAGES:]
    lieux = " < ".join(f"{Path(e.filename).name}:{e.lineno} {e.name}" for e in reversed(etages))
    return f"{type(panne).__name__} at {lieux}"


if __name__ == "__main__":
    main()
