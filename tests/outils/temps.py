"""A clock that only advances when the program waits."""

from __future__ import annotations

from tenacity import wait_exponential

from spaser.moteur.reseau.pannes import Patience
from spaser.moteur.reseau.transfert import Options


class Temps:
    """Replaces clock and sleep, and leaves nothing to chance: every wait is noted, none is made."""

    def __init__(self, maintenant: float = 1_767_600_000.0) -> None:
        self.maintenant = maintenant
        self.pauses: list[float] = []
        self.annonces: list[str] = []

    def sleep(self, secondes: float) -> None:
        self.pauses.append(secondes)
        self.maintenant += secondes

    def options(self, *, tentatives: int = 6, tentatives_max: int = 40, **autres) -> Options:
        patience = Patience(
            tentatives=tentatives,
            tentatives_max=tentatives_max,
            dormir=self.sleep,
            horloge=lambda: self.maintenant,
            recul=wait_exponential(max=60),
            prevenir=self.annonces.append,
        )
        return Options(patience=patience, **autres)
