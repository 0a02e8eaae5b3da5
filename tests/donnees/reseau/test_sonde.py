"""The probe of links, against a host of this machine."""

import ipaddress
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from spaser.donnees.reseau.sonde import Constat, Etat, aim
from spaser.donnees.reseau.telechargement import probe

_REPONSES = {
    "/ici": (200, {}),
    "/parti": (404, {}),
    "/retire": (410, {}),
    "/garde": (403, {}),
    "/panne": (503, {}),
    "/deplace": (302, {"Location": "/ici"}),
    "/boucle": (302, {"Location": "/boucle"}),
    "/dehors": (302, {"Location": "file:///etc/passwd"}),
    "/illisible": (302, {"Location": "http://[::1"}),
}


_VUES = []


class _Hote(BaseHTTPRequestHandler):
    def do_GET(self):
        _VUES.append((self.path, self.headers["Host"]))
        statut, entetes = _REPONSES[self.path]
        self.send_response(statut)
        for nom, valeur in entetes.items():
            self.send_header(nom, valeur)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def hote():
    _VUES.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Hote) as serveur:
        Thread(target=serveur.serve_forever, daemon=True).start()
        yield f"http://localhost:{serveur.server_port}"
        serveur.shutdown()


def _local(url):
    """Aim at this machine, that the site itself never asks."""
    return aim(url, lambda ip: ip.is_loopback, lambda *_: [ipaddress.ip_address("127.0.0.1")])


@pytest.mark.parametrize(
    ("chemin", "etat"),
    [
        ("/ici", Etat.VIVANT),
        ("/deplace", Etat.VIVANT),
        ("/garde", Etat.VIVANT),
        ("/parti", Etat.MORT),
        ("/retire", Etat.MORT),
        ("/panne", Etat.INCERTAIN),
        ("/boucle", Etat.INCERTAIN),
        ("/dehors", Etat.REFUSE),
    ],
)
def test_a_page_is_told_from_its_answer(hote, chemin, etat):
    assert probe(f"{hote}{chemin}", _local).etat is etat


def test_a_redirection_that_cannot_be_read_is_no_proof(hote):
    assert probe(f"{hote}/illisible", _local).etat in {Etat.INCERTAIN, Etat.REFUSE}


def test_the_host_is_named_as_the_address_names_it(hote):
    probe(f"{hote}/ici", _local)
    assert [("/ici", hote.removeprefix("http://"))] == _VUES


def test_this_very_machine_is_not_asked(hote):
    assert probe(f"{hote}/ici") == Constat(Etat.REFUSE, "l’adresse n’est pas publique")
    assert _VUES == []


def test_a_redirection_to_this_machine_is_not_followed(hote):
    ouverte = [True]

    def aim_once(url):
        if ouverte.pop():
            ouverte.append(False)
            return _local(url)
        return aim(url)

    assert probe(f"{hote}/deplace", aim_once).etat is Etat.REFUSE
    assert [chemin for chemin, _ in _VUES] == ["/deplace"]


def test_nobody_at_the_other_end_is_out_of_reach():
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        port = libre.getsockname()[1]
    assert probe(f"http://localhost:{port}/", _local).etat is Etat.INJOIGNABLE


def test_an_unknown_name_is_out_of_reach():
    def unknown(_url):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    assert probe("https://inconnu.exemple/", unknown).etat is Etat.INJOIGNABLE
