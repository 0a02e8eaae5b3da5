"""A small server that gives recorded answers again, so that a browser reads them as they were.

Styles and scripts may be kept by the browser from one page to the next, as the site lets it.
"""

import mimetypes
import re
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders

STATIQUES = "/static/"
IMAGES = re.compile(r".*/charte/logo|/editorial/images/[0-9]+/")  # pictures that the base holds
GARDES = "public, max-age=3600"


class Rejeu:
    """Serves one recorded answer at a time, `visite`, and our own files; nothing else is there."""

    def __init__(self, adresse):
        self.adresse, self.visite = adresse, None

    def find(self, chemin):
        """Return the headers and the body of an address, None when nothing is there."""
        if chemin.startswith(STATIQUES):
            fichier = finders.find(chemin.removeprefix(STATIQUES))
            return fichier and self._read(fichier)
        if IMAGES.fullmatch(chemin):
            return self._read(finders.find("aide/bilan.png"))
        if self.visite and chemin == urlsplit(self.visite.adresse).path:
            return self.visite.entetes, self.visite.texte.encode()
        return None

    def _read(self, fichier):
        genre = mimetypes.guess_type(fichier)[0] or "application/octet-stream"
        return {"Content-Type": genre, "Cache-Control": GARDES}, Path(fichier).read_bytes()


class _Guichet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        entetes, corps = self.server.rejeu.find(urlsplit(self.path).path) or ({}, b"")
        self.send_response(200 if entetes else 404)
        for nom, valeur in entetes.items():
            if nom.lower() != "content-length":
                self.send_header(nom, valeur)
        self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        self.wfile.write(corps)

    def log_message(self, *args):
        """Say nothing: the tests do."""


@contextmanager
def open_rejeu():
    """Serve on this machine, for as long as the block lasts."""
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), _Guichet)
    serveur.daemon_threads = True
    serveur.rejeu = Rejeu(f"http://127.0.0.1:{serveur.server_port}")
    Thread(target=serveur.serve_forever, daemon=True).start()
    try:
        yield serveur.rejeu
    finally:
        serveur.shutdown()
        serveur.server_close()
