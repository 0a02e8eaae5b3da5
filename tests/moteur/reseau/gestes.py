"""What boxes of tests run: the same readers, on sites of this very machine."""

import ipaddress
from unittest import mock

import httpx

from spaser.moteur.reseau import sonde
from spaser.moteur.reseau.sonde import (
    DocumentRecu,
    PageLue,
    ReponseSonde,
    ask_page,
    fetch_document,
    fetch_page,
)

ICI = ipaddress.ip_address("127.0.0.1")
AIM = sonde.aim


class Tous(dict):
    """The ports of the web, and every other one."""

    def values(self):
        return range(65_536)


def aim_local(url: httpx.URL) -> str:
    """Aim at this machine, on any port: the site itself never does."""
    with mock.patch.multiple(
        sonde,
        is_publique=lambda ip: ip.is_loopback,
        resolve_nom=lambda *_: [ICI],
        PORTS=Tous(sonde.PORTS),
    ):
        return AIM(url)


def fetch_local(url: str) -> PageLue:
    with mock.patch.object(sonde, "aim", aim_local):
        return fetch_page(url)


def ask_local(url: str) -> ReponseSonde:
    with mock.patch.object(sonde, "aim", aim_local):
        return ask_page(url)


def fetch_document_local(url: str, octets_max: int) -> DocumentRecu:
    with mock.patch.object(sonde, "aim", aim_local):
        return fetch_document(url, octets_max)
