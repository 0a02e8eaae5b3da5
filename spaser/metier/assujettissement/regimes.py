"""The dated rule of the SPASER, read from its file: thresholds, whom they bind, what counts."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.faits.lecture import cache_faits, find_fait, tell
from spaser.metier.sources import Source, cite


class Regime(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The law between two days, as its facts say it; the last of them carries the threshold.

    `tout_acheteur` is false while it named only some buyers.
    """

    code: str
    depuis: date
    jusqu_a: date | None
    tout_acheteur: bool
    faits: tuple[str, ...]

    @property
    def seuil(self) -> int:
        """Return the threshold in euros, before tax."""
        return int(find_fait(self.faits[-1]).read_valeur("seuil"))

    @property
    def fondements(self) -> tuple[Source, ...]:
        return cite(self.faits)

    @property
    def reserves(self) -> tuple[str, ...]:
        return tuple(reserve for code in self.faits if (reserve := find_fait(code).reserve))


class Precision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What counts, or not: said by the text itself, or how we read it."""

    texte: str
    lecture: Literal["texte", "notre"]
    fait: str = ""

    @property
    def est_notre_lecture(self) -> bool:
        return self.lecture == "notre"


class Information(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something worth knowing beside the answer."""

    texte: str
    source: Source


class RegleSpaser(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    regimes: tuple[Regime, ...]
    taux_tva: str  # the fact of the highest rate of VAT, which bounds the amount before tax
    compte: tuple[Precision, ...]
    ne_compte_pas: tuple[Precision, ...]
    base_indicateurs: Precision  # another base than that of the threshold
    a_savoir: tuple[Information, ...]


@cache_faits()
def load_regle() -> RegleSpaser:
    ecrite = read_contenu("obligations/regle_spaser.json", dict[str, Any])
    ecrite["a_savoir"] = [
        {"texte": tell(citation), "source": msgspec.to_builtins(cite([citation])[0])}
        for citation in ecrite["a_savoir"]
    ]
    for cote in ("compte", "ne_compte_pas"):
        ecrite[cote] = [_complete(precision) for precision in ecrite[cote]]
    return msgspec.convert(ecrite, type=RegleSpaser)


def _complete(precision: dict[str, Any]) -> dict[str, Any]:
    return {"texte": tell(precision["fait"])} | precision if "fait" in precision else precision


def find_regime(jour: date) -> Regime | None:
    """Return the law of a day; None before the code."""
    for regime in load_regle().regimes:
        if regime.depuis <= jour and (regime.jusqu_a is None or jour <= regime.jusqu_a):
            return regime
    return None
