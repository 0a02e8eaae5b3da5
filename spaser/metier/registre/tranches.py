"""From a number to its bucket.

The portal's words leave gaps (100 000, then 101 000): a number in a gap goes to the bucket above.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from spaser.metier.registre.nomenclatures import TrancheAchats, TrancheHabitants

# The highest number of each bucket, included; the last bucket has none.
_HABITANTS: Final = (
    (9_999, TrancheHabitants.MOINS_DE_10_000),
    (20_000, TrancheHabitants.DE_10_000_A_20_000),
    (50_000, TrancheHabitants.DE_21_000_A_50_000),
    (100_000, TrancheHabitants.DE_51_000_A_100_000),
    (200_000, TrancheHabitants.DE_101_000_A_200_000),
)
_MILLION: Final = 1_000_000
# 50 million is not below the threshold of the law, and does not exceed it either: the portal's
# words put it in its second bucket.
_CINQUANTE: Final = 50 * _MILLION
_ACHATS: Final = (
    (100 * _MILLION, TrancheAchats.DE_50_A_100_M),
    (200 * _MILLION, TrancheAchats.DE_100_A_200_M),
)

type Nombre = int | float | Decimal


def tranche_habitants(population: int) -> TrancheHabitants:
    """Return the bucket of a number of inhabitants."""
    if population < 0:
        raise ValueError("Un nombre d’habitants n’est pas négatif.")
    return _first(_HABITANTS, population) or TrancheHabitants.PLUS_DE_200_000


def tranche_achats(montant: Nombre) -> TrancheAchats:
    """Return the bucket of a yearly amount in euros, before tax."""
    if not montant >= 0:  # refuses a NaN as well
        raise ValueError("Un montant d’achats n’est pas négatif.")
    if montant < _CINQUANTE:
        return TrancheAchats.MOINS_DE_50_M
    return _first(_ACHATS, montant) or TrancheAchats.PLUS_DE_200_M


def _first[T](bornes: Sequence[tuple[int, T]], nombre: Nombre) -> T | None:
    return next((tranche for borne, tranche in bornes if nombre <= borne), None)
