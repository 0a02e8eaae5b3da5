"""The dated rule of the SPASER, read from its file: thresholds, whom they bind, what counts."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.metier.sources import Source


class Regime(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The law between two days; `tout_acheteur` is false while it named only some buyers."""

    code: str
    depuis: date
    jusqu_a: date | None
    seuil: int
    tout_acheteur: bool
    fondements: tuple[Source, ...]
    reserves: tuple[str, ...]


class Precision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What counts, or not: said by the text itself, or how we read it."""

    texte: str
    lecture: Literal["texte", "notre"]

    @property
    def est_notre_lecture(self) -> bool:
        """Say whether the text leaves it to be understood."""
        return self.lecture == "notre"


class Taux(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The highest rate of VAT: it bounds the amount before tax."""

    pour_cent: int
    source: Source


class Information(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something worth knowing beside the answer."""

    texte: str
    source: Source


class RegleSpaser(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything the file says."""

    regimes: tuple[Regime, ...]
    taux_tva: Taux
    compte: tuple[Precision, ...]
    ne_compte_pas: tuple[Precision, ...]
    a_savoir: tuple[Information, ...]


@cache
def load_regle() -> RegleSpaser:
    """Return the rule."""
    return read_contenu("obligations/regle_spaser.json", RegleSpaser)


def find_regime(jour: date) -> Regime | None:
    """Return the law of a day; None before the code."""
    for regime in load_regle().regimes:
        if regime.depuis <= jour and (regime.jusqu_a is None or jour <= regime.jusqu_a):
            return regime
    return None
