"""Kinds of mail: what each is called, how late it may be, when it need not go any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.utils.module_loading import import_string

from spaser.web.courriels.sujets import Sujet

type Contexte = dict[str, Any]
type Composition = Callable[..., Contexte]

TROIS_JOURS: Final = timedelta(days=3)
SUR_LE_CHAMP: Final = 10  # the rank of what somebody waits for before her screen


class PlusUtile(Exception):
    """A mail that need not go any more, with the reason in French."""


class NatureInconnue(Exception):
    """A kind of mail that this version does not know: another one, about to serve, may."""


def _never(**_arguments: object) -> str:
    """Never stop a mail: the default `arret`."""
    return ""


def _nowhere(**_arguments: object) -> None:
    """Belong to no space."""


@dataclass(frozen=True)
class Nature:
    """A kind of mail: its title for the team, its templates, its limits.

    `sujet` lets readers slow it down or stop it; without one it leaves at once (it concerns an
    account, or somebody has just asked for it). `seul`: never grouped in a digest, since it holds a
    secret link or cannot wait. `retard`: it is not sent later than that. `arret` gets the arguments
    of the mail and says why it need not be sent any more, or returns nothing; a closed account or a
    deleted row is reason enough. `rang` is its priority. `adieu`: its row is deleted once it is
    sent.
    """

    titre: str
    gabarit: str
    sujet: Sujet | None = None
    seul: bool = False
    retard: timedelta = TROIS_JOURS
    rang: int = 0
    arret: Callable[..., str] = _never
    espace: Callable[..., int | None] = _nowhere
    adieu: bool = False


_NATURES: Final[dict[str, tuple[Nature, Composition]]] = {}


def register(chemin: str, nature: Nature, composition: Composition) -> None:
    _NATURES[chemin] = nature, composition


def find_nature(chemin: str) -> tuple[Nature, Composition]:
    """Return a kind of mail and what composes it; NatureInconnue when this version has none."""
    try:
        import_string(chemin)
        return _NATURES[chemin]
    except (ImportError, KeyError):
        raise NatureInconnue(chemin) from None


def name_nature(chemin: str) -> str:
    try:
        return find_nature(chemin)[0].titre
    except NatureInconnue:
        return chemin.rpartition(".")[2]


def list_chemins(sujet: Sujet) -> list[str]:
    return [chemin for chemin, (nature, _) in _NATURES.items() if nature.sujet == sujet]


def list_natures() -> dict[str, Nature]:
    return {chemin: nature for chemin, (nature, _) in _NATURES.items()}
