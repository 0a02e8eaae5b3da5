"""Measure a command as a whole process: wall time, processor time, peak memory.

The peak is the largest sum, over the command and all it started, of the memory that each process
holds (its share of what several map: PSS), looked at four times a second.
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

RACINE: Final = Path(__file__).parents[2]
BIBLIOTHEQUES: Final = ("duckdb", "pyarrow", "msgspec", "lxml", "ijson")
PAS: Final = 0.25  # seconds between two looks at the memory
REPOS: Final = 0.1  # share of the processors that others may take


class Echec(Exception):
    """A measured command failed: there is no figure."""


@dataclass(frozen=True, slots=True)
class Execution:
    """One run of a command."""

    duree: float  # seconds
    processeur: float  # seconds, all cores
    pic: float  # bytes
    sortie: str


def python(module: str, *arguments: object) -> list[str]:
    """Command that runs a module of the project."""
    return [sys.executable, "-m", module, *map(str, arguments)]


def spaser(*arguments: object) -> list[str]:
    """Command line of the product, as its user types it."""
    return python("spaser.cli", *arguments)


class Memoire(threading.Thread):
    """Looks at the memory of a process and of its descendants until it is stopped."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pic = 0.0  # bytes
        self._pid = pid
        self._fin = threading.Event()

    def run(self) -> None:
        """Keep the largest sum."""
        while not self._fin.is_set():
            self.pic = max(self.pic, sum(map(read_pss, list_descendance(self._pid))))
            self._fin.wait(PAS)

    def arreter(self) -> None:
        """Stop looking."""
        self._fin.set()
        self.join()


def list_descendance(pid: int) -> list[int]:
    """Return a process and those that it started, as far as they live."""
    pids = [pid]
    for parent in pids:
        for enfants in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                pids += map(int, enfants.read_text().split())
            except OSError:
                continue  # it has just ended
    return pids


def read_pss(pid: int) -> int:
    """Return the memory that a process holds, in bytes; nothing once it has ended."""
    try:
        lignes = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(ligne.split()[1]) * 1024 for ligne in lignes if ligne.startswith("Pss:"))


def executer(commande: Sequence[str]) -> Execution:
    """Run a command to its end and measure it."""
    with tempfile.TemporaryFile() as sortie, tempfile.TemporaryFile() as erreurs:
        debut = time.perf_counter()
        # No `with`: only wait4 gives the processor time of the child, so it must be what waits.
        enfant = subprocess.Popen(commande, stdout=sortie, stderr=erreurs, cwd=RACINE)
        memoire = Memoire(enfant.pid)
        memoire.start()
        _, statut, usage = os.wait4(enfant.pid, 0)
        duree = time.perf_counter() - debut
        memoire.arreter()
        enfant.returncode = os.waitstatus_to_exitcode(statut)
        sortie.seek(0)
        erreurs.seek(0)
        if enfant.returncode:
            lignes = erreurs.read().decode(errors="replace").strip().splitlines()
            raison = " ".join(lignes[-3:]) or f"code {enfant.returncode}"
            raise Echec(raison)
        return Execution(
            duree=duree,
            processeur=usage.ru_utime + usage.ru_stime,
            pic=memoire.pic,
            sortie=sortie.read().decode(),
        )


@dataclass(frozen=True, slots=True)
class Serie:
    """Runs of one command, told by their median; the peak is the highest."""

    executions: tuple[Execution, ...]

    @property
    def duree(self) -> float:
        """Median wall time."""
        return statistics.median(e.duree for e in self.executions)

    @property
    def processeur(self) -> float:
        """Median processor time: what a busy machine changes least."""
        return statistics.median(e.processeur for e in self.executions)

    @property
    def pic(self) -> float:
        """Highest peak."""
        return max(e.pic for e in self.executions)

    @property
    def durees(self) -> list[float]:
        """Every wall time, in order."""
        return [round(e.duree, 3) for e in self.executions]


# --- The machine --------------------------------------------------------------------------------


def _compteurs() -> tuple[int, int]:
    """Busy and total ticks of all cores, this machine's other tenants (steal) counted as busy."""
    with Path("/proc/stat").open() as fichier:
        ticks = [int(champ) for champ in fichier.readline().split()[1:9]]
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)


def _a_nous() -> float:
    """Processor seconds of this process and of the commands that it waited for."""
    usages = (resource.getrusage(qui) for qui in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


class Voisins:
    """How much of the processors others take, from now on."""

    def __init__(self) -> None:
        self.occupe, self.total = _compteurs()
        self.a_nous = _a_nous()

    def part(self) -> float:
        """Share of the processors taken by others since the start."""
        occupe, total = _compteurs()
        a_eux = (occupe - self.occupe) - (_a_nous() - self.a_nous) * os.sysconf("SC_CLK_TCK")
        return max(0.0, a_eux / max(1, total - self.total))


def _processeur() -> str:
    for ligne in Path("/proc/cpuinfo").read_text().splitlines():
        if ligne.startswith("model name"):
            return ligne.partition(":")[2].strip()
    return platform.machine()


def machine() -> dict[str, str]:
    """Describe the machine and the versions, without a name nor a path."""
    memoire = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    versions = {nom: metadata.version(nom) for nom in BIBLIOTHEQUES}
    return {
        "processeur": f"{os.cpu_count()} × {_processeur()}",
        "mémoire": f"{memoire:.0f} Go",
        "système": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        **versions,
    }


def evincer(dossier: Path) -> None:
    """Take the files of a folder out of the disk cache, as far as the system accepts it."""
    for chemin in dossier.rglob("*"):
        if chemin.is_file():
            descripteur = os.open(chemin, os.O_RDONLY)
            try:
                os.fsync(descripteur)
                os.posix_fadvise(descripteur, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(descripteur)


def rechauffer(fichier: Path) -> None:
    """Read a file once, so that all the commands that follow find it in the disk cache."""
    with fichier.open("rb") as entree:
        while entree.read(1 << 22):
            pass
