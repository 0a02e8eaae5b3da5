"""Pages of outside: which may be asked, whether one still answers, what one says of itself.

Addresses come from anyone: none may make the site speak to its own machine or network. Every number
that a name has must be public, and the one that was checked is the one asked. All is done in a box,
which ends with the time allowed; of a page, two megabytes are read at most, of a document what its
reader says.
"""

import ipaddress
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from enum import StrEnum
from http import HTTPStatus
from typing import Final, NamedTuple
from urllib.parse import unquote

import httpx
from lxml import etree, html

from spaser.elements import ErreurSpaser, digits_of, format_octets, is_siren
from spaser.moteur.boite.appel import run_bounded
from spaser.moteur.boite.modele import EN_LIGNE, ErreurBoite, MotifEchec
from spaser.moteur.reseau import telechargement as reseau
from spaser.moteur.tables.cellules import read_date_cellule

type Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

DEHORS: Final = replace(EN_LIGNE, duree=20.0)  # what asking a site of outside may cost
DOCUMENT: Final = replace(EN_LIGNE, duree=180.0)  # while the worker fetches what somebody named
LENT: Final = "le site met trop de temps à répondre"
FAUX: Final = "le site ne répond pas correctement"
PORTS: Final = {"http": 80, "https": 443}
# What does not lead to the open internet, or may lead elsewhere than it says; versions of Python do
# not agree on it. Of IPv6, 2000::/3 alone is given to sites: all that maps an address of another
# kind (NAT64, SIIT, compatible, mapped) is out of it, Teredo and 6to4 are named.
_FERMES: Final = tuple(
    ipaddress.ip_network(plage)
    for plage in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 "
        "192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 "
        "224.0.0.0/3 ::/3 2001::/23 2001:db8::/32 2002::/16 3fff::/20 4000::/2 8000::/1"
    ).split()
)
_ISATAP: Final = 0x5EFE  # before an IPv4 address at the end of an IPv6 one, whatever its network

TAILLE_MAX: Final = 2_000_000
_HTML: Final = ("text/html", "application/xhtml+xml")
_PDF_MAX: Final = 10
_SIRENS_MAX: Final = 20
_URL_MAX: Final = 2_000
_TEXTE_MAX: Final = 300
_SIREN: Final = re.compile(r"(?<![0-9])[0-9]{3}(?:[ \u00a0\u202f]?[0-9]{3}){2}(?![0-9])")
_JOUR: Final = re.compile(
    r"(?:publié|mise? à jour|mis en ligne)[^0-9]{0,20}([0-9]{1,2}(?:er)? \w+ 20[0-9]{2})",
    re.IGNORECASE,
)
# Where pages write their day, from the surest.
_DATES: Final = (
    "//meta[@property='article:modified_time' or @property='article:published_time']/@content",
    "//meta[@name='date' or @name='dcterms.modified' or @name='DC.date']/@content",
    "//time/@datetime",
)

_ARRETS: Final = {
    MotifEchec.TEMPS: LENT,
    MotifEchec.MEMOIRE: "la page est démesurée",
    MotifEchec.OCCUPEE: "trop d’autres lectures sont en cours : recommencez dans une minute",
    MotifEchec.PANNE: "la page ne se lit pas",
}


class EtatAdresse(StrEnum):
    VIVANT = "vivant"
    MORT = "mort"  # the site answers that there is nothing there
    INJOIGNABLE = "injoignable"  # nobody answers: the name, the machine or the network is out
    INCERTAIN = "incertain"  # an error that may pass
    REFUSE = "refuse"  # an address that we do not ask


class ReponseSonde(NamedTuple):
    """What a probe found, and the same in French."""

    etat: EtatAdresse
    texte: str


class PageRefusee(ErreurSpaser):
    """An address that gives nothing to read; says why, in French."""

    def __init__(self, texte: str, etat: EtatAdresse = EtatAdresse.INCERTAIN) -> None:
        super().__init__(texte)
        self.etat = etat


def is_publique(ip: Ip) -> bool:
    isatap = int(ip) >> 32 & 0xFDFFFFFF == _ISATAP
    return not (isatap or any(ip in plage for plage in _FERMES))


def resolve_nom(nom: str, port: int) -> list[Ip]:
    """Return the addresses of a name; OSError when it has none."""
    reponses = socket.getaddrinfo(nom, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(reponse[4][0]).partition("%")[0]) for reponse in reponses]


def aim(url: httpx.URL) -> str:
    """Return the number to ask for an address; PageRefusee when it must not, OSError when none."""
    nom = url.host.encode("idna").decode("ascii")
    port = PORTS.get(url.scheme, 0) if url.port is None else url.port
    if url.scheme not in PORTS or not nom:
        refus = "ce n’est pas l’adresse d’une page"
    elif url.userinfo:
        refus = "l’adresse contient un mot de passe"
    elif port not in PORTS.values():
        refus = f"l’adresse demande le port {port} : seuls 80 et 443 sont permis"
    elif (ips := resolve_nom(nom, port)) and "%" not in nom and all(map(is_publique, ips)):
        return str(ips[0])
    else:
        refus = "l’adresse n’est pas publique"  # one with a zone is of this machine
    raise PageRefusee(refus, EtatAdresse.REFUSE)


class _Dehors(httpx.HTTPTransport):
    """Asks the very number that was checked, under the name that the address gives."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        visee = request.url.copy_with(host=aim(request.url))
        suite = request.extensions | {"sni_hostname": request.url.raw_host.decode("ascii")}
        return super().handle_request(
            httpx.Request(request.method, visee, headers=request.headers, extensions=suite)
        )


@contextmanager
def open_page(url: str, **entetes: str) -> Iterator[httpx.Response]:
    """Give the answer of a public address, not read yet, or raise PageRefusee."""
    # directly: behind a proxy, the checked number would be lost
    transport = _Dehors(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))
    http = httpx.Client(
        transport=transport,
        timeout=10.0,
        headers=reseau.read_entetes(),
        max_redirects=reseau.SAUTS_MAX,
    )
    try:
        with http, reseau.open_reponse(http, url, entetes) as reponse:
            yield reponse
    except (httpx.InvalidURL, UnicodeError) as erreur:
        raise PageRefusee("l’adresse est illisible", EtatAdresse.REFUSE) from erreur
    except httpx.TooManyRedirects as erreur:
        raise PageRefusee("le site renvoie d’une adresse à l’autre sans fin") from erreur
    except (httpx.ConnectError, OSError) as erreur:
        if reseau.CERTIFICAT in str(erreur):
            raise PageRefusee("le certificat du site n’est pas reconnu") from erreur
        raise PageRefusee("le site est injoignable", EtatAdresse.INJOIGNABLE) from erreur
    except httpx.HTTPError as erreur:
        raise PageRefusee(FAUX) from erreur


def probe(url: str) -> ReponseSonde:
    """Ask whether a page is there, without reading it, in a box."""
    try:
        return run_bounded(DEHORS, ask_page, url)
    except ErreurBoite as arret:
        texte = LENT if arret.motif is MotifEchec.TEMPS else FAUX
        return ReponseSonde(EtatAdresse.INCERTAIN, texte)


def ask_page(url: str) -> ReponseSonde:
    try:
        with open_page(url, Range="bytes=0-0") as reponse:
            return judge_statut(reponse.status_code)
    except PageRefusee as refus:
        return ReponseSonde(refus.etat, refus.message)


def judge_statut(statut: int) -> ReponseSonde:
    """Read a status: a page that asks for a password exists; one that answers 404 does not."""
    if statut in {404, 410}:
        return ReponseSonde(EtatAdresse.MORT, f"la page n’existe plus ({statut})")
    if statut < HTTPStatus.BAD_REQUEST or statut == 416:  # noqa: PLR2004 - it is that short
        return ReponseSonde(EtatAdresse.VIVANT, "répond")
    if statut in {401, 403, 405}:
        return ReponseSonde(EtatAdresse.VIVANT, f"répond, accès limité ({statut})")
    return ReponseSonde(EtatAdresse.INCERTAIN, f"le site répond par une erreur ({statut})")


class LienPdf(NamedTuple):
    titre: str
    url: str


class PageLue(NamedTuple):
    """What was read; empty is not known."""

    url: str
    titre: str
    site: str
    jour: date | None
    sirens: tuple[str, ...]
    pdfs: tuple[LienPdf, ...]


def fetch_page(url: str) -> PageLue:
    with open_page(url, Accept="text/html") as reponse:
        return parse_page(_read(reponse), url)


def read_page(url: str) -> PageLue:
    """Read a page in a box; PageRefusee when it cannot be, or must not."""
    try:
        return run_bounded(DEHORS, fetch_page, url)
    except ErreurBoite as arret:
        raise PageRefusee(_ARRETS[arret.motif]) from arret


def parse_page(octets: bytes, url: str) -> PageLue:
    try:
        texte = octets.decode()
    except UnicodeDecodeError:
        texte = octets.decode("windows-1252", "replace")  # what other pages are written in
    try:
        lecteur = html.HTMLParser(encoding="utf-8")
        arbre: html.HtmlElement = html.fromstring(texte.encode(), parser=lecteur)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as erreur:
        raise PageRefusee("la page est vide, ou ne se lit pas") from erreur
    etree.strip_elements(arbre, "script", "style", "noscript", with_tail=False)
    texte = " ".join(arbre.text_content().split())
    return PageLue(
        url=url,
        titre=_first(arbre, "//meta[@property='og:title']/@content", "//h1", "//title"),
        site=_first(arbre, "//meta[@property='og:site_name']/@content")
        or httpx.URL(url).host.removeprefix("www."),
        jour=_find_jour(arbre, texte),
        sirens=tuple(dict.fromkeys(_list_sirens(texte)))[:_SIRENS_MAX],
        pdfs=_list_pdfs(arbre, url),
    )


def _read(reponse: httpx.Response) -> bytes:
    if reponse.status_code != HTTPStatus.OK:
        raise PageRefusee(f"le site répond par une erreur ({reponse.status_code})")
    if _name_nature(reponse) not in _HTML:
        raise PageRefusee("ce n’est pas une page web : donnez l’adresse de la page qui en parle")
    return _take(reponse, TAILLE_MAX, "la page")


def _name_nature(reponse: httpx.Response) -> str:
    return str(reponse.headers.get("Content-Type", "")).partition(";")[0].strip().lower()


def _take(reponse: httpx.Response, octets_max: int, quoi: str) -> bytes:
    """Return the bytes as they come: none is unpacked, so that what is counted is what is held."""
    if reponse.headers.get("Content-Encoding", "").strip().lower() not in {"", "identity"}:
        raise PageRefusee(f"le site envoie {quoi} sous une forme compressée, malgré notre demande")
    octets = bytearray()
    for morceau in reponse.iter_raw():
        octets += morceau
        if len(octets) > octets_max:
            raise PageRefusee(f"{quoi} dépasse {format_octets(octets_max)}", EtatAdresse.VIVANT)
    return bytes(octets)


class DocumentRecu(NamedTuple):
    """What an address gave, and what is to be said of it; without bytes, why there are none."""

    constat: ReponseSonde
    nom: str = ""  # that ends the address
    octets: bytes = b""


def fetch_document(url: str, octets_max: int) -> DocumentRecu:
    try:
        with open_page(url, Accept="application/pdf, application/*") as reponse:
            constat = judge_statut(reponse.status_code)
            if _name_nature(reponse) in _HTML and reponse.is_success:
                constat = ReponseSonde(EtatAdresse.VIVANT, "c’est une page web, pas un document")
            elif reponse.status_code == HTTPStatus.OK:
                nom = unquote(reponse.url.path).rpartition("/")[2][:_TEXTE_MAX]
                return DocumentRecu(constat, nom, _take(reponse, octets_max, "le document"))
            return DocumentRecu(constat)
    except PageRefusee as refus:
        return DocumentRecu(ReponseSonde(refus.etat, refus.message))


def read_document(url: str, octets_max: int) -> DocumentRecu:
    """Fetch a document in a box, to be examined as if somebody had sent it."""
    try:
        return run_bounded(DOCUMENT, fetch_document, url, octets_max)
    except ErreurBoite as arret:
        texte = LENT if arret.motif is MotifEchec.TEMPS else FAUX
        return DocumentRecu(ReponseSonde(EtatAdresse.INCERTAIN, texte))


def _first(arbre: html.HtmlElement, *chemins: str) -> str:
    for chemin in chemins:
        for trouve in arbre.xpath(chemin):
            texte = trouve if isinstance(trouve, str) else trouve.text_content()
            if mots := " ".join(texte.split()):
                return mots[:_TEXTE_MAX]
    return ""


def _find_jour(arbre: html.HtmlElement, texte: str) -> date | None:
    for chemin in _DATES:
        jours = [j for v in arbre.xpath(chemin) if (j := read_date_cellule(str(v).strip()[:10]))]
        if jours:
            return max(jours)
    trouve = _JOUR.search(texte)
    return read_date_cellule(trouve[1]) if trouve else None


def _list_sirens(texte: str) -> Iterator[str]:
    """Yield the numbers that the page itself calls SIREN, or SIRET, and whose key is right."""
    for suite in re.split(r"siren|siret", texte, flags=re.IGNORECASE)[1:]:
        for trouve in _SIREN.finditer(suite[:40]):
            if is_siren(numero := digits_of(trouve.group())):
                yield numero


def _list_pdfs(arbre: html.HtmlElement, url: str) -> tuple[LienPdf, ...]:
    pdfs: dict[str, LienPdf] = {}
    for lien in arbre.xpath("//a[@href]"):
        with suppress(httpx.InvalidURL):
            adresse = httpx.URL(url).join(lien.get("href").strip())
            nom, entiere = adresse.path.rpartition("/")[2], str(adresse)
            if (
                adresse.scheme in PORTS
                and nom.lower().endswith(".pdf")
                and len(entiere) <= _URL_MAX
            ):
                titre = " ".join(lien.text_content().split()) or nom
                pdfs.setdefault(entiere, LienPdf(titre[:_TEXTE_MAX], entiere))
    return tuple(pdfs.values())[:_PDF_MAX]
