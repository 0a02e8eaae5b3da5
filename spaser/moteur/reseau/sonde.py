"""Whether a public address still answers, and which addresses may be asked at all.

Addresses come from anyone: none may make the site speak to its own machine or network. The name
is resolved here, every address it has must be public, and the one that was checked is the one
asked: a name that changes its mind meanwhile gains nothing. All of it is done in a box, which ends
with the time allowed, whatever the other end does.
"""

import ipaddress
import socket
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from http import HTTPStatus
from ipaddress import ip_network
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import httpx

from spaser.moteur.boite.appel import run_bounded
from spaser.moteur.boite.modele import EN_LIGNE, ErreurBoite, MotifEchec
from spaser.moteur.reseau.telechargement import is_certificate, read_agent
from spaser.moteur.reseau.transfert import SAUTS_MAX

type Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

DEHORS: Final = replace(EN_LIGNE, duree=20.0)  # what asking a site of outside may cost
LENT: Final = "le site met trop de temps à répondre"
FAUX: Final = "le site ne répond pas correctement"
_DELAI = 10.0
_PORTS = {"http": 80, "https": 443}
# What does not lead to the open internet, or may lead elsewhere than it says; versions of Python do
# not agree on it. Of IPv6, 2000::/3 alone is given to sites: all that maps an address of another
# kind (NAT64, SIIT, compatible, mapped) is out of it, Teredo and 6to4 are named.
_FERMES: Final = tuple(
    ip_network(reseau)
    for reseau in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 "
        "192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 "
        "224.0.0.0/3 ::/3 2001::/23 2001:db8::/32 2002::/16 3fff::/20 4000::/2 8000::/1"
    ).split()
)
_ISATAP: Final = 0x5EFE  # before an IPv4 address at the end of an IPv6 one, whatever its network
_DISPARUS = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_GARDES = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED}


class EtatAdresse(StrEnum):
    VIVANT = "vivant"
    MORT = "mort"  # the site answers that there is nothing there
    INJOIGNABLE = "injoignable"  # nobody answers: the name, the machine or the network is out
    INCERTAIN = "incertain"  # an error that may pass
    REFUSE = "refuse"  # an address that we do not ask


@dataclass(frozen=True, slots=True)
class ReponseSonde:
    """What a probe found, and the same in French."""

    etat: EtatAdresse
    texte: str


class AdresseInterdite(ValueError):
    """An address that the site must not ask."""


class TropDeRenvois(Exception):
    """An address that sends from one to the next without an end."""


@dataclass(frozen=True, slots=True)
class AdresseVerifiee:
    """An address, its name replaced by the number that was checked."""

    url: str
    hote: str  # as the server expects to read it
    nom: str  # as its certificate names it


def is_publique(ip: Ip) -> bool:
    isatap = int(ip) >> 32 & 0xFDFFFFFF == _ISATAP
    return not (isatap or any(ip in reseau for reseau in _FERMES))


def resolve_nom(nom: str, port: int) -> list[Ip]:
    """Return the addresses of a name; OSError when it has none."""
    reponses = socket.getaddrinfo(nom, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(reponse[4][0]).partition("%")[0]) for reponse in reponses]


def aim(
    url: str,
    permise: Callable[[Ip], bool] = is_publique,
    resout: Callable[[str, int], Iterable[Ip]] = resolve_nom,
    ports: Container[int] = frozenset(_PORTS.values()),
) -> AdresseVerifiee:
    """Check an address and resolve it; AdresseInterdite, or OSError when the name is unknown."""
    try:
        parties = urlsplit(url)
        port = _PORTS.get(parties.scheme, 0) if parties.port is None else parties.port
    except ValueError as erreur:
        raise AdresseInterdite("l’adresse est illisible") from erreur
    if parties.scheme not in _PORTS or not parties.hostname:
        raise AdresseInterdite("ce n’est pas l’adresse d’une page")
    if parties.username is not None or parties.password is not None:
        raise AdresseInterdite("l’adresse contient un mot de passe")
    if port not in ports:
        raise AdresseInterdite(f"l’adresse demande le port {port} : seuls 80 et 443 sont permis")
    nom, ips = _resolve(parties.hostname, port, resout)
    if not ips or not all(map(permise, ips)):
        raise AdresseInterdite("l’adresse n’est pas publique")
    ip = f"[{ips[0]}]" if ips[0].version == 6 else str(ips[0])  # noqa: PLR2004 - IP version
    suffixe = "" if port == _PORTS[parties.scheme] else f":{port}"
    hote = f"[{nom}]{suffixe}" if ":" in nom else f"{nom}{suffixe}"
    visee = urlunsplit((parties.scheme, f"{ip}{suffixe}", parties.path or "/", parties.query, ""))
    return AdresseVerifiee(visee, hote, nom)


def probe(url: str) -> ReponseSonde:
    """Ask whether a page is there, without reading it, in a box."""
    try:
        return run_bounded(DEHORS, ask_page, url)
    except ErreurBoite as arret:
        return ReponseSonde(
            EtatAdresse.INCERTAIN, LENT if arret.motif is MotifEchec.TEMPS else FAUX
        )


def ask_page(url: str, viser: Callable[[str], AdresseVerifiee] = aim) -> ReponseSonde:
    """Ask whether a page is there; `viser` refuses what must not be asked.

    Directly, whatever proxy the machine has: behind one, the checked address would be lost.
    """
    with httpx.Client(timeout=_DELAI, trust_env=False) as http:
        try:
            return _follow(http, url, viser)
        except AdresseInterdite as erreur:
            return ReponseSonde(EtatAdresse.REFUSE, str(erreur))
        except (httpx.ConnectError, OSError) as erreur:
            if is_certificate(erreur):
                return ReponseSonde(
                    EtatAdresse.INCERTAIN, "le certificat du site n’est pas reconnu"
                )
            return ReponseSonde(EtatAdresse.INJOIGNABLE, "le site est injoignable")
        except (httpx.HTTPError, httpx.InvalidURL):
            return ReponseSonde(EtatAdresse.INCERTAIN, FAUX)


def _follow(http: httpx.Client, url: str, viser: Callable[[str], AdresseVerifiee]) -> ReponseSonde:
    try:
        with open_adresse(http, url, viser, {"Range": "bytes=0-0"}) as reponse:
            return judge_statut(reponse.status_code)
    except TropDeRenvois:
        return ReponseSonde(EtatAdresse.INCERTAIN, "trop de redirections")


@contextmanager
def open_adresse(
    http: httpx.Client,
    url: str,
    viser: Callable[[str], AdresseVerifiee] = aim,
    entetes: Mapping[str, str] | None = None,
) -> Iterator[httpx.Response]:
    """Give the answer at the end of the redirections, not read yet.

    Each redirection is aimed at anew: it may lead to where we must not go.
    """
    adresse = url
    for _ in range(SAUTS_MAX + 1):
        cible = viser(adresse)
        demande = http.build_request(
            "GET",
            cible.url,
            headers={
                "Host": cible.hote,
                "User-Agent": read_agent(),
                "Accept-Encoding": "identity",
                **(entetes or {}),
            },
            extensions={"sni_hostname": cible.nom},
        )
        reponse = http.send(demande, stream=True)
        try:
            if not reponse.has_redirect_location:
                yield reponse
                return
            adresse = str(httpx.URL(adresse).join(reponse.headers["Location"]))
        finally:
            reponse.close()
    raise TropDeRenvois


def judge_statut(statut: int) -> ReponseSonde:
    """Read a status: a page that asks for a password exists; one that answers 404 does not."""
    if statut in _DISPARUS:
        return ReponseSonde(EtatAdresse.MORT, f"la page n’existe plus ({statut})")
    if statut < HTTPStatus.BAD_REQUEST or statut == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        return ReponseSonde(EtatAdresse.VIVANT, "répond")
    if statut in _GARDES:
        return ReponseSonde(EtatAdresse.VIVANT, f"répond, accès limité ({statut})")
    return ReponseSonde(EtatAdresse.INCERTAIN, f"le site répond par une erreur ({statut})")


def _resolve(
    hote: str, port: int, resout: Callable[[str, int], Iterable[Ip]]
) -> tuple[str, list[Ip]]:
    """Return a name in plain letters and its addresses; one with a zone is of this machine."""
    try:
        nom = hote.encode("idna").decode("ascii")
        ips = list(resout(nom, port))
    except ValueError as erreur:
        raise AdresseInterdite("le nom du site est illisible") from erreur
    if "%" in nom:
        raise AdresseInterdite("l’adresse n’est pas publique")
    return nom, ips
