"""What is known of a year's spend: never less than `bas`, never more than `haut`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from spaser.faits.lecture import find_fait
from spaser.metier.assujettissement.regimes import load_regle


@dataclass(frozen=True, slots=True)
class Depenses:
    """Euros before tax; `haut` is None when nothing bounds it."""

    bas: Decimal = Decimal(0)
    haut: Decimal | None = None
    sont_ttc: bool = False  # the bounds then come from the rates of VAT

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.bas < 0 or (self.haut is not None and self.haut < self.bas):
            raise ValueError("Des dépenses vont d’un montant positif à un montant au moins égal.")

    @classmethod
    def exactes(cls, montant: Decimal) -> Self:
        """Return a total known before tax."""
        return cls(montant, montant)

    @classmethod
    def ttc(cls, montant: Decimal) -> Self:
        """Return a total known with its tax: at the highest rate, or without any."""
        taux = Decimal(find_fait(load_regle().taux_tva).read_valeur("taux_tva"))
        return cls(montant * 100 / (100 + taux), montant, sont_ttc=True)

    def partielles(self) -> Self:
        """Return the same when some of the spend is not in it: it may be more."""
        return type(self)(self.bas, None, self.sont_ttc)

    @property
    def sont_connues(self) -> bool:
        """Say whether anything is known."""
        return self.haut is not None or self.bas > 0
