"""Whether the law binds a buyer, as its space concluded: an upper floor keeps it and tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from spaser.metier.obligations.calendrier import Echeance
    from spaser.metier.sources import Source
    from spaser.web.organisations.espaces import Espace


@dataclass(frozen=True)
class ObligationConclue:
    """An answer of one day, with its reason, its texts, and the dates that follow from it."""

    titre: str
    raison: str
    annee: int
    conclue_le: datetime
    par: str
    fondements: tuple[Source, ...]
    echeances: tuple[Echeance, ...]
    adresse: str
    calendrier: str
    a_revoir: str = ""


@dataclass(frozen=True)
class Conteur:
    """Who keeps the answers of spaces: `sait` says whether there is one, `conte` tells it."""

    sait: Callable[[Espace], bool]
    conte: Callable[[Espace], ObligationConclue | None]


_CONTEURS: Final[list[Conteur]] = []


def register_obligation(conteur: Conteur) -> None:
    """Say who tells what a space concluded; called from an app's `ready`."""
    _CONTEURS.append(conteur)


def has_obligation(espace: Espace) -> bool:
    """Say whether a space has concluded, without telling what."""
    return any(conteur.sait(espace) for conteur in _CONTEURS)


def find_obligation(espace: Espace) -> ObligationConclue | None:
    """Return what a space concluded, or None."""
    return next((o for conteur in _CONTEURS if (o := conteur.conte(espace))), None)
