"""Sites of outside that mean harm, read through true boxes: a sentence in time, nothing left."""

import gzip
import os
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from time import monotonic

import pytest

from spaser.moteur.boite.appel import run_bounded
from spaser.moteur.boite.modele import ErreurBoite, MotifEchec
from spaser.moteur.reseau import sonde
from spaser.moteur.reseau.sonde import DEHORS, PageRefusee, probe, read_page
from tests.bench.mesure import list_descendance, read_pss
from tests.moteur.reseau.gestes import ask_local, fetch_local

pytestmark = pytest.mark.usefixtures("vraie_boite")
FETCH = sonde.fetch_page
COURTE = replace(DEHORS, duree=2.0)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
TEMPS = "le site met trop de temps à répondre"
FAUX = "le site ne répond pas correctement"
LONGUE = "la page dépasse 2,0\u00a0Mo"
BOMBE = gzip.compress(gzip.compress(bytes(200_000_000)))


def say(*morceaux):
    return lambda prise, _fin: prise.sendall(b"".join(morceaux))


def drip(*debut):
    """Send what begins an answer, then a byte now and then."""

    def repond(prise, fin):
        prise.sendall(b"".join(debut))
        while not fin.wait(0.1):
            prise.sendall(b"a")

    return repond


def flood(debut, bloc):
    """Send without an end."""

    def repond(prise, fin):
        prise.sendall(debut)
        while not fin.is_set():
            prise.sendall(bloc)

    return repond


@contextmanager
def site(repond):
    """Serve one answer to each who comes, from this machine; those who leave end it."""
    fin = threading.Event()

    def serve(prise):
        with prise, suppress(OSError):
            if prise.recv(65_536, socket.MSG_PEEK)[:1] == b"G":
                prise.recv(65_536)
            repond(prise, fin)

    def accept(ecoute):
        with suppress(OSError):
            while True:
                prise, _ = ecoute.accept()
                fils.append(threading.Thread(target=serve, args=(prise,)))
                fils[-1].start()

    fils = []
    with socket.create_server(("127.0.0.1", 0)) as ecoute:
        accueil = threading.Thread(target=accept, args=(ecoute,))
        accueil.start()
        try:
            yield f"127.0.0.1:{ecoute.getsockname()[1]}/"
        finally:
            fin.set()
            ecoute.shutdown(socket.SHUT_RDWR)
            for fil in [accueil, *fils]:
                fil.join()


def list_restes(autres):
    """Return the processes that came since, and stay."""
    return [numero for numero in list_descendance(os.getpid()) if numero not in autres]


@pytest.fixture(autouse=True)
def ici(monkeypatch):
    """Have the box read sites of this machine."""
    monkeypatch.setattr(sonde, "fetch_page", fetch_local)


def refuse(monkeypatch, repond, schema="http", box=None):
    """Return how a site is refused: the words, whether in time, what is left, Mo taken here."""
    monkeypatch.setattr(sonde, "DEHORS", box or COURTE)
    avant, fils = read_pss(os.getpid()), threading.active_count()
    autres = list_descendance(os.getpid())
    with site(repond) as adresse:
        depart = monotonic()
        with pytest.raises(PageRefusee) as refus:
            read_page(f"{schema}://{adresse}")
        dure = monotonic() - depart
        restes = list_restes(autres)
    prise = (read_pss(os.getpid()) - avant) / 1e6
    return refus.value.message, dure < 10, restes, threading.active_count() - fils, prise < 30


PIEGES = {
    "packed twice": (say(OK, b"Content-Encoding: gzip, gzip\r\n\r\n", BOMBE), "http", "compressée"),
    "a body by drops": (drip(OK, b"\r\n"), "http", TEMPS),
    "a header by drops": (drip(OK, b"X-Long: "), "http", TEMPS),
    "silence": (drip(), "http", TEMPS),
    "no handshake": (lambda _prise, fin: fin.wait(), "https", TEMPS),
    "endless headers": (flood(OK, b"X-Encore: " + b"a" * 1_000 + b"\r\n"), "http", FAUX),
    "one endless header": (flood(OK + b"X-Long: ", b"a" * 65_536), "http", FAUX),
    "an endless body": (flood(OK + b"\r\n", b"<p>a</p>" * 8_192), "http", LONGUE),
    "endless chunks": (
        flood(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"a" * 4_096 + b"\r\n"),
        "http",
        LONGUE,
    ),
    "endless redirections": (
        say(b"HTTP/1.1 302 Found\r\nLocation: /encore\r\nContent-Length: 0\r\n\r\n"),
        "http",
        "sans fin",
    ),
}


@pytest.mark.longue
@pytest.mark.parametrize("piege", PIEGES)
def test_a_site_that_means_harm_costs_nothing_here(piege, monkeypatch):
    repond, schema, dit = PIEGES[piege]

    # What is refused for what it says is given the time to say it, however slow the machine.
    message, *reste = refuse(monkeypatch, repond, schema, None if dit is TEMPS else sonde.DEHORS)

    assert dit in message
    assert reste == [True, [], 0, True]


def test_a_page_by_drops_ends_with_its_box(monkeypatch):
    message, *reste = refuse(monkeypatch, drip(OK, b"\r\n"))

    assert (message, reste) == (TEMPS, [True, [], 0, True])


@pytest.mark.longue
@pytest.mark.parametrize(
    ("corps", "titre"),
    [
        (b"<h1>Profonde</h1>" + b"<div>" * 390_000, "Profonde"),
        (b"<h1>Tables</h1>" + b"<table><tr><td>" * 130_000, "Tables"),
        (b"<h1>Attributs</h1><p " + b"a=1 " * 490_000 + b">", "Attributs"),
        (b"<h1>Entit\xe9s</h1>" + b"&lt;" * 490_000, "Entités"),
        (b'<meta charset="shift_jis"><h1>Mal nomm\xc3\xa9</h1>', "Mal nommé"),
        (b'<meta charset="utf-7"><h1>R\xe9gion</h1>', "Région"),
        (b"<h1>+ADw-script+AD4-</h1>\xff\xfe", "+ADw-script+AD4-"),
    ],
)
def test_a_page_that_is_hard_to_read_is_read_or_refused_in_its_box(corps, titre):
    entete = OK + f"Content-Length: {len(corps)}\r\n\r\n".encode()

    with site(say(entete, corps)) as adresse:
        assert read_page(f"http://{adresse}").titre == titre


def test_a_box_aims_at_addresses_without_the_settings_of_the_site(monkeypatch):
    monkeypatch.setattr(sonde, "fetch_page", FETCH)
    with pytest.raises(PageRefusee, match="n’est pas publique"):
        read_page("http://127.0.0.1/")


def test_a_probe_ends_with_its_box_too():
    autres = list_descendance(os.getpid())
    with site(drip(OK, b"X-Long: ")) as adresse, pytest.raises(ErreurBoite) as arret:
        run_bounded(COURTE, ask_local, f"http://{adresse}")

    assert arret.value.motif is MotifEchec.TEMPS
    assert list_restes(autres) == []
    assert probe("http://127.0.0.1/").texte == "l’adresse n’est pas publique"
