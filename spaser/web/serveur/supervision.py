"""Runs the site's processes together: starts them, restarts one that dies, stops them all."""

from __future__ import annotations

import errno
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from spaser.erreurs import ErreurSpaser

ATTENTES: Final = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before a restart, then the supervisor ends
STABLE: Final = 30.0  # seconds after which a process is held to have started well
PATIENCE: Final = 20.0  # seconds given to finish what is under way
_PAS: Final = 0.25


@dataclass(frozen=True)
class Service:
    """A process to keep alive; `module` is run as `python -m` with its arguments."""

    nom: str
    module: str
    arguments: tuple[str, ...] = ()


@dataclass
class _Enfant:
    """A service, its process of the moment, and how it has fared."""

    service: Service
    processus: subprocess.Popen[bytes] | None = None
    depart: float = 0.0
    chutes: int = 0
    reprise: float = 0.0


@dataclass
class Superviseur:
    """Keeps services alive until a signal comes; `descripteurs` are handed to each of them."""

    services: Sequence[Service]
    tell: Callable[[str], None]
    descripteurs: tuple[int, ...] = ()
    attentes: tuple[float, ...] = ATTENTES
    patience: float = PATIENCE
    _fin: threading.Event = field(default_factory=threading.Event)

    def run(self) -> bool:
        """Run until SIGINT or SIGTERM; False if a service could not be kept alive."""
        enfants = [_Enfant(service) for service in self.services]
        with self._listen():
            try:
                while not self._fin.is_set():
                    if not all(self._look_after(enfant) for enfant in enfants):
                        return False
                    self._fin.wait(_PAS)
            finally:
                self._stop(enfants)
        return True

    def stop(self) -> None:
        """Ask for the end."""
        self._fin.set()

    @contextmanager
    def _listen(self) -> Iterator[None]:
        signaux = (signal.SIGINT, signal.SIGTERM)
        avant = {s: signal.signal(s, lambda *_: self.stop()) for s in signaux}
        try:
            yield
        finally:
            for numero, reprise in avant.items():
                signal.signal(numero, reprise)

    def _look_after(self, enfant: _Enfant) -> bool:
        """Start what is to be started; False once a service has died too often."""
        if enfant.processus is not None:
            code = enfant.processus.poll()
            if code is None:
                return True
            if not self._note_chute(enfant, code):
                return False
        if time.monotonic() >= enfant.reprise:
            self._start(enfant)
        return True

    def _note_chute(self, enfant: _Enfant, code: int) -> bool:
        """Plan the restart of a service that has just died, later and later."""
        enfant.processus = None
        maintenant = time.monotonic()
        if maintenant - enfant.depart > STABLE:
            enfant.chutes = 0
        if enfant.chutes >= len(self.attentes):
            self.tell(f"« {enfant.service.nom} » ne tient pas : le site s’arrête.")
            return False
        attente = self.attentes[enfant.chutes]
        enfant.chutes += 1
        enfant.reprise = maintenant + attente
        self.tell(f"« {enfant.service.nom} » s’est arrêté (code {code}) : relancé.")
        return True

    def _start(self, enfant: _Enfant) -> None:
        """Start a process in a session of its own: Ctrl-C reaches the supervisor alone."""
        service = enfant.service
        porteur = (sys.executable, "-m", "spaser.web.serveur.enfant", str(os.getpid()))
        enfant.depart = time.monotonic()
        enfant.processus = subprocess.Popen(  # noqa: S603 - our own modules
            (*porteur, service.module, *service.arguments),
            stdin=subprocess.DEVNULL,
            pass_fds=self.descripteurs,
            start_new_session=True,
        )

    def _stop(self, enfants: Sequence[_Enfant]) -> None:
        """Ask every process to finish, then end those that did not."""
        vivants = [e.processus for e in enfants if e.processus and e.processus.poll() is None]
        for processus in vivants:
            processus.terminate()
        limite = time.monotonic() + self.patience
        for processus in vivants:
            try:
                processus.wait(max(0.0, limite - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(processus.pid, signal.SIGKILL)
                processus.wait()


# The processes of the site: the web server, the task worker, the scheduler.


def make_services(ecoute: socket.socket, prets: int, *, travailleur: bool) -> list[Service]:
    """Return what to run; the web server takes the address that `ecoute` already holds."""
    web = Service("serveur web", "spaser.web.serveur.gunicorn", (str(ecoute.fileno()), str(prets)))
    if not travailleur:
        return [web]
    # Mails never wait behind a file.
    urgences = Service("travailleur des urgences", "django", ("travailler", "urgences"))
    fichiers = Service("travailleur des fichiers", "django", ("travailler", "fichiers"))
    return [web, urgences, fichiers, Service("planificateur", "django", ("planifier",))]


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
    """Tell whether an address is reached from this machine alone."""
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
        "Donnez 127.0.0.1 pour cette machine seule, 0.0.0.0 pour toutes ses adresses.",
    )
