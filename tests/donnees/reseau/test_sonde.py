"""The probe of links: which addresses it asks, then what a host of this machine answers."""

import ipaddress
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from spaser.donnees.reseau.sonde import (
    AdresseInterdite,
    EtatAdresse,
    ReponseSonde,
    aim,
    is_publique,
    judge_statut,
    probe,
)


def _resolve(*adresses):
    return lambda _nom, _port: [ipaddress.ip_address(adresse) for adresse in adresses]


@pytest.mark.parametrize(
    "adresse",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - refused
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1",
        "fc00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "ff02::1",
    ],
)
def test_what_is_not_on_the_open_internet_is_not_asked(adresse):
    assert not is_publique(ipaddress.ip_address(adresse))
    with pytest.raises(AdresseInterdite):
        aim("https://site.exemple/", resout=_resolve(adresse))


def test_one_private_address_among_others_is_enough_to_refuse():
    with pytest.raises(AdresseInterdite):
        aim("https://site.exemple/", resout=_resolve("93.184.216.34", "10.0.0.1"))


@pytest.mark.parametrize(
    ("url", "visee", "hote", "nom"),
    [
        ("https://site.exemple", "https://93.184.216.34/", "site.exemple", "site.exemple"),
        (
            "http://Site.exemple:8080/a b?q=1#la",
            "http://93.184.216.34:8080/a b?q=1",
            "site.exemple:8080",
            "site.exemple",
        ),
        (
            "https://mairie-évry.exemple/x",
            "https://93.184.216.34/x",
            "xn--mairie-vry-h7a.exemple",
            "xn--mairie-vry-h7a.exemple",
        ),
    ],
)
def test_the_address_that_was_checked_is_the_one_asked(url, visee, hote, nom):
    cible = aim(url, resout=_resolve("93.184.216.34"))
    assert (cible.url, cible.hote, cible.nom) == (visee, hote, nom)


def test_an_ipv6_address_is_written_between_brackets():
    cible = aim("https://site.exemple/", resout=_resolve("2606:2800:220:1::1"))
    assert cible.url == "https://[2606:2800:220:1::1]/"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://site.exemple/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "gopher://site.exemple/",
        "https://",
        "https://qui:secret@site.exemple/",
        "https://site.exemple:99999/",
        "https://[::1",
        "https://" + "a" * 70 + ".exemple/",
        "",
    ],
)
def test_what_is_not_the_address_of_a_page_is_not_asked(url):
    with pytest.raises(AdresseInterdite):
        aim(url, resout=_resolve("93.184.216.34"))


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


def _local(url):
    """Aim at this machine, that the site itself never asks."""
    return aim(url, lambda ip: ip.is_loopback, lambda *_: [ipaddress.ip_address("127.0.0.1")])


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
    assert probe(f"{hote}{chemin}", _local).etat is etat


def test_a_redirection_that_cannot_be_read_is_no_proof(hote):
    assert probe(f"{hote}/illisible", _local).etat in {EtatAdresse.INCERTAIN, EtatAdresse.REFUSE}


def test_the_host_is_named_as_the_address_names_it(hote):
    probe(f"{hote}/ici", _local)
    assert [("/ici", hote.removeprefix("http://"))] == _VUES


def test_this_very_machine_is_not_asked(hote):
    assert probe(f"{hote}/ici") == ReponseSonde(EtatAdresse.REFUSE, "l’adresse n’est pas publique")
    assert _VUES == []


def test_a_redirection_to_this_machine_is_not_followed(hote):
    ouverte = [True]

    def aim_once(url):
        if ouverte.pop():
            ouverte.append(False)
            return _local(url)
        return aim(url)

    assert probe(f"{hote}/deplace", aim_once).etat is EtatAdresse.REFUSE
    assert [chemin for chemin, _ in _VUES] == ["/deplace"]


def test_nobody_at_the_other_end_is_out_of_reach():
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        port = libre.getsockname()[1]
    assert probe(f"http://localhost:{port}/", _local).etat is EtatAdresse.INJOIGNABLE


def test_an_unknown_name_is_out_of_reach():
    def unknown(_url):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    assert probe("https://inconnu.exemple/", unknown).etat is EtatAdresse.INJOIGNABLE
