"""A clock that only advances when the program waits."""

from tenacity import wait_exponential

from spaser.moteur.reseau import telechargement


class Temps:
    """Replaces clock and sleep, and leaves nothing to chance: every wait is noted, none is made."""

    def __init__(self, monkeypatch, maintenant: float = 1_767_600_000.0) -> None:
        self.maintenant = maintenant
        self.pauses: list[float] = []
        monkeypatch.setattr(telechargement, "time", self)
        monkeypatch.setattr(telechargement, "RECUL", wait_exponential(max=60))

    def sleep(self, secondes: float) -> None:
        self.pauses.append(secondes)
        self.maintenant += secondes

    def time(self) -> float:
        return self.maintenant

    monotonic = time
