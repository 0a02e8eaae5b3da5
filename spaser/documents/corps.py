"""What is typed in a plain area of text, as blocks; and the blocks as that text again.

A blank line separates paragraphs. « - » or « • » begins an element of a list, « 1. » one of an
ordered list, two more spaces one of a list inside. **Two stars** make words strong. Anything else
is kept as it was typed, whatever the word processor it comes from.
"""

import base64
import io
import re
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import msgspec
from PIL import Image, ImageOps, UnidentifiedImageError

from spaser.contenus import faits
from spaser.documents import document
from spaser.documents.francais import format_date, typographie
from spaser.elements import ErreurSpaser

_PUCE: Final = re.compile(
    r"(?P<retrait>[ \t]*)(?P<marque>[-–—•·*▪◦‣]|\d{1,3}[.)])[ \t\u00a0]+(?P<texte>\S.*)"
)
_FORT: Final = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_PAS: Final = 2  # spaces that go one list deeper
_TABULATION: Final = " " * _PAS


@dataclass(slots=True)
class _Puce:
    profondeur: int
    ordonnee: bool
    texte: str
    filles: list["_Puce"] = field(default_factory=list)


def parse_saisie(texte: str) -> tuple[document.Bloc, ...]:
    """Return the blocks of a text; nothing for a blank one."""
    blocs: list[document.Bloc] = []
    for groupe in _split_groupes(texte):
        puces = [_read_puce(ligne) for ligne in groupe]
        lues = [puce for puce in puces if puce]
        if len(lues) == len(groupe):
            blocs += _make_listes(lues)
        else:
            blocs.append(document.Paragraphe(_read_fort("\n".join(groupe))))
    return tuple(blocs)


def write_saisie(blocs: Sequence[document.Bloc]) -> str:
    morceaux = []
    for bloc in blocs:
        if isinstance(bloc, document.Paragraphe):
            morceaux.append(_write_contenu(bloc.contenu))
        elif isinstance(bloc, document.Liste):
            morceaux.append("\n".join(_write_liste(bloc, 0)))
    return "\n\n".join(morceaux)


def name_blocs(
    blocs: Sequence[document.Bloc], anciens: Sequence[document.Bloc]
) -> tuple[document.Bloc, ...]:
    """Give each block its identifier: that of the same block before, wherever it was, or a new one.

    A block that changed keeps its own where it follows the block that it followed.
    """
    places = _find_places(blocs, anciens)
    return tuple(
        _name(bloc, anciens[place] if place is not None else None)
        for bloc, place in zip(blocs, places, strict=True)
    )


def _find_places(
    blocs: Sequence[document.Bloc], anciens: Sequence[document.Bloc]
) -> list[int | None]:
    """Return, for each block, the place of the former block it comes from, None for a new one."""
    connus = defaultdict[document.Bloc, list[int]](list)
    for place, ancien in enumerate(anciens):
        connus[_strip(ancien)].append(place)
    nus = [_strip(bloc) for bloc in blocs]
    places = [connus[nu].pop(0) if connus[nu] else None for nu in nus]
    pris = set(places)
    for rang, bloc in enumerate(blocs):
        avant = places[rang - 1] if rang else -1
        if places[rang] is not None or avant is None:
            continue
        suivante = avant + 1
        libre = suivante < len(anciens) and suivante not in pris
        if libre and type(anciens[suivante]) is type(bloc):
            places[rang] = suivante
            pris.add(suivante)
    return places


def _strip(bloc: document.Bloc) -> document.Bloc:
    return msgspec.structs.replace(bloc, identifiant="")


def _name(bloc: document.Bloc, ancien: document.Bloc | None) -> document.Bloc:
    connu = ancien.identifiant if ancien else ""
    return msgspec.structs.replace(bloc, identifiant=connu or f"b{secrets.token_hex(6)}")


def _split_groupes(texte: str) -> Iterator[list[str]]:
    groupe: list[str] = []
    en_liste = False
    for ligne in [*texte.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        est_puce = _PUCE.fullmatch(ligne.rstrip()) is not None
        if groupe and (not ligne.strip() or est_puce != en_liste):
            yield groupe
            groupe = []
        if ligne.strip():
            groupe.append(ligne.rstrip())
            en_liste = est_puce


def _read_puce(ligne: str) -> _Puce | None:
    lue = _PUCE.fullmatch(ligne)
    if lue is None:
        return None
    retrait = lue["retrait"].replace("\t", _TABULATION)
    return _Puce(len(retrait) // _PAS, lue["marque"][0].isdigit(), lue["texte"])


def _make_listes(puces: list[_Puce]) -> Iterator[document.Liste]:
    """Put each element under the last one that is less deep; a change of kind starts a list."""
    racines: list[_Puce] = []
    chemin: list[_Puce] = []
    for puce in puces:
        while chemin and chemin[-1].profondeur >= puce.profondeur:
            chemin.pop()
        (chemin[-1].filles if chemin else racines).append(puce)
        chemin.append(puce)
    suite: list[_Puce] = []
    for puce in racines:
        if suite and suite[0].ordonnee != puce.ordonnee:
            yield _make_liste(suite)
            suite = []
        suite.append(puce)
    yield _make_liste(suite)


def _make_liste(puces: Sequence[_Puce]) -> document.Liste:
    return document.Liste(
        tuple(
            document.Element(_read_fort(puce.texte), _make_liste(puce.filles))
            if puce.filles
            else _read_fort(puce.texte)
            for puce in puces
        ),
        ordonnee=puces[0].ordonnee,
    )


def _read_fort(texte: str) -> document.Contenu:
    morceaux: list[document.EnLigne] = []
    place = 0
    for lu in _FORT.finditer(texte):
        morceaux += [document.Texte(texte[place : lu.start()])] if lu.start() > place else []
        morceaux.append(document.Texte(lu[1], fort=True))
        place = lu.end()
    if not morceaux:
        return texte
    return (*morceaux, *([document.Texte(texte[place:])] if place < len(texte) else []))


def _write_liste(liste: document.Liste, profondeur: int) -> Iterator[str]:
    for rang, element in enumerate(liste.elements, start=1):
        marque = f"{rang}." if liste.ordonnee else "-"
        contenu = element.contenu if isinstance(element, document.Element) else element
        yield f"{' ' * _PAS * profondeur}{marque} {_write_contenu(contenu)}"
        if isinstance(element, document.Element):
            yield from _write_liste(element.liste, profondeur + 1)


def _write_contenu(contenu: document.Contenu) -> str:
    return "".join(
        f"**{m.texte}**" if isinstance(m, document.Texte) and m.fort else m.texte
        for m in document.split_contenu(contenu)
    )


# --- What the programme team types: paragraphs and lists, links to pages, citations of facts ---
# The signs are those of `saisie`, and two more. `[words](/address/)` leads to a page of the site
# or of the web. `[[CODE]]` or `[[CODE.point]]`, at the end of a sentence, cites a fact: it becomes
# the name of its text, that leads to its page, with its mark when it is not sure, its last day
# when it is over. `{{CODE:name}}` gives a number of a fact with its unit, `{{CODE.point}}` its
# statement: they change with it. `![[code]]`, alone between two blank lines, is a picture of the
# team.


SOURCES: Final = "/obligations/sources/"
"""Where the page of each fact is; the site holds to it by a test."""

_SIGNE: Final = re.compile(
    r"(?P<blanc>[ \u00a0]?)\[\[(?P<fait>[A-Z0-9][A-Za-z0-9_.-]*)\]\]"
    r"|\[(?P<mots>[^\[\]\n]+)\]\((?P<adresse>(?:/|https?://|mailto:)[^\s()]*)\)"
)
_CITATION: Final = re.compile(
    r"\[\[(?P<fait>[A-Z0-9][A-Za-z0-9_.-]*)\]\]"
    r"|\{\{(?P<dit>[A-Z0-9-]+(?:\.[a-z0-9_-]+(?=\}\}))?)(?::[a-z0-9_/-]+)?\}\}"
)
_IMAGE: Final = re.compile(r"!\[\[([a-z0-9]+(?:-[a-z0-9]+)*)\]\]")


def no_image(code: str) -> None:
    """Find no picture: what is typed has none to show."""


def parse_corps(
    texte: str,
    site: str,
    jour: date,
    find_image: Callable[[str], document.Figure | None] = no_image,
) -> tuple[document.Bloc, ...]:
    """Return the blocks of a text on a day; `site` is the site's address, without last slash.

    A picture that is not found is left out.
    """

    def read(contenu: document.Contenu) -> document.Contenu:
        return tuple(_read_signes(contenu, site, jour))

    blocs: list[document.Bloc] = []
    for bloc in parse_saisie(faits.fill_connus(texte)):
        image = _read_image(bloc)
        trouvee = find_image(image) if image else _map_bloc(bloc, read)
        blocs += [trouvee] if trouvee else []
    return tuple(blocs)


def list_images(*textes: str) -> tuple[str, ...]:
    lues = (signe[1] for texte in textes for signe in _IMAGE.finditer(texte))
    return tuple(dict.fromkeys(lues))


def list_citations(*textes: str) -> tuple[str, ...]:
    """Return the facts that texts cite or let speak, each once: their code or `CODE.point`."""
    lus = (signe for texte in textes for signe in _CITATION.finditer(texte))
    return tuple(dict.fromkeys(signe["fait"] or signe["dit"] for signe in lus))


def list_liens(*textes: str) -> tuple[str, ...]:
    lus = (signe["adresse"] for texte in textes for signe in _SIGNE.finditer(texte))
    return tuple(dict.fromkeys(filter(None, lus)))


def list_faits(*textes: str) -> tuple[faits.Fait, ...]:
    """Return the facts that texts cite, each once; one that does not exist is left out."""
    connus = faits.load_faits()
    codes = dict.fromkeys(citation.partition(".")[0] for citation in list_citations(*textes))
    return tuple(connus[code] for code in codes if code in connus)


def find_inconnus(*textes: str) -> list[str]:
    connus = faits.load_faits()
    signes = (signe["fait"] for texte in textes for signe in _CITATION.finditer(texte))
    citations = (citation.partition(".") for citation in dict.fromkeys(filter(None, signes)))
    absents = [
        f"[[{code}{point}{nom}]]"
        for code, point, nom in citations
        if code not in connus or (nom and nom not in connus[code].points)
    ]
    return absents + [signe for texte in textes for signe in faits.find_enonces_inconnus(texte)]


@dataclass(frozen=True, slots=True)
class LectureTextes:
    """How texts are read: the site's address without its last slash, what gives their blocks."""

    site: str
    parse: Callable[[str], tuple[document.Bloc, ...]]

    def write(self, texte: str) -> tuple[document.Bloc, ...]:
        return self.parse(typographie(texte))

    def read_line(self, texte: str) -> document.Contenu:
        blocs = self.parse(texte)
        return next((b.contenu for b in blocs if isinstance(b, document.Paragraphe)), "")

    def link(self, libelle: str, adresse: str) -> document.Lien:
        """Return a link to a page of the site or of the web; bare words without address."""
        entiere = f"{self.site}{adresse}" if adresse.startswith("/") else adresse
        return document.Lien(typographie(libelle), entiere)


def write_sources(textes: Iterable[str], site: str) -> tuple[document.Bloc, ...]:
    faits = list_faits(*textes)
    if not faits:
        return ()
    return (document.Liste(tuple(_tell(fait, site) for fait in faits)),)


def _tell(fait: faits.Fait, site: str) -> document.Contenu:
    reference = document.Lien(fait.reference, f"{site}{SOURCES}{fait.code}/")
    return (reference, document.Texte(f"\u00a0: {fait.mention}."))


def _read_signes(contenu: document.Contenu, site: str, jour: date) -> Iterator[document.EnLigne]:
    for morceau in document.split_contenu(contenu):
        if isinstance(morceau, document.Texte):
            yield from _cut(morceau, site, jour)
        else:
            yield morceau


def _cut(morceau: document.Texte, site: str, jour: date) -> Iterator[document.EnLigne]:
    place = 0
    cites: set[str] = set()  # cited in a row: their text is named once
    for signe in _SIGNE.finditer(morceau.texte):
        if signe.start() > place:
            yield msgspec.structs.replace(morceau, texte=morceau.texte[place : signe.start()])
            cites = set()
        place = signe.end()
        if signe["fait"]:
            code = signe["fait"].partition(".")[0]
            yield from () if code in cites else _cite(code, site, jour)
            cites.add(code)
        else:
            cites = set()
            adresse = signe["adresse"]
            yield document.Lien(signe["mots"], f"{site}{adresse}" if adresse[0] == "/" else adresse)
    if place < len(morceau.texte):
        yield msgspec.structs.replace(morceau, texte=morceau.texte[place:])


def _cite(code: str, site: str, jour: date) -> Iterator[document.EnLigne]:
    fait = faits.load_faits().get(code)
    if fait is None:
        yield document.Texte(f" ({code}, source inconnue)")
        return
    yield document.Texte(" (")
    yield document.Lien(fait.texte, f"{site}{SOURCES}{code}/")
    fin = f"jusqu’au {format_date(fait.jusqu_a)}" if fait.jusqu_a and fait.is_over(jour) else ""
    yield document.Texte("".join(f", {mot}" for mot in (fait.marque, fin) if mot) + ")")


def _read_image(bloc: document.Bloc) -> str:
    seul = bloc.contenu if isinstance(bloc, document.Paragraphe) else ""
    signe = _IMAGE.fullmatch(seul.strip()) if isinstance(seul, str) else None
    return signe[1] if signe else ""


def _map_bloc(
    bloc: document.Bloc, read: Callable[[document.Contenu], document.Contenu]
) -> document.Bloc:
    match bloc:
        case document.Paragraphe():
            return msgspec.structs.replace(bloc, contenu=read(bloc.contenu))
        case document.Liste():
            return _map_liste(bloc, read)
        case _:
            return bloc


def _map_liste(
    liste: document.Liste, read: Callable[[document.Contenu], document.Contenu]
) -> document.Liste:
    elements = tuple(
        document.Element(read(e.contenu), _map_liste(e.liste, read))
        if isinstance(e, document.Element)
        else read(e)
        for e in liste.elements
    )
    return msgspec.structs.replace(liste, elements=elements)


# --- Pictures that the team puts in a text: looked at, made smaller, written anew ---


OCTETS_MAX: Final = 10_000_000
COTE_MAX: Final = 10_000
_COTE: Final = 1_400  # pixels: as wide as a page of paper prints
_FORMATS: Final = ("PNG", "JPEG")
_CONSEIL: Final = "Donnez une image PNG ou JPEG de moins de 10 Mo."


class PhotoRefusee(ErreurSpaser):
    """A file that is not a picture that pages can show; says why and what would do."""


class Photo(msgspec.Struct, frozen=True, kw_only=True):
    """A picture as it is kept: its bytes, its kind, and its size in pixels."""

    octets: bytes
    genre: str
    largeur: int
    hauteur: int


def prepare_photo(octets: bytes) -> Photo:
    """Return a picture upright, at most 1 400 pixels wide or high, without what a camera adds.

    Raises:
        PhotoRefusee: it is no picture, or it is too big.
    """
    if len(octets) > OCTETS_MAX:
        raise PhotoRefusee("Cette image est trop lourde.", _CONSEIL)
    try:
        with Image.open(io.BytesIO(octets), formats=_FORMATS) as lue:
            if max(lue.size) > COTE_MAX:
                raise PhotoRefusee(f"Cette image est trop grande : {lue.width} × {lue.height}.",
                                   f"{COTE_MAX} pixels de côté au plus.")  # fmt: skip
            droite = ImageOps.exif_transpose(lue)
            droite.thumbnail((_COTE, _COTE))
            return _encode(droite)
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as faute:
        raise PhotoRefusee("Ce n’est pas une image PNG ou JPEG lisible.", _CONSEIL) from faute


def make_figure(photo: Photo, alternative: str, legende: str) -> document.Figure:
    code = base64.b64encode(photo.octets).decode()
    largeur, hauteur = photo.largeur, photo.hauteur
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {largeur} {hauteur}">'
        f'<image width="{largeur}" height="{hauteur}" '
        f'href="data:image/{photo.genre};base64,{code}"/>'
        "</svg>"
    )
    return document.Figure(svg, alternative, legende)


def _encode(image: Image.Image) -> Photo:
    """Write the pixels anew: a photograph as JPEG, a drawing or what lets light through as PNG."""
    sortie = io.BytesIO()
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    if image.mode in {"RGB", "L"} and image.getcolors(256) is None:
        genre = "jpeg"
        image.save(sortie, "JPEG", quality=80, optimize=True)
    else:
        genre = "png"
        image.convert("RGBA").save(sortie, "PNG", optimize=True)
    return Photo(octets=sortie.getvalue(), genre=genre, largeur=image.width, hauteur=image.height)
