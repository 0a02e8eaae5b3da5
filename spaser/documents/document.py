"""A document: sections that hold blocks, blocks that hold texts, never markup.

Screens compose it, `rendus` turns it into a file, and its JSON is its own form: `encode` and
`decode` are exact inverses. The level of a heading is its depth, so that no file jumps from a first
level to a third. What a reader may cite or change keeps an identifier: Word files name it in a
bookmark, pages in an anchor.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import msgspec

from spaser.erreurs import ErreurSpaser
from spaser.metier.reference import ReferenceChiffre

NIVEAU_MAX: Final = 6
"""The deepest heading that every form knows."""

SOURCES: Final = "sources"
"""The identifier of the section that tells where each figure comes from."""

_IDENTIFIANT: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


class DocumentIllisible(ErreurSpaser):
    """A file that does not hold a document."""


class _Valeur(msgspec.Struct, frozen=True, tag_field="genre", tag=str.lower, omit_defaults=True):
    """A part of a document, told apart in JSON by its `genre`."""


class _Reperee(_Valeur, frozen=True, kw_only=True):
    """A part that keeps its identifier as long as the document lives.

    It is written with what Word accepts of a bookmark: letters, digits and _, 40 signs at most.
    """

    identifiant: str = ""

    def __post_init__(self) -> None:
        """Refuse an identifier that a form would have to change."""
        if self.identifiant and not _IDENTIFIANT.fullmatch(self.identifiant):
            raise ValueError(self.identifiant)


class Texte(_Valeur, frozen=True):
    """Words, with the emphasis that they carry."""

    texte: str
    fort: bool = False
    italique: bool = False


class Lien(_Valeur, frozen=True):
    """Words that lead to an address."""

    texte: str
    adresse: str


class Note(_Valeur, frozen=True):
    """A note at the foot of the page."""

    texte: str


class Chiffre(_Valeur, frozen=True):
    """A figure that stays bound to where it comes from, in every form.

    `reference` is siren:code:year:measure:origin; `explication` says what it counts, its bounds
    and its day. A figure without its reference cannot be made.
    """

    texte: str
    reference: str
    explication: str

    def __post_init__(self) -> None:
        """Refuse what nobody could trace."""
        ReferenceChiffre.parse(self.reference)


type EnLigne = Texte | Lien | Note | Chiffre
type Contenu = str | tuple[EnLigne, ...]


class Paragraphe(_Reperee, frozen=True):
    """A paragraph; `en_avant` for the one that says the essential."""

    contenu: Contenu
    en_avant: bool = False


class Element(_Valeur, frozen=True):
    """An element of a list that holds a list."""

    contenu: Contenu
    liste: "Liste"


class Liste(_Reperee, frozen=True):
    """A list; `ordonnee` when the order matters."""

    elements: tuple[Contenu | Element, ...]
    ordonnee: bool = False


class Tableau(_Reperee, frozen=True):
    """A table: every row has as many cells as there are titles of columns.

    `largeurs` are the shares of the width that columns take; equal ones when there are none.
    `ligne_nommee`: the first cell of a row names it.
    """

    legende: str
    entetes: tuple[str, ...]
    lignes: tuple[tuple[Contenu, ...], ...]
    largeurs: tuple[int, ...] = ()
    ligne_nommee: bool = False


class Figure(_Reperee, frozen=True):
    """A drawing in SVG, and what it says for those who cannot see it."""

    svg: str
    alt: str
    legende: str


class Fiche(_Reperee, frozen=True):
    """A sheet, of an action for instance: what is said of each of its fields."""

    titre: str
    champs: tuple[tuple[str, Contenu], ...]


class SautDePage(_Valeur, frozen=True):
    """Where a new page starts."""


type Bloc = Paragraphe | Liste | Tableau | Figure | Fiche | SautDePage


class Section(_Reperee, frozen=True):
    """A heading, what stands under it, and the headings below it."""

    titre: str
    blocs: tuple[Bloc, ...] = ()
    sections: tuple["Section", ...] = ()


class Document(_Valeur, frozen=True, kw_only=True):
    """A document in French; `mention` stands at the foot of each page."""

    titre: str
    jour: date
    blocs: tuple[Bloc, ...] = ()
    sections: tuple[Section, ...] = ()
    sous_titre: str = ""
    mention: str = ""


def encode(document: Document) -> bytes:
    """Return a document in its own form."""
    return msgspec.json.encode(document)


def decode(octets: bytes) -> Document:
    """Read a document in its own form.

    Raises:
        DocumentIllisible: the bytes do not hold a document; says where.

    """
    try:
        return msgspec.json.decode(octets, type=Document)
    except (msgspec.DecodeError, ValueError, RecursionError) as erreur:
        raise DocumentIllisible(f"Ce fichier n’est pas un document : {erreur}.") from erreur


def walk_sections(document: Document) -> Iterator[tuple[int, Section]]:
    """Yield each section in the order of reading, with its level: 1 under the title."""

    def walk(sections: tuple[Section, ...], niveau: int) -> Iterator[tuple[int, Section]]:
        for section in sections:
            yield min(niveau, NIVEAU_MAX), section
            yield from walk(section.sections, niveau + 1)

    return walk(document.sections, 1)


def walk_blocs(document: Document) -> Iterator[Bloc]:
    """Yield each block in the order of reading."""
    yield from document.blocs
    for _, section in walk_sections(document):
        yield from section.blocs


def split_contenu(contenu: Contenu) -> tuple[EnLigne, ...]:
    """Return the pieces of a content, a bare text being one."""
    return (Texte(contenu),) if isinstance(contenu, str) else contenu


def read_texte(contenu: Contenu) -> str:
    """Return the words of a content, without its notes."""
    return "".join(m.texte for m in split_contenu(contenu) if not isinstance(m, Note))


def list_contenus(bloc: Bloc) -> Iterator[Contenu]:
    """Yield the contents of a block, in the order of reading."""
    match bloc:
        case Paragraphe():
            yield bloc.contenu
        case Liste():
            yield from _list_elements(bloc)
        case Tableau():
            for ligne in bloc.lignes:
                yield from ligne
        case Fiche():
            yield from (contenu for _, contenu in bloc.champs)


def _list_elements(liste: Liste) -> Iterator[Contenu]:
    for element in liste.elements:
        if isinstance(element, Element):
            yield element.contenu
            yield from _list_elements(element.liste)
        else:
            yield element


def list_chiffres(document: Document) -> list[Chiffre]:
    """Return each figure once, by its reference, in the order of reading."""
    return find_chiffres(walk_blocs(document))


def find_chiffres(blocs: Iterable[Bloc]) -> list[Chiffre]:
    """Return each figure of some blocks once, by its reference, in the order of reading."""
    trouves: dict[str, Chiffre] = {}
    for contenu in (contenu for bloc in blocs for contenu in list_contenus(bloc)):
        for morceau in split_contenu(contenu):
            if isinstance(morceau, Chiffre):
                trouves.setdefault(morceau.reference, morceau)
    return list(trouves.values())


def add_sources(document: Document) -> Document:
    """Return the document with, last, where each of its figures comes from.

    It is left as it is without any figure, or when it has such a section already.
    """
    chiffres = list_chiffres(document)
    if not chiffres or any(
        section.identifiant == SOURCES for _, section in walk_sections(document)
    ):
        return document
    tableau = Tableau(
        "Chaque chiffre de ce document, ce qu’il dit et sa référence",
        ("Chiffre", "Ce qu’il dit", "Référence"),
        tuple((c.texte, c.explication, c.reference) for c in chiffres),
        (2, 5, 4),
        identifiant="sources_tableau",
    )
    section = Section("D’où viennent les chiffres", (tableau,), identifiant=SOURCES)
    return msgspec.structs.replace(document, sections=(*document.sections, section))
