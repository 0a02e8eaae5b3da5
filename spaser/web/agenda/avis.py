"""What the apps above ask after an event, on its page: each says so once, when it starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from spaser.web.agenda.models import Evenement

type Demandes = Callable[[Evenement, date], Iterable[tuple[str, str]]]
"""The titles and addresses of the pages where anybody may say what she thinks of an event."""

_DEMANDES: Final[dict[str, Demandes]] = {}


def register_avis(nom: str, demandes: Demandes) -> None:
    """Add what an app asks; called from its `ready`."""
    _DEMANDES[nom] = demandes


def list_avis(evenement: Evenement, jour: date) -> list[tuple[str, str]]:
    return [avis for demandes in _DEMANDES.values() for avis in demandes(evenement, jour)]
