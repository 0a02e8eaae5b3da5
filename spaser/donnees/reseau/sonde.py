"""Whether a public address still answers, and which addresses may be asked at all.

Addresses come from anyone: none may make the site speak to its own machine or network. The name
is resolved here, every address it has must be public, and the one that was checked is the one
asked: a name that changes its mind meanwhile gains nothing.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

import httpx

from spaser.donnees.reseau.telechargement import is_certificate, read_agent
from spaser.donnees.reseau.transfert import SAUTS_MAX

type Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

_DELAI = 10.0
_PORTS = {"http": 80, "https": 443}
_DISPARUS = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_GARDES = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED}


class EtatAdresse(StrEnum):
    """What an address answers."""

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
    """Say whether an address is on the open internet."""
    cachee = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if cachee is not None:
        return is_publique(cachee)
    return ip.is_global and not ip.is_multicast


def resolve_nom(nom: str, port: int) -> list[Ip]:
    """Return the addresses of a name; OSError when it has none."""
    reponses = socket.getaddrinfo(nom, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(reponse[4][0]).partition("%")[0]) for reponse in reponses]


def aim(
    url: str,
    permise: Callable[[Ip], bool] = is_publique,
    resout: Callable[[str, int], Iterable[Ip]] = resolve_nom,
) -> AdresseVerifiee:
    """Check an address and resolve it; AdresseInterdite, or OSError when the name is unknown."""
    try:
        parties = urlsplit(url)
        port = parties.port or _PORTS.get(parties.scheme, 0)
    except ValueError as erreur:
        raise AdresseInterdite("l’adresse est illisible") from erreur
    if parties.scheme not in _PORTS or not parties.hostname:
        raise AdresseInterdite("ce n’est pas l’adresse d’une page")
    if parties.username is not None or parties.password is not None:
        raise AdresseInterdite("l’adresse contient un mot de passe")
    nom = _to_ascii(parties.hostname)
    ips = list(resout(nom, port))
    if not ips or not all(map(permise, ips)):
        raise AdresseInterdite("l’adresse n’est pas publique")
    ip = f"[{ips[0]}]" if ips[0].version == 6 else str(ips[0])  # noqa: PLR2004 - IP version
    suffixe = "" if port == _PORTS[parties.scheme] else f":{port}"
    hote = f"[{nom}]{suffixe}" if ":" in nom else f"{nom}{suffixe}"
    visee = urlunsplit((parties.scheme, f"{ip}{suffixe}", parties.path or "/", parties.query, ""))
    return AdresseVerifiee(visee, hote, nom)


def probe(url: str, viser: Callable[[str], AdresseVerifiee] = aim) -> ReponseSonde:
    """Ask whether a page is there, without reading it; `viser` refuses what must not be asked.

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
            return ReponseSonde(EtatAdresse.INCERTAIN, "le site ne répond pas correctement")


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
            headers={"Host": cible.hote, "User-Agent": read_agent()} | dict(entetes or {}),
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


def _to_ascii(nom: str) -> str:
    try:
        return nom.encode("idna").decode("ascii")
    except UnicodeError as erreur:
        raise AdresseInterdite("le nom du site est illisible") from erreur
