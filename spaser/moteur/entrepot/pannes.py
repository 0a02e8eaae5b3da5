"""Failures of the machine during a build (disk, memory, Ctrl-C), told in French with the fix."""

import errno
import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import duckdb

from spaser.elements import ErreurSpaser

_PLEIN: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_REFUS: Final = (errno.EACCES, errno.EPERM, errno.EROFS)
_INTACT: Final = "L'entrepôt précédent reste en service."
_INTERRUPTION: Final = "Query interrupted"  # how the engine says that Ctrl-C stopped its query
_REPRISE: Final = 0.05  # seconds between two interruptions of the same work
_TEMPORAIRE_PLEIN: Final = "max_temp_directory_size"
_BORNE: Final = re.compile(r"/([\d.]+ \w+) used\)")  # how the engine tells the bound that we set


class DisquePlein(ErreurSpaser):
    """There is no room left for the store."""


class DisqueRefuse(ErreurSpaser):
    """The system refuses to read or write a file."""


class MemoireEpuisee(ErreurSpaser):
    """This work needs more memory than the machine has, or than we let it take."""


class MoteurEnPanne(ErreurSpaser):
    """The engine refused an operation for a reason that we did not foresee."""


def run_interruptible[T](
    connexions: Sequence[duckdb.DuckDBPyConnection], travail: Callable[[], T]
) -> T:
    """Run on a thread aside: the engine, when it uses two cores, does not hear Ctrl-C by itself.

    Whatever is raised here stops the queries at work on these connections, then those that follow
    them, to the end of `travail`.
    """
    with ThreadPoolExecutor(1) as ouvrier:
        futur = ouvrier.submit(travail)
        try:
            return futur.result()
        except BaseException:
            stop_queries(connexions, [futur])
            raise


def stop_queries(
    connexions: Sequence[duckdb.DuckDBPyConnection], futurs: Sequence[Future[Any]]
) -> None:
    """Interrupt every query of these connections until the works that ask them have ended."""
    while wait(futurs, timeout=0).not_done:
        for connexion in connexions:
            with suppress(duckdb.ConnectionException):  # its work has just ended
                connexion.interrupt()
        wait(futurs, timeout=_REPRISE)


@contextmanager
def explain_pannes(dossier: Path) -> Iterator[None]:
    """Turn the failures of the system and of the engine into errors told in French.

    Raises:
        ErreurSpaser: something failed that the user can act on.
        KeyboardInterrupt: the user stopped the work while the engine was at it.
    """
    try:
        yield
    except OSError as erreur:
        raise _explain_systeme(erreur, dossier) from erreur
    except (MemoryError, duckdb.OutOfMemoryException) as erreur:
        raise _explain_memoire(erreur, dossier) from erreur
    except duckdb.InterruptException as erreur:
        raise KeyboardInterrupt from erreur
    except duckdb.Error as erreur:
        raise _explain_moteur(erreur, dossier) from erreur
    except RuntimeError as erreur:
        if str(erreur) != _INTERRUPTION:
            raise
        raise KeyboardInterrupt from erreur


def _explain_systeme(erreur: OSError, dossier: Path) -> ErreurSpaser:
    fichier = f" « {erreur.filename} »" if erreur.filename else ""
    if erreur.errno in _PLEIN:
        return _plein(dossier)
    if erreur.errno in _REFUS:
        return DisqueRefuse(
            f"Le système refuse l'accès à{fichier or f' « {dossier} »'}.",
            f"Vérifiez les droits de ce fichier ou de ce dossier. {_INTACT}",
        )
    return DisqueRefuse(
        f"Le système n'a pas pu lire ou écrire{fichier} ({erreur.strerror or erreur}).",
        f"Vérifiez que ce chemin existe et que le disque fonctionne. {_INTACT}",
    )


def _plein(dossier: Path) -> DisquePlein:
    return DisquePlein(
        f"Le disque est plein : l'entrepôt « {dossier} » n'a pas pu être écrit.",
        f"Libérez de la place, puis relancez la commande. {_INTACT}",
    )


def _explain_memoire(erreur: BaseException, dossier: Path) -> ErreurSpaser:
    if _TEMPORAIRE_PLEIN in str(erreur):
        return _plein(dossier)
    if borne := _BORNE.search(str(erreur)):
        return MemoireEpuisee(
            f"Ce travail a pris toute la mémoire qu’il se permet ({borne[1]}).",
            f"Importez les fichiers en plusieurs fois. {_INTACT}",
        )
    return MemoireEpuisee(
        "La mémoire de la machine ne suffit pas à ce travail.",
        f"Fermez d'autres programmes, ou importez les fichiers en plusieurs fois. {_INTACT}",
    )


def _explain_moteur(erreur: duckdb.Error, dossier: Path) -> ErreurSpaser:
    texte = str(erreur)
    if any(os.strerror(code) in texte for code in _PLEIN):
        return _plein(dossier)
    if any(os.strerror(code) in texte for code in _REFUS):
        return DisqueRefuse(
            f"Le système refuse l'accès à un fichier de l'entrepôt « {dossier} ».",
            f"Vérifiez les droits de ce dossier. {_INTACT}",
        )
    return MoteurEnPanne(
        f"Le moteur de calcul a refusé une opération ({texte.splitlines()[0]}).",
        f"{_INTACT} Signalez ce message et le fichier importé.",
    )
