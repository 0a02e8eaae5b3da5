"""A local host that answers as data.gouv.fr does: its API, its permalinks and its static files.

    with ServeurDataGouv() as serveur:
        fichier = serveur.publish(JEU, "decp-2024.json", b'{"marches": …}')
        serveur.prepare(fichier, Coupure(apres=1000))     # the next answer is cut
        …
        assert serveur.demandes(fichier)[1].entetes["range"] == "bytes=1000-"

Incidents are consumed one by one, one for each request on their path; then all goes well.
"""

from __future__ import annotations

import hashlib
import json
import re
import socket
import threading
import uuid
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, urlsplit

EPOQUE = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Coupure:
    """The connection is cut after so many bytes of the body."""

    apres: int


@dataclass(frozen=True)
class Reponse:
    """Any answer instead of the expected one."""

    code: int
    corps: bytes = b""
    entetes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SansLongueur:
    """The file comes whole, without its length being told."""


@dataclass(frozen=True)
class RepriseAveugle:
    """The host goes on from the asked byte even when the file has changed."""


type Incident = Coupure | Reponse | SansLongueur | RepriseAveugle


@dataclass(frozen=True)
class Demande:
    """A request received; header names are in lower case."""

    chemin: str
    entetes: dict[str, str]


@dataclass
class Fichier:
    """A published file."""

    jeu: str
    id: str
    titre: str
    chemin: str
    url: str
    contenu: bytes
    modifie: datetime
    filetype: str
    checksum: dict[str, str] | None
    sans_reperes: bool = False

    @property
    def etag(self) -> str:
        return f'"{hashlib.md5(self.contenu, usedforsecurity=False).hexdigest()}"'

    @property
    def last_modified(self) -> str:
        return format_datetime(self.modifie, usegmt=True)

    def describe(self) -> dict[str, object]:
        return {
            "checksum": self.checksum,
            "filesize": len(self.contenu),
            "filetype": self.filetype,
            "format": self.titre.rpartition(".")[2],
            "id": self.id,
            "last_modified": self.modifie.isoformat(),
            "latest": f"/api/1/datasets/r/{self.id}",
            "title": self.titre,
            "type": "main",
            "url": self.url,
        }


class ServeurLocal:
    """Serves on the local machine, in a thread, until the end of the block."""

    def __init__(self, traitement: type[BaseHTTPRequestHandler]) -> None:
        self._http = _Serveur(("127.0.0.1", 0), traitement)
        self._http.hote = self
        self._fil = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._fil.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._fil.join()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"


class ServeurDataGouv(ServeurLocal):
    """Serves published files."""

    def __init__(self) -> None:
        super().__init__(_Traitement)
        self.journal: list[Demande] = []
        self.api_paginee = False
        self._fichiers: dict[str, Fichier] = {}
        self._incidents: dict[str, deque[Incident]] = defaultdict(deque)
        self._horloge = EPOQUE

    def publish(
        self, jeu: str, titre: str, contenu: bytes, *, filetype: str = "file", somme: bool = True
    ) -> Fichier:
        """Add a file to a data set, or replace it: as on the platform, its address changes."""
        self._horloge += timedelta(hours=1)
        ancien = self.find(jeu, titre)
        if ancien is not None:
            del self._fichiers[ancien.chemin]
        chemin = f"/resources/{jeu}/{self._horloge:%Y%m%d-%H%M%S}/{titre}"
        sha1 = hashlib.sha1(contenu, usedforsecurity=False).hexdigest()
        fichier = Fichier(
            jeu=jeu,
            id=ancien.id if ancien else str(uuid.uuid5(uuid.NAMESPACE_URL, f"{jeu}/{titre}")),
            titre=titre,
            chemin=chemin,
            url=f"{self.base}{chemin}",
            contenu=contenu,
            modifie=self._horloge,
            filetype=filetype,
            checksum={"type": "sha1", "value": sha1} if somme else None,
        )
        self._fichiers[chemin] = fichier
        return fichier

    def overwrite(self, fichier: Fichier, contenu: bytes) -> None:
        """Change a file without changing its address nor its announced checksum."""
        self._horloge += timedelta(hours=1)
        fichier.contenu, fichier.modifie = contenu, self._horloge

    def withdraw(self, fichier: Fichier) -> None:
        del self._fichiers[fichier.chemin]

    def prepare(self, ou: Fichier | str, *incidents: Incident) -> None:
        """Prepare what will go wrong on a file or on a path, in order."""
        self._incidents[ou if isinstance(ou, str) else ou.chemin].extend(incidents)

    def demandes(self, ou: Fichier | str) -> list[Demande]:
        chemin = ou if isinstance(ou, str) else ou.chemin
        return [demande for demande in self.journal if demande.chemin.split("?")[0] == chemin]

    def find(self, jeu: str, titre: str) -> Fichier | None:
        memes = (f for f in self._fichiers.values() if (f.jeu, f.titre) == (jeu, titre))
        return next(memes, None)

    def take_incident(self, chemin: str) -> Incident | None:
        file = self._incidents.get(chemin)
        return file.popleft() if file else None

    def find_static(self, chemin: str) -> Fichier | None:
        return self._fichiers.get(chemin)

    def find_id(self, cle: str) -> Fichier | None:
        return next((f for f in self._fichiers.values() if f.id == cle), None)

    def list_jeu(self, jeu: str) -> list[dict[str, object]]:
        return [f.describe() for f in self._fichiers.values() if f.jeu == jeu]


class _Serveur(ThreadingHTTPServer):
    daemon_threads = False  # leaving the block waits for the answers under way
    hote: ServeurLocal

    def handle_error(self, request, client_address):
        """A client that leaves in the middle of an answer is part of the game."""


class _Traitement(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5
    server: _Serveur

    def log_message(self, format, *args):  # noqa: A002
        """Stay silent."""

    def do_GET(self):
        adresse = urlsplit(self.path)
        hote = self.server.hote
        entetes = {nom.lower(): valeur for nom, valeur in self.headers.items()}
        hote.journal.append(Demande(self.path, entetes))
        incident = hote.take_incident(adresse.path)
        fichier = hote.find_static(adresse.path)
        if isinstance(incident, Reponse):
            self._send(incident.code, incident.corps, incident.entetes)
        elif fichier is not None:
            self._send_static(fichier, entetes, incident)
        elif permalien := re.fullmatch(r"/api/1/datasets/r/([\w-]+)", adresse.path):
            self._send_redirection(permalien[1])
        elif jeu := re.fullmatch(r"/api/([12])/datasets/([\w-]+)/(resources/)?", adresse.path):
            self._send_api(jeu[1], jeu[2], parse_qs(adresse.query))
        else:
            self._send_json({"message": "introuvable"}, 404)

    # --- API

    def _send_api(self, version, jeu, parametres):
        ressources = self.server.hote.list_jeu(jeu)
        if version == "2":
            self._send_page(ressources, parametres)
        elif self.server.hote.api_paginee:
            lien = {"rel": "subsection", "href": "…", "type": "GET", "total": len(ressources)}
            self._send_json({"id": jeu, "resources": lien})
        else:
            self._send_json({"id": jeu, "title": "Jeu", "resources": ressources})

    def _send_page(self, ressources, parametres):
        page, par_page = int(parametres["page"][0]), min(int(parametres["page_size"][0]), 2)
        debut = (page - 1) * par_page
        suite = debut + par_page < len(ressources)
        self._send_json(
            {
                "data": ressources[debut : debut + par_page],
                "next_page": f"http://ailleurs.invalid/?page={page + 1}" if suite else None,
                "page": page,
                "page_size": par_page,
                "total": len(ressources),
            }
        )

    def _send_redirection(self, cle):
        fichier = self.server.hote.find_id(cle)
        if fichier is None:
            self._send_json({"message": "introuvable"}, 404)
        else:
            self._send(302, b"", {"Location": fichier.url})

    def _send_json(self, contenu, code=200):
        corps = json.dumps(contenu).encode()
        self._send(code, corps, {"Content-Type": "application/json"})

    # --- static files

    def _send_static(self, fichier, entetes, incident):
        reperes = {"Accept-Ranges": "bytes", "Content-Type": "application/octet-stream"}
        if not fichier.sans_reperes:
            reperes |= {"ETag": fichier.etag, "Last-Modified": fichier.last_modified}
        if _is_unchanged(fichier, entetes):
            self._send(304, b"", reperes)
            return
        debut = _read_range(fichier, entetes, blind=isinstance(incident, RepriseAveugle))
        total = len(fichier.contenu)
        if debut >= total and "range" in entetes:
            self._send(416, b"", {"Content-Range": f"bytes */{total}"})
            return
        if debut:
            reperes["Content-Range"] = f"bytes {debut}-{total - 1}/{total}"
        self._send(206 if debut else 200, fichier.contenu[debut:], reperes, incident)

    def _send(self, code, corps, entetes, incident=None):
        self.send_response(code)
        for nom, valeur in entetes.items():
            self.send_header(nom, valeur)
        if isinstance(incident, SansLongueur):
            self.send_header("Connection", "close")
            self.close_connection = True
        elif code != 304:
            self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        if isinstance(incident, Coupure):
            self.wfile.write(corps[: incident.apres])
            self.wfile.flush()
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self.wfile.write(corps)


def _is_unchanged(fichier, entetes):
    if "if-none-match" in entetes:
        return entetes["if-none-match"] == fichier.etag
    if "if-modified-since" in entetes:
        return parsedate_to_datetime(entetes["if-modified-since"]) >= fichier.modifie
    return False


def _read_range(fichier, entetes, *, blind):
    """Return the first byte to send: 0 when If-Range tells that the file has changed."""
    demande = re.fullmatch(r"bytes=(\d+)-", entetes.get("range", ""))
    if demande is None:
        return 0
    condition = entetes.get("if-range")
    if condition in {None, fichier.etag, fichier.last_modified} or blind:
        return int(demande[1])
    return 0
