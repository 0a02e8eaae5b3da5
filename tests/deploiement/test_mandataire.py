"""The proxy that is shipped, for real: it holds slow visitors, and refuses in French."""

import contextlib
import shutil
import ssl
import threading
import time
from pathlib import Path

import pytest

from spaser.site.config.supervision import Service, Superviseur, listen
from tests.deploiement.adresses import CACHE, list_secretes
from tests.deploiement.mandataire import NGINX, run_mandataire

pytestmark = pytest.mark.skipif(
    not (NGINX and shutil.which("openssl")), reason="nginx ou openssl est absent"
)
LENTS = 200
PAGE = b"GET / HTTP/1.1\r\nHost: exemple.fr\r\nConnection: close\r\n\r\n"
ENVOI = b"/espace/123456789/depenses/deposer/"
LOURD = b"\r\nContent-Length: 4194304\r\n\r\n"
DEBUT = b"POST / HTTP/1.1\r\nHost: exemple.fr\r\nContent-Length: 1000\r\n\r\ndix octets"


@pytest.fixture(scope="module")
def devant(tmp_path_factory):
    """The proxy, before two web processes of four threads."""
    dossier = tmp_path_factory.mktemp("mandataire")
    pret = threading.Event()
    with listen("127.0.0.1", 0) as ecoute:
        arguments = (str(dossier / "trace"), "/", str(ecoute.fileno()))
        service = Service("web", "tests.site.config.supervision.faux_site", arguments, prets=2)
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
    reponse = mandataire.ask(PAGE, mandataire.connect_clear)
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


def read_refusal(lien):
    reponse = b""
    while b"</html>" not in reponse:
        recu = lien.recv(4096)
        assert recu
        reponse += recu
    return reponse


@pytest.mark.parametrize(
    ("adresse", "octets"),
    [(b"/", 4 << 20), (b"/plan/partenaire/abc/", 4 << 20), (ENVOI, 90 << 20)],
)
def test_what_is_too_large_for_its_page_is_refused_before_it_is_read(devant, adresse, octets):
    mandataire, _ = devant
    demande = DEBUT.replace(b"1000", b"%d" % octets).replace(b"POST /", b"POST " + adresse)

    with mandataire.connect() as lien:
        lien.sendall(demande)
        reponse = read_refusal(lien)

    assert b" 413 " in reponse.partition(b"\r\n")[0]
    assert b"Envoi trop lourd" in reponse


def test_a_page_that_takes_files_gets_a_large_one_which_waits_on_the_disk(devant):
    mandataire, trace = devant
    demande = DEBUT.replace(b"1000", b"%d" % (8 << 20)).replace(b"POST /", b"POST " + ENVOI)
    entete = demande.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    reste = (8 << 20) - len(b"dix octets")

    with mandataire.connect() as lien:
        lien.sendall(entete + b"x" * (reste // 2))
        assert wait_for(lambda: sum(measure_corps(mandataire)) > 3 << 20)
        assert ENVOI.decode() not in trace.read_text("utf-8")
        lien.sendall(b"x" * (reste - reste // 2))
        reponse = lien.makefile("rb").read()

    assert b" 200 OK" in reponse.partition(b"\r\n")[0]
    assert ENVOI.decode() in trace.read_text("utf-8")


def measure_corps(mandataire):
    """Return the bytes of the bodies kept on the disk: files without a name, that nginx holds."""
    for ouvert in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            if str(ouvert.readlink()).startswith(f"{mandataire.dossier}/corps/"):
                yield ouvert.stat().st_size


def wait_for(vrai):
    fin, pas = time.monotonic() + 20, threading.Event()
    while not vrai() and time.monotonic() < fin:
        pas.wait(0.02)
    return vrai()


def test_no_address_that_opens_something_is_in_what_the_proxy_writes(devant, tmp_path):
    mandataire, _ = devant
    adresses = list_secretes()
    for adresse in adresses:
        page = PAGE.replace(b" / ", b" %b?suivant=%b " % (adresse.encode(), CACHE.encode()))
        lourd = page.replace(b"GET", b"POST").replace(b"\r\n\r\n", LOURD)
        assert b" 200 OK" in mandataire.ask(page)
        assert b" 308 " in mandataire.ask(page, mandataire.connect_clear)
        with mandataire.connect() as lien:
            lien.sendall(lourd)
            read_refusal(lien)
    with listen("127.0.0.1", 0) as prise:
        personne = prise.getsockname()[1]
    with run_mandataire(tmp_path / "nginx", personne) as seul:
        assert b" 502 " in seul.ask(PAGE.replace(b" / ", b" %b " % adresses[0].encode()))

    traces = mandataire.read_traces()
    lignes = [ligne for ligne in traces.splitlines() if "..." in ligne]
    assert len(lignes) == 2 * len(adresses)
    assert traces.count(" POST ") >= len(adresses)
    assert " GET /vue/... 200 " in traces
    assert CACHE not in traces + seul.read_traces()
    assert "127.0.0.1" not in traces + seul.read_traces()


def test_who_asks_for_another_name_is_closed_without_a_word(devant):
    mandataire, _ = devant
    autre = PAGE.replace(b"exemple.fr", b"autre.fr")

    assert mandataire.ask(autre) == b""
    assert mandataire.ask(autre, mandataire.connect_clear) == b""
    with pytest.raises(ssl.SSLError):
        mandataire.connect(nom="autre.fr")


def test_a_site_that_does_not_answer_is_told_in_french(tmp_path):
    with listen("127.0.0.1", 0) as prise:
        personne = prise.getsockname()[1]
    with run_mandataire(tmp_path / "nginx", personne) as mandataire:
        envoi = PAGE.replace(b"GET / ", b"POST %b " % ENVOI).replace(b"\r\n\r\n", LOURD)
        for demande in (PAGE, envoi + b"x" * (4 << 20)):
            reponse = mandataire.ask(demande)
            assert b" 502 " in reponse.partition(b"\r\n")[0]
            assert "Le site ne répond pas".encode() in reponse
