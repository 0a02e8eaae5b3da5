"""What tests have boxes do."""

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from lxml import etree

from spaser.elements import ErreurSpaser
from spaser.moteur.boite.memoire import fit_moteur
from spaser.moteur.boite.modele import MEGA


class Refus(ErreurSpaser):
    """A refusal of its own class."""


@dataclass(frozen=True, slots=True)
class Lu:
    """Something read."""

    chemin: Path
    jour: date | None
    montant: Decimal
    mots: tuple[str, ...] = ()


def hand_back(lu: Lu) -> Lu:
    return lu


def tell_place() -> list[str]:
    """Return what the box knows: its modules, its environment, where it writes."""
    return [*sys.modules, *os.environ, tempfile.gettempdir(), str(os.getppid())]


def count(jusqu_a: int, suivi: Callable[[int], None]) -> int:
    sys.stdout.write("said aloud")
    for rang in range(jusqu_a):
        suivi(rang)
    return jusqu_a


def refuse(message: str) -> None:
    raise Refus(message, "Faites autrement.")


def fail(message: str) -> None:
    raise AttributeError(message)


def swell() -> int:
    return len([bytes(1 << 20) for _ in range(100_000)])


def swell_xml() -> str:
    return str(etree.fromstring(b"<a>" + b"<b/>" * 3_000_000 + b"</a>").tag)


def turn() -> None:
    while True:
        pass


def sleep(dossier: Path) -> None:
    (dossier / "commence").touch()
    time.sleep(60)


def write_much(octets: int) -> int:
    with tempfile.TemporaryFile() as fichier:
        return fichier.write(bytes(octets))


def die(numero: int) -> None:
    os.kill(os.getpid(), numero)
    signal.pause()


def leave_child() -> int:
    return subprocess.Popen(["sleep", "60"]).pid


def answer_much() -> bytes:
    return bytes(3 << 20)


def tell_memoire() -> tuple[int, int, int]:
    seuil = Path("/proc/self/oom_score_adj").read_text("ascii")
    return resource.getrlimit(resource.RLIMIT_AS)[0], fit_moteur(900 * MEGA), int(seuil)
