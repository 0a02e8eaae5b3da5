"""Asks a ClamAV service whether a file is sound (clamd, command INSTREAM)."""

from __future__ import annotations

import socket
from typing import IO, Final
from urllib.parse import urlsplit

_BLOC: Final = 64 * 1024
_ATTENTE: Final = 60.0
_PORT: Final = 3310


class AntivirusIndisponible(OSError):
    """The service did not answer, or not in words we know."""


def scan(fichier: IO[bytes], adresse: str) -> str:
    """Return the name of what was found, empty if nothing, at a tcp:// or unix:/ address."""
    try:
        with _connect(adresse) as lien:
            lien.sendall(b"zINSTREAM\0")
            while bloc := fichier.read(_BLOC):
                lien.sendall(len(bloc).to_bytes(4, "big") + bloc)
            lien.sendall((0).to_bytes(4, "big"))
            reponse = _receive(lien)
    except OSError as erreur:
        raise AntivirusIndisponible(str(erreur)) from erreur
    if reponse == "stream: OK":
        return ""
    if reponse.endswith(" FOUND"):
        return reponse.removeprefix("stream: ").removesuffix(" FOUND")
    raise AntivirusIndisponible(reponse)


def _connect(adresse: str) -> socket.socket:
    parties = urlsplit(adresse)
    if parties.scheme == "tcp":
        return socket.create_connection((parties.hostname, parties.port or _PORT), _ATTENTE)
    lien = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    lien.settimeout(_ATTENTE)
    try:
        lien.connect(parties.path)
    except OSError:
        lien.close()
        raise
    return lien


def _receive(lien: socket.socket) -> str:
    recu = b""
    while not recu.endswith(b"\0") and (bloc := lien.recv(_BLOC)):
        recu += bloc
    return recu.rstrip(b"\0").decode("utf-8", "replace").strip()
