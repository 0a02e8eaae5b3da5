"""What boxes of tests run: the same readers, on sites of this very machine."""

import ipaddress

from spaser.moteur.reseau.page import PageLue, fetch_page
from spaser.moteur.reseau.sonde import AdresseVerifiee, ReponseSonde, aim, ask_page

ICI = ipaddress.ip_address("127.0.0.1")


def aim_local(url: str) -> AdresseVerifiee:
    """Aim at this machine, on any port: the site itself never does."""
    return aim(url, lambda ip: ip.is_loopback, lambda *_: [ICI], range(65_536))


def fetch_local(url: str) -> PageLue:
    return fetch_page(url, aim_local)


def ask_local(url: str) -> ReponseSonde:
    return ask_page(url, aim_local)
