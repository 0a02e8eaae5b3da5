"""What a public web page says of itself: its title, its day, its numbers, its links to PDF files.

The address comes from a person: it is aimed at as the probe does, nothing but HTML is read, no more
than two megabytes of it as it comes, and twenty seconds at most in all. A box fetches and reads it:
what the page costs, and what goes on after the time is over, end with the box.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx
from lxml import etree, html

from spaser.elements import ErreurSpaser, format_octets, is_siren
from spaser.moteur.boite.appel import run_bounded
from spaser.moteur.boite.modele import Bornes, ErreurBoite, MotifEchec
from spaser.moteur.reseau import sonde

TAILLE_MAX: Final = 2_000_000
_DELAI: Final = 10.0
_HTML: Final = ("text/html", "application/xhtml+xml")
_NUES: Final = frozenset({"", "identity"})
_PDF_MAX: Final = 10
_SIRENS_MAX: Final = 20
_URL_MAX: Final = 2_000
_TEXTE_MAX: Final = 300
_SIREN: Final = re.compile(
    r"(?<![0-9])[0-9]{3}[ \u00a0\u202f]?[0-9]{3}[ \u00a0\u202f]?[0-9]{3}(?![0-9])"
)
_MOIS: Final = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
)
_JOUR: Final = re.compile(
    rf"(?:publié|mis(?:e)? à jour|mis en ligne)[^0-9]{{0,20}}([0-9]{{1,2}})(?:er)? "
    rf"({'|'.join(_MOIS.split())}) (20[0-9]{{2}})",
    re.IGNORECASE,
)
_ISO: Final = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]")
# Where pages write their day, from the surest.
_DATES: Final = (
    "//meta[@property='article:modified_time' or @property='article:published_time']/@content",
    "//meta[@name='date' or @name='dcterms.modified' or @name='DC.date']/@content",
    "//time/@datetime",
)

_ARRETS: Final = {
    MotifEchec.TEMPS: sonde.LENT,
    MotifEchec.MEMOIRE: "la page est démesurée",
    MotifEchec.OCCUPEE: "trop d’autres lectures sont en cours : recommencez dans une minute",
    MotifEchec.PANNE: "la page ne se lit pas",
}


class PageRefusee(ErreurSpaser):
    """A page that is not read; says why, in French."""


@dataclass(frozen=True, slots=True)
class LienPdf:
    titre: str
    url: str


@dataclass(frozen=True, slots=True)
class PageLue:
    """What was read; empty is not known."""

    url: str
    titre: str
    site: str
    jour: date | None
    sirens: tuple[str, ...]
    pdfs: tuple[LienPdf, ...]


def fetch_page(url: str, viser: Callable[[str], sonde.AdresseVerifiee] = sonde.aim) -> PageLue:
    """Fetch and read a page in this process: callers run it in the box."""
    try:
        with (
            httpx.Client(timeout=_DELAI, trust_env=False) as http,
            sonde.open_adresse(http, url, viser, {"Accept": "text/html"}) as reponse,
        ):
            return parse_page(_read(reponse), url)
    except sonde.AdresseInterdite as erreur:
        raise PageRefusee(str(erreur)) from erreur
    except sonde.TropDeRenvois as erreur:
        raise PageRefusee("le site renvoie d’une adresse à l’autre sans fin") from erreur
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as erreur:
        raise PageRefusee("le site est injoignable, ou ne répond pas correctement") from erreur


def read_page(
    url: str, lecture: Callable[[str], PageLue] = fetch_page, bornes: Bornes = sonde.DEHORS
) -> PageLue:
    """Read a page in a box; PageRefusee when it cannot be, or must not."""
    try:
        return run_bounded(bornes, lecture, url)
    except ErreurBoite as arret:
        raise PageRefusee(_ARRETS[arret.motif]) from arret


def parse_page(octets: bytes, url: str) -> PageLue:
    try:
        lecteur = html.HTMLParser(encoding=_find_codage(octets))
        arbre: html.HtmlElement = html.fromstring(octets, parser=lecteur)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as erreur:
        raise PageRefusee("la page est vide, ou ne se lit pas") from erreur
    etree.strip_elements(arbre, "script", "style", "noscript", with_tail=False)
    texte = " ".join(arbre.text_content().split())
    return PageLue(
        url=url,
        titre=_first(arbre, "//meta[@property='og:title']/@content", "//h1", "//title"),
        site=_first(arbre, "//meta[@property='og:site_name']/@content")
        or (urlsplit(url).hostname or "").removeprefix("www."),
        jour=_find_jour(arbre, texte),
        sirens=tuple(dict.fromkeys(_list_sirens(texte)))[:_SIRENS_MAX],
        pdfs=tuple(_list_pdfs(arbre, url)),
    )


def _read(reponse: httpx.Response) -> bytes:
    """Return the page as it comes: nothing is unpacked, so that what is counted is what is held."""
    if reponse.status_code != HTTPStatus.OK:
        raise PageRefusee(f"le site répond par une erreur ({reponse.status_code})")
    nature = reponse.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if nature not in _HTML:
        raise PageRefusee("ce n’est pas une page web : donnez l’adresse de la page qui en parle")
    if reponse.headers.get("Content-Encoding", "").strip().lower() not in _NUES:
        raise PageRefusee(
            "le site envoie la page compressée, alors qu’elle est demandée telle quelle"
        )
    octets = bytearray()
    for morceau in reponse.iter_raw():
        octets += morceau
        if len(octets) > TAILLE_MAX:
            raise PageRefusee(f"la page dépasse {format_octets(TAILLE_MAX)}")
    return bytes(octets)


def _find_codage(octets: bytes) -> str:
    """Return UTF-8, or what pages that are not in it are written in."""
    try:
        octets.decode()
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def _first(arbre: html.HtmlElement, *chemins: str) -> str:
    for chemin in chemins:
        for trouve in arbre.xpath(chemin):
            texte = trouve if isinstance(trouve, str) else trouve.text_content()
            if mots := " ".join(texte.split()):
                return mots[:_TEXTE_MAX]
    return ""


def _find_jour(arbre: html.HtmlElement, texte: str) -> date | None:
    for chemin in _DATES:
        jours = [jour for valeur in arbre.xpath(chemin) if (jour := _read_iso(str(valeur)))]
        if jours:
            return max(jours)
    if trouve := _JOUR.search(texte):
        quantieme, mois, annee = trouve.groups()
        return _make(int(annee), _MOIS.split().index(mois.lower()) + 1, int(quantieme))
    return None


def _read_iso(valeur: str) -> date | None:
    trouve = _ISO.match(valeur)
    return _make(*map(int, trouve.group().split("-"))) if trouve else None


def _make(annee: int, mois: int, jour: int) -> date | None:
    try:
        return date(annee, mois, jour)
    except ValueError:
        return None


def _list_sirens(texte: str) -> Iterator[str]:
    """Yield the numbers that the page itself calls SIREN, or SIRET, and whose key is right."""
    for suite in re.split(r"siren|siret", texte, flags=re.IGNORECASE)[1:]:
        for trouve in _SIREN.finditer(suite[:40]):
            numero = re.sub(r"[^0-9]", "", trouve.group())
            if is_siren(numero):
                yield numero


def _list_pdfs(arbre: html.HtmlElement, url: str) -> Iterator[LienPdf]:
    vus: set[str] = set()
    for lien in arbre.xpath("//a[@href]"):
        try:
            adresse = urljoin(url, lien.get("href").strip())
            parties = urlsplit(adresse)
        except ValueError:
            continue
        if parties.scheme not in {"http", "https"} or not parties.path.lower().endswith(".pdf"):
            continue
        if adresse in vus or len(vus) == _PDF_MAX or len(adresse) > _URL_MAX:
            continue
        vus.add(adresse)
        titre = " ".join(lien.text_content().split()) or parties.path.rpartition("/")[2]
        yield LienPdf(titre[:_TEXTE_MAX], adresse)
