"""Looks at the processes of a served site while people use it."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Final

from tests.bench.mesure import list_descendance, read_pss

PAS: Final = 2.0  # seconds between two looks
_TICKS: Final = os.sysconf("SC_CLK_TCK")


class Releve(threading.Thread):
    """Keeps the largest and the last memory of all processes, the supervisor's, and the load."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pic = self.dernier = self.superviseur = 0
        self.memoires: dict[int, int] = {}
        self.charges: list[float] = []
        self._pid, self._fin = pid, threading.Event()
        self._depart = _read_processeur(pid)

    def run(self) -> None:
        """Look until it is stopped."""
        while not self._fin.wait(PAS):
            self._look()

    def stop(self) -> float:
        """Look once more; return the processor seconds that all processes took meanwhile."""
        self._fin.set()
        self.join()
        self._look()
        return _read_processeur(self._pid) - self._depart

    def _look(self) -> None:
        self.memoires = {pid: read_pss(pid) for pid in list_descendance(self._pid)}
        self.dernier = sum(self.memoires.values())
        self.superviseur = self.memoires[self._pid]
        self.pic = max(self.pic, self.dernier)
        self.charges.append(os.getloadavg()[0])


def _read_processeur(pid: int) -> float:
    """Return what a process, those that it started and those that ended have taken, in seconds."""
    total = 0
    for vivant in list_descendance(pid):
        try:
            champs = Path(f"/proc/{vivant}/stat").read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        total += sum(map(int, champs[11:15]))
    return total / _TICKS
