"""What the programme team types: paragraphs and lists, links to pages, citations of facts.

The signs are those of `saisie`, and two more. `[words](/address/)` leads to a page of the site or
of the web. `[[CODE]]` or `[[CODE.point]]`, at the end of a sentence, cites a fact: it becomes the
name of its text, that leads to its page, with its mark when it is not sure, its last day when it is
over. `{{CODE:name}}` gives a number of a fact with its unit, `{{CODE.point}}` its statement: they
change with it. `![[code]]`, alone between two blank lines, is a picture of the team.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final

import msgspec

from spaser.documents.document import (
    Bloc,
    Contenu,
    Element,
    EnLigne,
    Figure,
    Lien,
    Liste,
    Paragraphe,
    Texte,
    split_contenu,
)
from spaser.documents.francais import format_date
from spaser.documents.saisie import parse_saisie
from spaser.faits.lecture import fill_connus, find_enonces_inconnus, load_faits
from spaser.faits.modele import Fait

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
    texte: str, site: str, jour: date, find_image: Callable[[str], Figure | None] = no_image
) -> tuple[Bloc, ...]:
    """Return the blocks of a text on a day; `site` is the site's address, without last slash.

    A picture that is not found is left out.
    """

    def read(contenu: Contenu) -> Contenu:
        return tuple(_read_signes(contenu, site, jour))

    blocs: list[Bloc] = []
    for bloc in parse_saisie(fill_connus(texte)):
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


def list_faits(*textes: str) -> tuple[Fait, ...]:
    """Return the facts that texts cite, each once; one that does not exist is left out."""
    connus = load_faits()
    codes = dict.fromkeys(citation.partition(".")[0] for citation in list_citations(*textes))
    return tuple(connus[code] for code in codes if code in connus)


def find_inconnus(*textes: str) -> list[str]:
    connus = load_faits()
    signes = (signe["fait"] for texte in textes for signe in _CITATION.finditer(texte))
    citations = (citation.partition(".") for citation in dict.fromkeys(filter(None, signes)))
    absents = [
        f"[[{code}{point}{nom}]]"
        for code, point, nom in citations
        if code not in connus or (nom and nom not in connus[code].points)
    ]
    return absents + [signe for texte in textes for signe in find_enonces_inconnus(texte)]


def write_sources(textes: Iterable[str], site: str) -> tuple[Bloc, ...]:
    faits = list_faits(*textes)
    if not faits:
        return ()
    return (Liste(tuple(_tell(fait, site) for fait in faits)),)


def _tell(fait: Fait, site: str) -> Contenu:
    reference = Lien(fait.reference, f"{site}{SOURCES}{fait.code}/")
    return (reference, Texte(f"\u00a0: {fait.mention}."))


def _read_signes(contenu: Contenu, site: str, jour: date) -> Iterator[EnLigne]:
    for morceau in split_contenu(contenu):
        if isinstance(morceau, Texte):
            yield from _cut(morceau, site, jour)
        else:
            yield morceau


def _cut(morceau: Texte, site: str, jour: date) -> Iterator[EnLigne]:
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
            yield Lien(signe["mots"], f"{site}{adresse}" if adresse[0] == "/" else adresse)
    if place < len(morceau.texte):
        yield msgspec.structs.replace(morceau, texte=morceau.texte[place:])


def _cite(code: str, site: str, jour: date) -> Iterator[EnLigne]:
    fait = load_faits().get(code)
    if fait is None:
        yield Texte(f" ({code}, source inconnue)")
        return
    yield Texte(" (")
    yield Lien(fait.texte, f"{site}{SOURCES}{code}/")
    fin = f"jusqu’au {format_date(fait.jusqu_a)}" if fait.jusqu_a and fait.is_over(jour) else ""
    yield Texte("".join(f", {mot}" for mot in (fait.marque, fin) if mot) + ")")


def _read_image(bloc: Bloc) -> str:
    seul = bloc.contenu if isinstance(bloc, Paragraphe) else ""
    signe = _IMAGE.fullmatch(seul.strip()) if isinstance(seul, str) else None
    return signe[1] if signe else ""


def _map_bloc(bloc: Bloc, read: Callable[[Contenu], Contenu]) -> Bloc:
    match bloc:
        case Paragraphe():
            return msgspec.structs.replace(bloc, contenu=read(bloc.contenu))
        case Liste():
            return _map_liste(bloc, read)
        case _:
            return bloc


def _map_liste(liste: Liste, read: Callable[[Contenu], Contenu]) -> Liste:
    elements = tuple(
        Element(read(e.contenu), _map_liste(e.liste, read)) if isinstance(e, Element) else read(e)
        for e in liste.elements
    )
    return msgspec.structs.replace(liste, elements=elements)
