"""The proxy that is shipped, for real: it holds slow visitors, and refuses in French."""

import contextlib
import shutil
import socket
import threading

import pytest

from spaser.web.serveur.supervision import Service, Superviseur, listen
from tests.deploiement.mandataire import NGINX, run_mandataire

pytestmark = pytest.mark.skipif(
    not (NGINX and shutil.which("openssl")), reason="nginx ou openssl est absent"
)
LENTS = 200
PAGE = b"GET / HTTP/1.1\r\nHost: exemple.fr\r\nConnection: close\r\n\r\n"
DEBUT = b"POST / HTTP/1.1\r\nHost: exemple.fr\r\nContent-Length: 1000\r\n\r\ndix octets"


@pytest.fixture(scope="module")
def devant(tmp_path_factory):
    """The proxy, before two web processes of four threads."""
    dossier = tmp_path_factory.mktemp("mandataire")
    pret = threading.Event()
    with listen("127.0.0.1", 0) as ecoute:
        arguments = (str(dossier / "trace"), "/", str(ecoute.fileno()))
        service = Service("web", "tests.web.serveur.faux_site", arguments, prets=2)
        superviseur = Superviseur(
            [service], tell=print, descripteurs=(ecoute.fileno(),), announce=pret.set
        )
        superviseur._listen = contextlib.nullcontext  # signals are for the main thread
        fil = threading.Thread(target=superviseur.run)
        fil.start()
        try:
            assert pret.wait(60)
            with run_mandataire(dossier / "nginx", ecoute.getsockname()[1]) as mandataire:
                yield mandataire, dossier / "trace"
        finally:
            superviseur.stop()
            fil.join()


def test_a_page_is_given_by_https_and_asked_for_in_clear_it_is_sent_there(devant):
    mandataire, _ = devant

    assert b" 200 OK" in mandataire.ask(PAGE).partition(b"\r\n")[0]
    with socket.create_connection(("127.0.0.1", mandataire.clair), timeout=20) as lien:
        lien.sendall(PAGE)
        reponse = lien.makefile("rb").read()
    assert b"308 Permanent Redirect" in reponse
    assert b"Location: https://exemple.fr/\r\n" in reponse


def test_two_hundred_half_sent_requests_take_no_thread_of_the_site(devant):
    mandataire, trace = devant
    avant = len(trace.read_text("utf-8").split())
    with contextlib.ExitStack() as pile:
        for rang in range(LENTS):
            lien = pile.enter_context(mandataire.connect(f"127.0.1.{1 + rang}"))
            lien.sendall(DEBUT[: 20 + rang % 60])
        for _ in range(20):
            assert b" 200 OK" in mandataire.ask(PAGE).partition(b"\r\n")[0]
    assert len(trace.read_text("utf-8").split()) - avant == 20  # none of the half-sent ones


def test_what_is_too_large_is_refused_before_it_is_read(devant):
    mandataire, _ = devant
    demande = DEBUT.replace(b"1000", b"%d" % (90 << 20))

    with mandataire.connect() as lien:
        lien.sendall(demande)
        reponse = b""
        while b"</html>" not in reponse:
            recu = lien.recv(4096)
            assert recu
            reponse += recu

    assert b" 413 " in reponse.partition(b"\r\n")[0]
    assert b"Envoi trop lourd" in reponse


def test_a_site_that_does_not_answer_is_told_in_french(tmp_path):
    with listen("127.0.0.1", 0) as prise:
        personne = prise.getsockname()[1]
    with run_mandataire(tmp_path / "nginx", personne) as mandataire:
        reponse = mandataire.ask(PAGE)
    assert b" 502 " in reponse.partition(b"\r\n")[0]
    assert "Le site ne répond pas".encode() in reponse
