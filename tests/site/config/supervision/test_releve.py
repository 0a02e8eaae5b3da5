"""New processes take the place of those that serve, and no visitor is refused meanwhile."""

import os
import re
import signal
import socket
import threading
from pathlib import Path

import pytest

from spaser.site.config.supervision import Service, Superviseur, listen

SITE = "tests.site.config.supervision.faux_site"
DELAI = 30  # seconds for what takes a few


class Visiteur(threading.Thread):
    """Asks for a page, again and again; keeps what went wrong, and tells how many were answered."""

    def __init__(self, port):
        super().__init__()
        self.port, self.fin = port, threading.Event()
        self.reponses, self.refus = 0, []

    def run(self):
        while not self.fin.is_set():
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=DELAI) as lien:
                    lien.sendall(b"POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nok")
                    recu = lien.makefile("rb").read()
            except OSError as erreur:
                recu = str(erreur).encode()
            if b" 200 OK" in recu.partition(b"\r\n")[0] and recu.endswith(b"ok"):
                self.reponses += 1
            else:
                self.refus.append(recu)


def list_auteurs(trace):
    lignes = trace.read_text("utf-8").split() if trace.exists() else []
    return [ligne.partition(":")[0] for ligne in lignes]


@pytest.mark.parametrize("suite", ["sain", "malade"])
def test_the_site_is_renewed_without_a_refused_request(tmp_path, suite):
    trace = tmp_path / "trace"
    dits, pret, releve = [], threading.Event(), threading.Event()
    with listen("127.0.0.1", 0) as ecoute:
        numero = str(ecoute.fileno())
        service = Service("web", SITE, (str(trace), "/", numero), prets=2)

        def tell(dit):
            dits.append(re.sub(r"code -?\d+", "code N", dit))
            releve.set()

        superviseur = Superviseur(
            [service], tell=tell, descripteurs=(ecoute.fileno(),), announce=pret.set
        )
        visiteur = Visiteur(ecoute.getsockname()[1])

        def act():
            pret.wait(DELAI)
            visiteur.start()
            if suite == "malade":
                os.environ["SPASER_FAUX_SITE_MALADE"] = "1"
            os.kill(os.getpid(), signal.SIGHUP)
            releve.wait(DELAI)
            threading.Event().wait(0.5)  # visitors go on for a moment
            visiteur.fin.set()
            visiteur.join()
            superviseur.stop()

        fil = threading.Thread(target=act)
        fil.start()
        try:
            assert superviseur.run() is True
        finally:
            os.environ.pop("SPASER_FAUX_SITE_MALADE", None)
            fil.join()
    assert visiteur.refus == []
    assert visiteur.reponses > 10
    auteurs = set(list_auteurs(Path(trace)))
    if suite == "sain":
        assert dits == ["« web » : la relève est faite."]
        assert len(auteurs) == 4
    else:
        assert dits == ["« web » : la relève a échoué (code N)."]
        assert len(auteurs) == 2
