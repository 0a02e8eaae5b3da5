"""What goes wrong during the drill: each fault is a thread that comes, goes, and says when."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.bench.mesure import list_descendance, python

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.charge.site import Site

DEHORS: Final = "192.31.196.1"  # of nobody's site, on the open internet for who checks addresses
_BLOC: Final = bytes(1 << 20)
_COUP_D_OEIL: Final = 0.1
_BOITE: Final = "spaser.moteur.boite"


class Faute(threading.Thread):
    """Goes wrong again and again, until it is told to stop."""

    nom = ""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.periodes: list[tuple[float, float]] = []
        self.panne = ""  # of the drill itself: then this fault did not take place
        self.fini = threading.Event()

    def run(self) -> None:
        """Come and go."""
        try:
            while not self.fini.is_set():
                self.turn()
        except Exception as erreur:  # noqa: BLE001 - the drill says that it had no such fault
            self.panne = f"{type(erreur).__name__} : {erreur}"

    def stop(self) -> None:
        """Let things go well again."""
        self.fini.set()
        self.join(60)

    def turn(self) -> None:
        """Go wrong once."""
        raise NotImplementedError

    @contextmanager
    def during(self) -> Iterator[None]:
        """Note when things go wrong."""
        debut = time.time()
        try:
            yield
        finally:
            self.periodes.append((debut, time.time()))


class DisquePlein(Faute):
    """Takes all the room of the site's file system, then gives it back."""

    nom = "disque plein"

    def __init__(self, dossier: Path, libre: float, plein: float) -> None:
        super().__init__()
        self._lest, self._libre, self._plein = dossier / "lest", libre, plein

    def turn(self) -> None:
        """Fill, keep full what others free meanwhile, empty."""
        if self.fini.wait(self._libre):
            return
        fin = time.monotonic() + self._plein
        with self.during():
            try:
                with self._lest.open("wb", buffering=0) as lest:
                    while time.monotonic() < fin and not self.fini.is_set():
                        _fill(lest.fileno())
                        self.fini.wait(_COUP_D_OEIL)
            finally:
                self._lest.unlink()


def _fill(lest: int) -> None:
    with suppress(OSError):
        while os.write(lest, _BLOC):
            pass
    with suppress(OSError):
        while os.write(lest, b"\0" * 512):
            pass


class BaseTenue(Faute):
    """Holds the base for writing, from a connection of its own (`tenue`)."""

    nom = "base tenue"

    def __init__(self, site: Site, tenue: float, libre: float) -> None:
        super().__init__()
        self._programme = subprocess.Popen(
            python("tests.bench.charge.tenue", tenue, libre),
            env=site.environnement,
            stdout=subprocess.PIPE,
            text=True,
        )

    def turn(self) -> None:
        """Follow what the program says: held, then free."""
        if self._read() != "tenue":
            return
        with self.during():
            self._read()

    def stop(self) -> None:
        """End the program: its transaction goes with it."""
        self._programme.terminate()
        super().stop()
        self._programme.wait()

    def _read(self) -> str:
        ligne = self._programme.stdout.readline() if self._programme.stdout else ""
        if not ligne and not self.fini.is_set() and self._programme.poll():
            raise ChildProcessError(self._programme.returncode)
        if not ligne:
            self.fini.set()
        return ligne.strip()


class TravailleurTue(Faute):
    """Kills a worker of the site; that of files, while it reads one: each file is then poisoned."""

    def __init__(self, superviseur: int, role: str, pas: float) -> None:
        super().__init__()
        self.nom = f"travailleur tué ({role})"
        self._superviseur, self._role, self._pas = superviseur, role, pas

    def turn(self) -> None:
        """Wait for the moment, and kill."""
        if self.fini.wait(self._pas):
            return
        while not (vise := self._find()):
            if self.fini.wait(_COUP_D_OEIL):
                return
        with self.during(), suppress(ProcessLookupError):
            os.kill(vise, signal.SIGKILL)

    def _find(self) -> int:
        """Return the worker of this role, among what this drill started; 0 for none."""
        for pid in list_descendance(self._superviseur)[1:]:
            if {"travailler", self._role} <= set(_read_commande(pid)):
                boites = any(_BOITE in _read_commande(p) for p in list_descendance(pid)[1:])
                return pid if boites or self._role != "fichiers" else 0
        return 0


def _read_commande(pid: int) -> list[str]:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace").split("\0")
    return []


class SiteSourd(Faute):
    """A page of outside that is sent by drops and never ends, on the port that sites have."""

    nom = "page sourde"

    def __init__(self) -> None:
        super().__init__()
        self._prises: list[socket.socket] = []
        self._ecoute = socket.create_server((DEHORS, 80))
        self._ecoute.settimeout(_COUP_D_OEIL)

    def turn(self) -> None:
        """Take who comes, and send a drop to each."""
        with suppress(TimeoutError):
            prise, _ = self._ecoute.accept()
            self._prises.append(prise)
            prise.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Long: ")
        for prise in list(self._prises):
            try:
                prise.sendall(b"a")
            except OSError:
                self._prises.remove(prise)
                prise.close()
