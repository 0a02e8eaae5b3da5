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
    """Never stop it."""
    return ""


def _nowhere(**_arguments: object) -> None:
    """Belong to no space."""


@dataclass(frozen=True)
class Nature:
    """A kind of mail: its title for the team, its templates, its limits.

    `sujet` is what a reader may slow down or stop it by; without one it always leaves at once: what
    concerns an account, or what somebody has just asked for. `seul`: it is never put with others in
    one mail, since it holds a secret link or cannot wait. `retard`: later than that, it is not
    sent. `arret` returns, with the arguments of the mail, why it need not go any more, or nothing;
    an account that is closed, or a thing that is gone, is reason enough. `rang` orders mails that
    wait. `adieu`: the row itself goes with the mail.
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
    """Keep what composes a kind of mail, by its path."""
    _NATURES[chemin] = nature, composition


def find_nature(chemin: str) -> tuple[Nature, Composition]:
    """Return a kind of mail and what composes it; NatureInconnue when this version has none."""
    try:
        import_string(chemin)
        return _NATURES[chemin]
    except (ImportError, KeyError):
        raise NatureInconnue(chemin) from None


def name_nature(chemin: str) -> str:
    """Return the title of a kind of mail, for the team."""
    try:
        return find_nature(chemin)[0].titre
    except NatureInconnue:
        return chemin.rpartition(".")[2]


def list_chemins(sujet: Sujet) -> list[str]:
    """Return the path of each kind about a subject."""
    return [chemin for chemin, (nature, _) in _NATURES.items() if nature.sujet == sujet]


def list_natures() -> dict[str, Nature]:
    """Return every kind that was imported, by its path."""
    return {chemin: nature for chemin, (nature, _) in _NATURES.items()}
