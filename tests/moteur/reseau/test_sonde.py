"""The probe of links, by what a host of this machine answers."""

import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from spaser.moteur.boite.modele import ErreurBoite, MotifEchec
from spaser.moteur.reseau import sonde
from spaser.moteur.reseau.sonde import EtatAdresse, ReponseSonde, ask_page, judge_statut, probe
from tests.moteur.reseau.gestes import AIM, Tous, aim_local, ask_local


@pytest.mark.parametrize(
    ("statut", "etat"),
    [
        (200, EtatAdresse.VIVANT),
        (206, EtatAdresse.VIVANT),
        (401, EtatAdresse.VIVANT),
        (403, EtatAdresse.VIVANT),
        (405, EtatAdresse.VIVANT),
        (416, EtatAdresse.VIVANT),
        (404, EtatAdresse.MORT),
        (410, EtatAdresse.MORT),
        (429, EtatAdresse.INCERTAIN),
        (500, EtatAdresse.INCERTAIN),
        (503, EtatAdresse.INCERTAIN),
    ],
)
def test_an_answer_is_read_without_haste(statut, etat):
    assert judge_statut(statut).etat is etat


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


@pytest.mark.parametrize(
    ("chemin", "etat"),
    [
        ("/ici", EtatAdresse.VIVANT),
        ("/deplace", EtatAdresse.VIVANT),
        ("/garde", EtatAdresse.VIVANT),
        ("/parti", EtatAdresse.MORT),
        ("/retire", EtatAdresse.MORT),
        ("/panne", EtatAdresse.INCERTAIN),
        ("/boucle", EtatAdresse.INCERTAIN),
        ("/dehors", EtatAdresse.REFUSE),
    ],
)
def test_a_page_is_told_from_its_answer(hote, chemin, etat):
    assert ask_local(f"{hote}{chemin}").etat is etat


def test_a_redirection_that_cannot_be_read_is_no_proof(hote):
    assert ask_local(f"{hote}/illisible").etat in {
        EtatAdresse.INCERTAIN,
        EtatAdresse.REFUSE,
    }


def test_the_host_is_named_as_the_address_names_it(hote):
    ask_local(f"{hote}/ici")
    assert [("/ici", hote.removeprefix("http://"))] == _VUES


def test_this_very_machine_is_not_asked(hote, monkeypatch):
    monkeypatch.setattr(sonde, "PORTS", Tous(sonde.PORTS))
    refus = ReponseSonde(EtatAdresse.REFUSE, "l’adresse n’est pas publique")

    assert ask_page(f"{hote}/ici") == refus
    assert _VUES == []


def test_a_redirection_to_this_machine_is_not_followed(hote, monkeypatch):
    monkeypatch.setattr(sonde, "PORTS", Tous(sonde.PORTS))
    ouverte = [True]

    def aim_once(url):
        if ouverte.pop():
            ouverte.append(False)
            return aim_local(url)
        return AIM(url)

    monkeypatch.setattr(sonde, "aim", aim_once)
    assert ask_page(f"{hote}/deplace").etat is EtatAdresse.REFUSE
    assert [chemin for chemin, _ in _VUES] == ["/deplace"]


def test_nobody_at_the_other_end_is_out_of_reach():
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        port = libre.getsockname()[1]
    assert ask_local(f"http://localhost:{port}/").etat is EtatAdresse.INJOIGNABLE


def test_an_unknown_name_is_out_of_reach(monkeypatch):
    def unknown(*_):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(sonde, "resolve_nom", unknown)
    assert ask_page("https://inconnu.exemple/").etat is EtatAdresse.INJOIGNABLE


@pytest.mark.parametrize(
    ("motif", "dit"),
    [
        (MotifEchec.TEMPS, "le site met trop de temps à répondre"),
        (MotifEchec.PANNE, "le site ne répond pas correctement"),
        (MotifEchec.OCCUPEE, "le site ne répond pas correctement"),
    ],
)
def test_a_probe_that_its_box_stops_is_no_proof(motif, dit, monkeypatch):
    def stop(*_):
        raise ErreurBoite(motif)

    monkeypatch.setattr(sonde, "run_bounded", stop)

    assert probe("https://site.exemple/") == ReponseSonde(EtatAdresse.INCERTAIN, dit)
