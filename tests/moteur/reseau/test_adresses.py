"""Which addresses of outside are asked: one table, the same on every version of Python."""

import ipaddress

import httpx
import pytest

from spaser.moteur.reseau import sonde
from spaser.moteur.reseau.sonde import (
    EtatAdresse,
    PageRefusee,
    aim,
    ask_page,
    is_publique,
    open_page,
)

FERMEES = {
    "this machine": "127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 ::1 ::",
    "a network of ours": "10.0.0.1 172.16.3.4 172.31.255.255 192.168.1.1 fc00::1 fd12:3456::1",
    "a link": "169.254.169.254 fe80::1 febf::1",
    "shared by an operator": "100.64.0.1 100.127.255.254",
    "a protocol": "192.0.0.9 192.0.0.170 192.88.99.1 2001:1::1 2001:20::1 5f00::1 100::1",
    "a measure": "198.18.0.1 198.19.255.254 2001:2::1",
    "a documentation": "192.0.2.1 198.51.100.1 203.0.113.1 2001:db8::1 3fff::1",
    "many at once": "224.0.0.1 239.255.255.255 ff02::1 ff0e::1",
    "kept aside": "240.0.0.1 255.255.255.255 4000::1 8000::1",
    "of former sites": "fec0::1 feff::1",
    "mapped": "::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:93.184.216.34",
    "compatible": "::127.0.0.1 ::10.0.0.1 ::93.184.216.34",
    "translated (SIIT)": "::ffff:0:127.0.0.1 ::ffff:0:10.0.0.1",
    "translated (NAT64)": "64:ff9b::127.0.0.1 64:ff9b::93.184.216.34 64:ff9b:1::10.0.0.1",
    "in a tunnel (6to4)": "2002:7f00:1:: 2002:a00:1::1 2002:5db8:d822::1",
    "in a tunnel (Teredo)": "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "in a tunnel (ISATAP)": "2a01:e0a::5efe:10.0.0.1 2a01:e0a::200:5efe:10.0.0.1 fe80::5efe:a00:1",
}
OUVERTES = (
    "1.1.1.1 9.255.255.255 11.0.0.1 93.184.216.34 100.63.255.255 100.128.0.1 126.255.255.255 "
    "172.15.255.255 172.32.0.1 192.0.1.1 192.167.1.1 198.17.255.255 198.20.0.1 223.255.255.255 "
    "2001:200::1 2001:db7::1 2001:db9::1 2606:2800:220:1::1 2a01:e0a::1 3ffe::1"
)


@pytest.fixture
def resolve(monkeypatch):
    """Say to which addresses every name leads."""

    def run(*adresses):
        lues = [ipaddress.ip_address(adresse) for adresse in adresses]
        monkeypatch.setattr(sonde, "resolve_nom", lambda _nom, _port: lues)

    return run


@pytest.fixture
def demandes(monkeypatch):
    """Return what would leave this machine, once aimed at; nothing does."""
    parties = []
    suites = {
        ("renvoi.exemple", "/"): "/suite",
        ("renvoi.exemple", "/suite"): "//ailleurs.exemple/la",
    }

    def handle(_transport, demande):
        parties.append(demande)
        suite = suites.get((demande.headers["Host"], demande.url.path))
        return httpx.Response(302, headers={"Location": suite}) if suite else httpx.Response(200)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle)
    return parties


def test_what_is_not_on_the_open_internet_is_not_asked(resolve):
    adresses = " ".join(FERMEES.values()).split()

    assert [a for a in adresses if is_publique(ipaddress.ip_address(a))] == []
    for adresse in adresses:
        resolve(adresse)
        with pytest.raises(PageRefusee, match="n’est pas publique"):
            aim(httpx.URL("https://site.exemple/"))


def test_what_is_beside_stays_open():
    fermees = [a for a in OUVERTES.split() if not is_publique(ipaddress.ip_address(a))]

    assert fermees == []


def test_one_private_address_among_others_is_enough_to_refuse(resolve):
    resolve("93.184.216.34", "10.0.0.1")
    with pytest.raises(PageRefusee, match="n’est pas publique"):
        aim(httpx.URL("https://site.exemple/"))


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0x7f000001/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://0/",
        "http://１２７.０.０.１/",  # noqa: RUF001 - digits of another width
        "http://127。0。0。1/",
        "http://localhost/",
        "http://localhost./",
        "http://LOCALHOST/",
        "http://[::1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[fe80::1%25lo]/",
        "http://[2606:2800:220:1::1%25lo]/",
    ],
)
def test_no_way_to_write_this_machine_leads_to_it(demandes, url):
    assert ask_page(url).etat in {EtatAdresse.REFUSE, EtatAdresse.INJOIGNABLE}
    assert demandes == []


@pytest.mark.parametrize(
    ("url", "visee", "hote", "nom"),
    [
        ("https://site.exemple", "https://93.184.216.34", "site.exemple", "site.exemple"),
        ("https://site.exemple:443/", "https://93.184.216.34/", "site.exemple", "site.exemple"),
        (
            "http://Site.exemple:443/a b?q=1#la",
            "http://93.184.216.34:443/a%20b?q=1#la",
            "site.exemple:443",
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
def test_the_address_that_was_checked_is_the_one_asked(resolve, demandes, url, visee, hote, nom):
    resolve("93.184.216.34", "93.184.216.35")
    with open_page(url):
        pass
    (demande,) = demandes
    assert str(demande.url) == visee
    assert (demande.headers["Host"], demande.extensions["sni_hostname"]) == (hote, nom)


def test_an_ipv6_address_is_written_between_brackets(resolve, demandes):
    resolve("2606:2800:220:1::1")
    with open_page("https://site.exemple/"):
        pass
    assert str(demandes[0].url) == "https://[2606:2800:220:1::1]/"


def test_a_redirection_is_aimed_at_under_its_own_name(resolve, demandes):
    resolve("93.184.216.34")
    with open_page("https://renvoi.exemple/"):
        pass
    noms = [(d.headers["Host"], d.extensions["sni_hostname"], str(d.url)) for d in demandes]
    assert noms == [
        ("renvoi.exemple", "renvoi.exemple", "https://93.184.216.34/"),
        ("renvoi.exemple", "renvoi.exemple", "https://93.184.216.34/suite"),
        ("ailleurs.exemple", "ailleurs.exemple", "https://93.184.216.34/la"),
    ]


@pytest.mark.parametrize("port", [0, 22, 25, 3310, 5432, 6379, 8080, 8443])
def test_other_ports_than_those_of_the_web_are_refused_in_words(resolve, port):
    resolve("93.184.216.34")
    with pytest.raises(PageRefusee, match=f"le port {port} : seuls 80 et 443"):
        aim(httpx.URL(f"https://site.exemple:{port}/"))


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
        "https://a..exemple/",
        "",
    ],
)
def test_what_is_not_the_address_of_a_page_is_not_asked(resolve, demandes, url):
    resolve("93.184.216.34")
    assert ask_page(url).etat is EtatAdresse.REFUSE
    assert demandes == []
