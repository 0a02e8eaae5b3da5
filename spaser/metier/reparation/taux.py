"""What a rate would be if the missing answers were there, and how much each field would tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True, slots=True)
class Cause:
    """Why an answer is missing: a field, and what is wrong with it."""

    champ: str
    raison: str


@dataclass(frozen=True, slots=True)
class PartConnue:
    """A share as it is known: contracts or euros answered yes, no, and missing, by cause."""

    oui: float
    non: float
    inconnus: Mapping[Cause, float] = field(default_factory=dict)

    @property
    def manque(self) -> float:
        """Return all that has no answer."""
        return sum(self.inconnus.values())

    @property
    def total(self) -> float:
        """Return all that should have an answer."""
        return self.oui + self.non + self.manque

    @property
    def valeur(self) -> float | None:
        """Return the share of yes among what is answered; None when nothing is."""
        connus = self.oui + self.non
        return self.oui / connus if connus else None

    @property
    def bas(self) -> float | None:
        """Return the share if every missing answer were no."""
        return self.oui / self.total if self.total else None

    @property
    def haut(self) -> float | None:
        """Return the share if every missing answer were yes."""
        return (self.oui + self.manque) / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Gain:
    """How much mending a cause narrows the bounds of a share (`resserre`).

    `reste` is the width that is left once this cause and those listed before it are mended.
    """

    cause: Cause
    poids: float  # contracts, or euros
    resserre: float  # from 0 to 1
    reste: float


def list_gains(part: PartConnue) -> list[Gain]:
    """Return the causes, the one that narrows the bounds most first."""
    gains: list[Gain] = []
    manque = part.manque
    for cause, poids in sorted(part.inconnus.items(), key=lambda c: (-c[1], c[0])):
        manque -= poids
        gains.append(Gain(cause, poids, poids / part.total, max(manque, 0.0) / part.total))
    return gains


def answer(part: PartConnue, cause: Cause, oui: float) -> PartConnue:
    """Return the share once the answers of a cause are known, `oui` of them being yes."""
    poids = part.inconnus.get(cause, 0.0)
    if not 0 <= oui <= poids:
        raise ValueError(f"{oui} is not between 0 and {poids}")
    restent = {autre: p for autre, p in part.inconnus.items() if autre != cause}
    return PartConnue(part.oui + oui, part.non + poids - oui, restent)


def sum_points(parts: Iterable[PartConnue]) -> dict[Cause, float]:
    """Return how much each cause narrows all these shares together."""
    points: dict[Cause, float] = {}
    for part in parts:
        for gain in list_gains(part):
            points[gain.cause] = points.get(gain.cause, 0.0) + gain.resserre
    return points
