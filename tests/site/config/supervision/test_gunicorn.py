"""The web server, with real processes: each has made pages before it says that it is ready."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys

import pytest
from django.core.wsgi import get_wsgi_application

from spaser.site.config.gunicorn import ServeurWeb, ask
from spaser.site.config.supervision import listen
from tests.site.registre.fabrique import make_fiche

PROCESSUS = 2
LIMITE = 60  # seconds for what takes a fraction of one


@contextlib.contextmanager
def serve(tmp_path, pages):
    """Serve a false site; give its process, its port and the pages made when it was ready."""
    trace = tmp_path / "trace"
    lecture, ecriture = os.pipe()
    with listen("127.0.0.1", 0) as ecoute, os.fdopen(lecture, "rb", buffering=0) as prets:
        numeros = (ecoute.fileno(), ecriture)
        commande = [
            sys.executable,
            "-m",
            "tests.site.config.supervision.faux_site",
            str(trace),
            pages,
        ]
        with subprocess.Popen(
            [*commande, *map(str, numeros)], pass_fds=numeros, stderr=subprocess.PIPE, text=True
        ) as processus:
            try:
                for _ in range(PROCESSUS):
                    assert select.select([prets], [], [], LIMITE)[0], "nothing came"
                    assert prets.read(1) == b"."
                yield processus, ecoute.getsockname()[1], trace.read_text("utf-8").split()
            finally:
                processus.terminate()
                os.close(ecriture)


def test_each_process_makes_every_page_before_it_is_ready(tmp_path):
    with serve(tmp_path, "/ /registre/") as (_, _, faites):
        auteurs = {numero for numero, _ in (page.split(":") for page in faites)}
        assert len(auteurs) == PROCESSUS
        assert sorted(faites) == sorted(f"{n}:{p}" for n in auteurs for p in ("/", "/registre/"))


def test_a_page_in_trouble_is_told_and_the_site_is_served_all_the_same(tmp_path):
    with serve(tmp_path, "/panne") as (processus, port, _):
        with socket.create_connection(("127.0.0.1", port), timeout=LIMITE) as lien:
            assert exchange(lien).startswith("HTTP/1.1 200 OK")
        processus.terminate()
        _, dits = processus.communicate(timeout=LIMITE)
    assert dits.count("The first pages could not be made") == PROCESSUS


def exchange(lien):
    lien.sendall(b"GET / HTTP/1.1\r\nHost: exemple.fr\r\n\r\n")
    recu = b""
    while not recu.endswith(b"\r\n\r\nok"):
        recu += lien.recv(4096)
    return recu.decode()


@pytest.mark.longue
def test_a_connection_serves_again_and_does_not_hold_back_the_end(tmp_path):
    assert ServeurWeb(3, 4).cfg.keepalive == 75
    assert str(ServeurWeb(3, 4).cfg.worker_tmp_dir).startswith("/dev/")  # no disk fills it
    with (
        serve(tmp_path, "/") as (processus, port, _),
        socket.create_connection(("127.0.0.1", port), timeout=LIMITE) as lien,
    ):
        for _ in range(2):
            assert "Connection: keep-alive" in exchange(lien)
        processus.send_signal(signal.SIGTERM)
        assert processus.wait(10) == 0  # well under what a process is given to finish
        assert lien.recv(1) == b""


@pytest.mark.longue
@pytest.mark.django_db
def test_the_first_pages_are_the_home_page_and_one_of_each_family(une_connexion):
    make_fiche("Région Bretagne")
    adresses = ServeurWeb(3, 4).list_pages()
    chemins = [adresse.removeprefix("http://127.0.0.1:8000") for adresse in adresses]
    assert chemins[0] == "/"
    assert {"/registre/", "/obligations/", "/methodes/", "/diagnostic/"} <= set(chemins)
    assert {ask(get_wsgi_application(), adresse) for adresse in adresses} == {"200 OK"}


CHARGE = """
import threading
from django.db import connections
from spaser.site.config.gunicorn import ServeurWeb
ServeurWeb(3, 4).load()
ouvertes = [c.connection for c in connections.all(initialized_only=True) if c.connection]
attente = connections.settings["default"]["OPTIONS"]["timeout"]
print(len(ouvertes), threading.active_count(), attente)
"""


@pytest.mark.longue
def test_what_processes_share_is_loaded_without_a_base_or_a_thread(tmp_path):
    environnement = os.environ | {
        "DJANGO_SETTINGS_MODULE": "spaser.site.config.settings",
        "SPASER_DOSSIER": str(tmp_path),
    }
    lu = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CHARGE],
        env=environnement, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (lu.stdout, lu.stderr) == ("0 1 2\n", "")
    assert ServeurWeb(3, 4).cfg.preload_app
