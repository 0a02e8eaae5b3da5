"""Kinds of background work: what each is called, how long it may last, what follows a failure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from django.tasks import Task, task
from django.utils.module_loading import import_string

type Suite = Callable[..., object]
type Fonction = Callable[..., None]


class File(StrEnum):
    """A queue; those of `URGENTES` have a worker of their own, so that no file holds them."""

    VIE = "vie"
    COURRIELS = "courriels"
    FICHIERS = "fichiers"


URGENTES: Final = (File.VIE, File.COURRIELS)
_MINUTE: Final = timedelta(minutes=1)


def _nowhere(**_arguments: object) -> None:
    """Belong to no space; have nothing to write."""


@dataclass(frozen=True)
class Travail:
    """A kind of work.

    `reprises` are the waits before trying again after an error of `passagers`. A run cut short, by
    a worker that died or by `delai`, is started again, unless it is cut short for the `arrets`-th
    time. Once it has failed for good, `abandonne` writes what its screen will show, in the same
    transaction; `ecarte` replaces it for a work that was cut short. `espace` gives the space that
    asks: spaces take turns.
    """

    quoi: str
    file: File = File.FICHIERS
    rang: int = 0  # among the works of its queue
    delai: timedelta = timedelta(minutes=10)
    arrets: int = 2
    passagers: tuple[type[Exception], ...] = ()
    reprises: tuple[timedelta, ...] = ()
    abandonne: Suite = field(default=_nowhere, compare=False)
    ecarte: Suite | None = field(default=None, compare=False)
    espace: Suite = field(default=_nowhere, compare=False)
    ailleurs: bool = False  # its failures are told on a page of their own

    def find_espace(self, arguments: Mapping[str, Any]) -> int | None:
        numero = self.espace(**arguments)
        return numero if isinstance(numero, int) else None

    def wait_after(self, erreur: Exception, essais: int) -> timedelta | None:
        """Return when to try again after an error at a given run; None when it is a failure."""
        if not isinstance(erreur, self.passagers) or essais > len(self.reprises):
            return None
        return self.reprises[essais - 1]

    def wait_after_arret(self, arrets: int) -> timedelta | None:
        """Return when to take up a work that was cut short; None when it has been too often."""
        return None if arrets >= self.arrets else _MINUTE * max(arrets - 1, 0)


_TRAVAUX: Final[dict[str, Travail]] = {}


def travail(genre: Travail) -> Callable[[Fonction], Task[..., None]]:
    """Make a task of Django out of a function that may be run twice, and say of what kind it is."""

    def declare(fonction: Fonction) -> Task[..., None]:
        tache: Task[..., None] = task(queue_name=genre.file.value, priority=genre.rang)(fonction)
        _TRAVAUX[tache.module_path] = genre
        return tache

    return declare


def find_travail(chemin: str) -> Travail:
    """Return the kind of a task; one that this version does not know is an ordinary one."""
    try:
        import_string(chemin)
    except ImportError:
        return Travail(chemin.rpartition(".")[2])
    return _TRAVAUX.get(chemin, Travail(chemin.rpartition(".")[2]))


def list_travaux() -> dict[str, Travail]:
    return dict(_TRAVAUX)
