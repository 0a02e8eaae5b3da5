"""Runs the site's processes together: starts them, restarts one that dies, stops them all.

One that does not hold is waited for, longer and longer, and the others go on; the site ends only
without its web server, so that the machine's own service sees it.

Told by SIGHUP, it puts new processes in the place of those that run: the web server's successor
takes the same socket and has made its first pages before the former one is asked to finish.
"""

import ctypes
import errno
import ipaddress
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings

from spaser.elements import ErreurSpaser
from spaser.site.socle.reglages import CHUTES, STABLE

# Seconds before each restart of a process that falls again and again; the last one for ever.
ATTENTES: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 30.0, 120.0)
PATIENCE: Final = 20.0  # seconds given to finish what is under way
SIGNAUX: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PAS: Final = 0.25
ALLEGE: Final = {
    "MALLOC_ARENA_MAX": "2",  # measured: as fast, and a tenth less memory
    "OPENBLAS_NUM_THREADS": "1",  # no thread before the web server forks
}


@dataclass(frozen=True)
class Service:
    """A process to keep alive; `module` is run as `python -m` with its arguments.

    One that has `prets` says that it is ready by as many bytes, in the pipe that is its last
    argument. After so many `chutes` in a row, all ends; with none, it is tried for ever.
    """

    nom: str
    module: str
    arguments: tuple[str, ...] = ()
    prets: int = 0
    role: str = ""
    chutes: int = 0


def _keep_quiet() -> None:
    """Announce nothing."""


@dataclass
class _Enfant:
    service: Service
    processus: subprocess.Popen[bytes] | None = None
    depart: float = 0.0
    chutes: int = 0
    reprise: float = 0.0
    tuyau: int = -1  # where it says that it is ready
    attendus: int = 0  # bytes still awaited there
    ancien: subprocess.Popen[bytes] | None = None  # finishes once its successor is ready
    releve: bool = False  # asked to finish so that another takes its place


@dataclass
class Superviseur:
    """Keeps services alive until a signal comes; `descripteurs` are handed to each of them."""

    services: Sequence[Service]
    tell: Callable[[str], None]
    descripteurs: tuple[int, ...] = ()
    attentes: tuple[float, ...] = ATTENTES
    patience: float = PATIENCE
    announce: Callable[[], None] = _keep_quiet  # called once, when what says so is ready
    _fin: threading.Event = field(default_factory=threading.Event)
    _releve: threading.Event = field(default_factory=threading.Event)
    _sortants: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self) -> bool:
        """Run until SIGINT or SIGTERM; False if a service could not be kept alive."""
        enfants = [_Enfant(service) for service in self.services]
        with self._listen():
            try:
                while not self._fin.is_set():
                    if self._releve.is_set():
                        self._renew(enfants)
                    if not all(self._look_after(enfant) for enfant in enfants):
                        return False
                    self._fin.wait(_PAS)
            finally:
                self._stop(enfants)
        return True

    def stop(self) -> None:
        self._fin.set()

    def renew(self) -> None:
        self._releve.set()

    @contextmanager
    def _listen(self) -> Iterator[None]:
        avant = {s: signal.signal(s, lambda *_: self.stop()) for s in SIGNAUX[:2]}
        avant[signal.SIGHUP] = signal.signal(signal.SIGHUP, lambda *_: self.renew())
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNAUX)  # those that came meanwhile are heard
        try:
            yield
        finally:
            for numero, reprise in avant.items():
                signal.signal(numero, reprise)

    def _look_after(self, enfant: _Enfant) -> bool:
        """Start what is to be started; False once a service has died too often."""
        self._hear(enfant)
        if enfant.processus is not None:
            code = enfant.processus.poll()
            if code is None:
                return True
            if not self._is_relieved(enfant, code) and not self._note_chute(enfant, code):
                return False
        if enfant.processus is None and time.monotonic() >= enfant.reprise:
            return self._start(enfant) or self._note_chute(enfant)
        return True

    def _hear(self, enfant: _Enfant) -> None:
        """Count what a process says of being ready; its predecessor may then finish."""
        if enfant.attendus <= 0 or not select.select([enfant.tuyau], [], [], 0)[0]:
            return
        enfant.attendus -= len(os.read(enfant.tuyau, enfant.attendus))
        if enfant.attendus:
            return
        if enfant.ancien is None:
            self.announce()
            self.announce = _keep_quiet
            return
        enfant.ancien.terminate()
        self._sortants.append(enfant.ancien)
        enfant.ancien = None
        self.tell(f"« {enfant.service.nom} » : la relève est faite.")

    def _renew(self, enfants: Sequence[_Enfant]) -> None:
        """Start the successor of what says when it is ready; ask the others to finish first."""
        self._releve.clear()
        self._sortants = [processus for processus in self._sortants if processus.poll() is None]
        for enfant in enfants:
            if enfant.processus is None:
                enfant.chutes, enfant.reprise = 0, 0.0
            elif enfant.ancien is not None:
                continue
            elif enfant.service.prets:
                enfant.ancien = enfant.processus
                if not self._start(enfant):
                    enfant.processus, enfant.ancien = enfant.ancien, None
            else:
                enfant.releve = True
                enfant.processus.terminate()

    def _is_relieved(self, enfant: _Enfant, code: int) -> bool:
        """Tell whether an end was asked for, or is that of a successor whose elder still serves."""
        if enfant.ancien is not None:
            self.tell(f"« {enfant.service.nom} » : la relève a échoué (code {code}).")
            enfant.processus, enfant.ancien, enfant.attendus = enfant.ancien, None, 0
            return True
        if enfant.releve:
            enfant.processus, enfant.releve, enfant.reprise = None, False, 0.0
            return True
        return False

    def _note_chute(self, enfant: _Enfant, code: int | None = None) -> bool:
        """Plan the restart of a service that has just died, or never lived, later and later."""
        enfant.processus = None
        maintenant = time.monotonic()
        if maintenant - enfant.depart > STABLE:
            enfant.chutes = 0
        enfant.chutes += 1
        if enfant.chutes == enfant.service.chutes:
            self.tell(f"« {enfant.service.nom} » ne tient pas : le site s’arrête.")
            return False
        attente = self.attentes[min(enfant.chutes, len(self.attentes)) - 1]
        enfant.reprise = maintenant + attente
        dans = f"{attente:g}".replace(".", ",")
        arret = "" if code is None else f" s’est arrêté (code {code}) :"
        self.tell(f"« {enfant.service.nom} »{arret} relancé dans {dans} s.")
        return True

    def _start(self, enfant: _Enfant) -> bool:
        """Start a process in a session of its own: Ctrl-C reaches the supervisor alone.

        False when the machine, short of memory, starts none.
        """
        service = enfant.service
        porteur = (sys.executable, "-m", "spaser.site.config.supervision", str(os.getpid()))
        enfant.depart = time.monotonic()
        prets, descripteurs = self._open_tuyau(enfant), self.descripteurs
        try:
            enfant.processus = subprocess.Popen(  # noqa: S603 - our own modules
                (*porteur, service.module, *service.arguments, *map(str, prets)),
                stdin=subprocess.DEVNULL,
                env=ALLEGE | os.environ | {CHUTES: str(min(enfant.chutes, 999))},
                pass_fds=(*descripteurs, *prets),
                start_new_session=True,
            )
        except OSError as erreur:
            self.tell(f"« {service.nom} » ne démarre pas : {erreur.strerror}.")
            return False
        finally:
            for ecriture in prets:
                os.close(ecriture)
        return True

    def _open_tuyau(self, enfant: _Enfant) -> list[int]:
        """Return where a process will say that it is ready; nothing for one that does not."""
        if enfant.tuyau >= 0:
            os.close(enfant.tuyau)
            enfant.tuyau = -1
        enfant.attendus = enfant.service.prets
        if not enfant.attendus:
            return []
        enfant.tuyau, ecriture = os.pipe()
        return [ecriture]

    def _stop(self, enfants: Sequence[_Enfant]) -> None:
        """Ask every process to finish, then end those that did not."""
        connus = [*self._sortants, *(p for e in enfants for p in (e.processus, e.ancien) if p)]
        vivants = [processus for processus in connus if processus.poll() is None]
        for processus in vivants:
            processus.terminate()
        limite = time.monotonic() + self.patience
        for processus in vivants:
            try:
                processus.wait(max(0.0, limite - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(processus.pid, signal.SIGKILL)
                processus.wait()


# The processes of the site: the web server, and the task workers, the first of which schedules.

# Mails never wait behind a file.
URGENCES: Final = Service(
    "travailleur des urgences", "django", ("travailler", "urgences"), role="urgences"
)
FICHIERS: Final = Service(
    "travailleur des fichiers", "django", ("travailler", "fichiers"), role="fichiers"
)
ROLES: Final = (URGENCES.role, FICHIERS.role)


def make_web(ecoute: socket.socket) -> Service:
    """Return the web server, which takes the address that `ecoute` already holds."""
    arguments = (str(ecoute.fileno()),)
    return Service(
        "serveur web", "spaser.site.config.gunicorn", arguments, settings.PROCESSUS, chutes=6
    )


def make_travaux(roles: Collection[str] = ROLES) -> list[Service]:
    tous = [URGENCES, *([FICHIERS] * settings.TRAVAILLEURS)]
    return [service for service in tous if service.role in roles]


# Takes the address to serve on before anything starts, so that a taken port is told at once.

_FILE: Final = 256
_PORTS_RESERVES: Final = 1024
_PORT_MAXIMUM: Final = 65535


def listen(adresse: str, port: int) -> socket.socket:
    """Return a socket that listens there; ErreurSpaser says why it cannot."""
    famille = socket.AF_INET6 if ":" in adresse else socket.AF_INET
    prise = socket.socket(famille, socket.SOCK_STREAM)
    prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        prise.bind((adresse, port))
    except OSError as erreur:
        prise.close()
        raise _explain(erreur, adresse, port) from erreur
    prise.listen(_FILE)
    prise.set_inheritable(True)
    return prise


def is_loopback(adresse: str) -> bool:
    try:
        return ipaddress.ip_address(adresse).is_loopback
    except ValueError:
        return adresse == "localhost"


def _explain(erreur: OSError, adresse: str, port: int) -> ErreurSpaser:
    if erreur.errno == errno.EADDRINUSE:
        voisin = port + 1 if port < _PORT_MAXIMUM else port - 1
        return ErreurSpaser(
            f"Le port {port} est déjà pris, peut-être par un site déjà lancé.",
            f"Arrêtez-le, ou choisissez un autre port : spaser serve --port {voisin}",
        )
    if erreur.errno == errno.EACCES:
        return ErreurSpaser(
            f"Le port {port} n’est pas permis à cet utilisateur.",
            f"Choisissez un port à partir de {_PORTS_RESERVES} : spaser serve --port 8000",
        )
    return ErreurSpaser(
        f"L’adresse {adresse} n’est pas une adresse de cette machine.",
        "Donnez 127.0.0.1 pour cette machine seule, 0.0.0.0 derrière un serveur frontal.",
    )


# --- Runs a module as a child of the supervisor, and ends it when the supervisor dies ---


_PR_SET_PDEATHSIG: Final = 1


def follow_parent(parent: int) -> bool:
    """Ask the system to end this process with its parent; False if the parent is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    return os.getppid() == parent


def main() -> None:
    """Run `enfant PARENT MODULE ARGUMENTS…` as if the module had been run itself."""
    _, parent, module, *arguments = sys.argv
    if not follow_parent(int(parent)):
        return
    warnings.simplefilter("ignore")  # for developers: tests turn warnings into errors
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
