"""Takes the address to serve on before anything starts, so that a taken port is told at once."""

from __future__ import annotations

import errno
import ipaddress
import socket
from typing import Final

from spaser.erreurs import ErreurSpaser

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
