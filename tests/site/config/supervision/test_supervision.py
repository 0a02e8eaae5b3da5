"""The supervisor, with real processes: what dies is restarted, nothing is left behind."""

import contextlib
import errno
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from spaser.site.config.supervision import (
    ATTENTES,
    Service,
    Superviseur,
    listen,
    make_travaux,
    make_web,
)

FAUX = "tests.site.config.supervision.faux_service"
LIMITE = 20  # seconds for what takes a fraction of one


def wait_for(condition):
    """Wait until something is true, looking often."""
    fin = time.monotonic() + LIMITE
    arret = threading.Event()
    while not (resultat := condition()):
        assert time.monotonic() < fin, "nothing came"
        arret.wait(0.02)
    return resultat


def is_alive(numero):
    with contextlib.suppress(ProcessLookupError):
        os.kill(numero, 0)
        return True
    return False


@pytest.fixture
def trace(tmp_path):
    fichier = tmp_path / "trace"
    fichier.touch()
    return fichier


def read(trace):
    return trace.read_text("utf-8").split()


def make_superviseur(trace, *conduites, chutes=0, **reglages):
    services = [Service(c, FAUX, (str(trace), c), chutes=chutes) for c in conduites]
    dits = []
    return Superviseur(services, tell=dits.append, **reglages), dits


@contextlib.contextmanager
def when(condition, acte):
    """Do something from another thread once a condition is true."""

    def attend():
        acte(wait_for(condition))

    fil = threading.Thread(target=attend)
    fil.start()
    yield
    fil.join()


def test_a_signal_stops_every_process_and_lets_it_finish(trace):
    superviseur, _ = make_superviseur(trace, "sage", "sage")
    with when(lambda: len(read(trace)) == 2, lambda _: os.kill(os.getpid(), signal.SIGTERM)):
        assert superviseur.run() is True
    *numeros, un, deux = read(trace)
    assert (un, deux) == ("fini", "fini")
    assert [is_alive(int(numero)) for numero in numeros] == [False, False]


def test_a_process_that_is_killed_is_restarted(trace):
    superviseur, dits = make_superviseur(trace, "sage", attentes=(0.05,))

    def act(lignes):
        os.kill(int(lignes[0]), signal.SIGKILL)
        wait_for(lambda: len(read(trace)) == 2)
        superviseur.stop()

    with when(lambda: read(trace), act):
        assert superviseur.run() is True
    assert dits == ["« sage » s’est arrêté (code -9) : relancé dans 0,05 s."]
    assert read(trace)[2] == "fini"


def test_a_process_without_which_nothing_is_served_ends_the_site_when_it_always_dies(trace):
    superviseur, dits = make_superviseur(trace, "fragile", "sage", chutes=3, attentes=(0.01, 0.02))
    assert superviseur.run() is False
    assert dits == [
        "« fragile » s’est arrêté (code 3) : relancé dans 0,01 s.",
        "« fragile » s’est arrêté (code 3) : relancé dans 0,02 s.",
        "« fragile » ne tient pas : le site s’arrête.",
    ]
    assert not any(is_alive(int(mot)) for mot in read(trace) if mot.isdigit())


@pytest.mark.longue
def test_a_worker_that_always_dies_is_waited_for_alone_and_tried_again_for_ever(trace):
    superviseur, dits = make_superviseur(trace, "fragile", "sage", attentes=(0.01, 0.02))

    def act(_):
        assert [is_alive(int(n)) for n in read(trace)].count(True) >= 1  # the other serves
        superviseur.stop()

    with when(lambda: len(dits) == 7, act):
        assert superviseur.run() is True
    assert dits == [
        "« fragile » s’est arrêté (code 3) : relancé dans 0,01 s.",
        *["« fragile » s’est arrêté (code 3) : relancé dans 0,02 s."] * 6,
    ]
    assert read(trace)[-1] == "fini"


def test_a_worker_that_waits_is_told_how_often_it_fell_and_tried_again_at_once_on_demand(trace):
    superviseur, dits = make_superviseur(trace, "compte", attentes=(0.01, 600.0))

    def act(_):
        superviseur.renew()
        wait_for(lambda: len(dits) == 3)
        superviseur.stop()

    with when(lambda: len(dits) == 2, act):
        assert superviseur.run() is True
    assert [mot for mot in read(trace) if mot.startswith("chutes")] == [
        "chutes:0", "chutes:1", "chutes:0"
    ]  # fmt: skip
    assert dits[1:] == [
        "« compte » s’est arrêté (code 3) : relancé dans 600 s.",
        "« compte » s’est arrêté (code 3) : relancé dans 0,01 s.",
    ]


def test_the_waits_of_a_site_grow_to_two_minutes_and_the_web_server_is_given_six_falls():
    assert (ATTENTES[0], ATTENTES[-1]) == (0.5, 120.0)
    assert list(ATTENTES) == sorted(ATTENTES)
    with listen("127.0.0.1", 0) as ecoute:
        assert make_web(ecoute).chutes == 6
    assert {service.chutes for service in make_travaux()} == {0}


def test_a_process_that_will_not_finish_is_ended(trace):
    superviseur, _ = make_superviseur(trace, "sourd", patience=0.1)
    with when(lambda: read(trace), lambda _: superviseur.stop()):
        superviseur.run()
    assert not is_alive(int(read(trace)[0]))


def test_a_supervisor_that_is_killed_leaves_no_orphan(trace):
    programme = (
        "from spaser.site.config.supervision import Service, Superviseur\n"
        f"service = Service('sage', {FAUX!r}, ({str(trace)!r}, 'sage'))\n"
        "Superviseur([service], tell=print).run()\n"
    )
    with subprocess.Popen([sys.executable, "-c", programme]) as processus:
        numero = int(wait_for(lambda: read(trace))[0])
        processus.kill()
    wait_for(lambda: not is_alive(numero))


def test_the_signals_are_given_back(trace):
    avant = signal.getsignal(signal.SIGTERM)
    superviseur, _ = make_superviseur(trace, "sage")
    with when(lambda: read(trace), lambda _: superviseur.stop()):
        superviseur.run()
    assert signal.getsignal(signal.SIGTERM) is avant


def test_a_service_is_relieved_and_its_successor_is_not_counted_as_a_fall(trace):
    superviseur, dits = make_superviseur(trace, "sage", attentes=())

    def act(_):
        superviseur.renew()
        wait_for(lambda: len(read(trace)) == 3)
        superviseur.stop()

    with when(lambda: read(trace), act):
        assert superviseur.run() is True
    assert [mot for mot in read(trace) if not mot.isdigit()] == ["fini", "fini"]
    assert dits == []


def test_a_machine_that_starts_no_process_for_a_while_ends_nothing(trace, monkeypatch):
    vrai, refus = subprocess.Popen, iter(range(2))

    def start(*arguments, **reglages):
        if next(refus, None) is not None:
            raise OSError(errno.ENOMEM, "Cannot allocate memory")
        return vrai(*arguments, **reglages)

    monkeypatch.setattr("spaser.site.config.supervision.subprocess.Popen", start)
    superviseur, dits = make_superviseur(trace, "sage", attentes=(0.01,))
    with when(lambda: read(trace), lambda _: superviseur.stop()):
        assert superviseur.run() is True
    assert (
        dits
        == [
            "« sage » ne démarre pas : Cannot allocate memory.",
            "« sage » relancé dans 0,01 s.",
        ]
        * 2
    )
