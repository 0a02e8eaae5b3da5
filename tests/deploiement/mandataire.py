"""The proxy that is shipped, run on this machine: only addresses and folders are its own."""

import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from spaser.site.config.supervision import listen
from tests.transverses.arbre import RACINE

SOURCE = RACINE / "deploiement/nginx"
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
CONTEXTE = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
CONTEXTE.check_hostname, CONTEXTE.verify_mode = False, ssl.CERT_NONE
DELAI = 20  # seconds for what takes a fraction of one


@dataclass(frozen=True)
class Mandataire:
    """Where the proxy answers, and the folder of what it writes."""

    clair: int
    https: int
    dossier: Path

    def connect(self, depuis="127.0.0.1", nom="exemple.fr"):
        """Open an encrypted connection, without knowing who signed the certificate.

        `depuis` is any address of the loopback: the proxy counts visitors by theirs.
        """
        lien = socket.create_connection(("127.0.0.1", self.https), DELAI, (depuis, 0))
        return CONTEXTE.wrap_socket(lien, server_hostname=nom)

    def connect_clear(self):
        return socket.create_connection(("127.0.0.1", self.clair), DELAI)

    def ask(self, demande, connect=None):
        """Send a request and return the whole answer."""
        with (connect or self.connect)() as lien:
            lien.sendall(demande)
            return lien.makefile("rb").read()

    def read_traces(self):
        """Return all that it has written to its output and to its error output."""
        return "".join((self.dossier / nom).read_text("utf-8") for nom in ("sortie", "erreurs"))


def find_ports(nombre):
    with contextlib.ExitStack() as pile:
        prises = [pile.enter_context(listen("127.0.0.1", 0)) for _ in range(nombre)]
        return [prise.getsockname()[1] for prise in prises]


@contextlib.contextmanager
def run_mandataire(dossier, port_du_site):
    """Run the shipped proxy before a site that listens on this machine."""
    clair, https = find_ports(2)
    configuration = _write(dossier, clair, https, port_du_site)
    commande = [NGINX, "-e", "/dev/stderr", "-c", str(configuration), "-g", "daemon off;"]
    with (
        (dossier / "sortie").open("wb") as sortie,
        (dossier / "erreurs").open("wb") as erreurs,
        subprocess.Popen(commande, stdout=sortie, stderr=erreurs) as processus,
    ):
        try:
            _wait(processus, https)
            yield Mandataire(clair, https, dossier)
        finally:
            processus.terminate()


def _write(dossier, clair, https, port_du_site):
    """Copy the files, with the addresses and the folders of this run."""
    dossier.mkdir(parents=True, exist_ok=True)
    copie = dossier / "spaser"
    shutil.copytree(SOURCE, copie)
    certificat = dossier / "certificats"
    certificat.mkdir()
    _make_certificat(certificat)
    (copie / "amont.conf").write_text(
        (SOURCE / "amont-local.conf").read_text("utf-8").replace(":8000", f":{port_du_site}")
    )
    (copie / "hote.conf").write_text("server_name exemple.fr;\n", "utf-8")
    places = {
        " /tmp/": f" {dossier}/",
        " /var/tmp/": f" {dossier}/",
        "/etc/nginx/spaser": copie,
        "/etc/nginx/certificats": certificat,
        "listen 8080": f"listen 127.0.0.1:{clair}",
        "listen 8443": f"listen 127.0.0.1:{https}",
        "worker_processes auto": "user root;\nworker_processes 1"
        if os.getuid() == 0
        else "worker_processes 1",
    }
    for fichier in (copie / "nginx.conf", copie / "mandataire.conf"):
        texte = fichier.read_text("utf-8")
        for avant, apres in places.items():
            texte = texte.replace(avant, str(apres))
        fichier.write_text(texte, "utf-8")
    return copie / "nginx.conf"


def _make_certificat(dossier: Path):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "1", "-subj", "/CN=exemple.fr",
         "-keyout", dossier / "site.key", "-out", dossier / "site.pem"],
        check=True, capture_output=True,
    )  # fmt: skip


def _wait(processus, port):
    fin, pas = time.monotonic() + DELAI, threading.Event()
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=DELAI).close()
        except OSError:
            assert processus.poll() is None, "the proxy does not start"
            assert time.monotonic() < fin, "the proxy does not answer"
            pas.wait(0.05)
        else:
            return
