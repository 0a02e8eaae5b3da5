"""The words of an ODT or a DOCX, under each of its headings: neither has pages of its own."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from lxml import etree

from spaser.donnees.envois.formats import Defaut, Format

_PARTIES: Final = 400
_LETTRES: Final = 20_000
_TITRE: Final = 200
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_T: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_NOM_DE_TITRE: Final = re.compile(r"(?:heading|titre) ?\d", re.IGNORECASE)
_REENREGISTRER: Final = "Ouvrez-le dans votre logiciel et enregistrez-le de nouveau."


class PartieLue(NamedTuple):
    """A heading, empty before the first one, and the words that follow it."""

    titre: str
    texte: str


class _Ligne(NamedTuple):
    texte: str
    est_titre: bool


def read_parties(chemin: Path, genre: Format) -> tuple[PartieLue, ...]:
    """Return the parts of a document that was examined; Defaut when it no longer opens.

    Of a very long one, the first parts only.
    """
    lire = _read_odt if genre is Format.ODT else _read_docx
    try:
        with zipfile.ZipFile(chemin) as archive:
            return tuple(_gather(lire(archive)))[:_PARTIES]
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError) as erreur:
        raise Defaut("est abîmé ou incomplet.", _REENREGISTRER) from erreur


def _gather(lignes: Iterable[_Ligne]) -> Iterator[PartieLue]:
    titre, mots = "", list[str]()
    for ligne in lignes:
        if not ligne.est_titre:
            mots.append(ligne.texte)
        elif ligne.texte:
            yield from _make(titre, mots)
            titre, mots = ligne.texte, []
    yield from _make(titre, mots)


def _make(titre: str, mots: list[str]) -> Iterator[PartieLue]:
    texte = " ".join(" ".join([titre, *mots]).split())[:_LETTRES]
    if texte:
        yield PartieLue(titre[:_TITRE], texte)


def _read_docx(archive: zipfile.ZipFile) -> Iterator[_Ligne]:
    titres = _list_styles_de_titre(archive)
    for paragraphe in _parse(archive, "word/document.xml").iter(f"{_W}p"):
        style = paragraphe.find(f"{_W}pPr/{_W}pStyle")
        nom = "" if style is None else style.get(f"{_W}val", "")
        yield _Ligne(_read_texte(paragraphe, f"{_W}t"), nom in titres)


def _list_styles_de_titre(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the styles of headings: their names are English whatever the language of Word."""
    if "word/styles.xml" not in archive.namelist():
        return frozenset()
    noms = {
        style.get(f"{_W}styleId", ""): style.find(f"{_W}name")
        for style in _parse(archive, "word/styles.xml").iter(f"{_W}style")
    }
    return frozenset(
        code
        for code, nom in noms.items()
        if nom is not None and _NOM_DE_TITRE.match(nom.get(f"{_W}val", ""))
    )


def _read_odt(archive: zipfile.ZipFile) -> Iterator[_Ligne]:
    for bloc in _parse(archive, "content.xml").iter(f"{_T}h", f"{_T}p"):
        yield _Ligne(_read_texte(bloc), bloc.tag == f"{_T}h")


def _read_texte(bloc: etree._Element, morceau: str = "") -> str:
    textes = (m.text or "" for m in bloc.iter(morceau)) if morceau else bloc.itertext()
    return " ".join("".join(map(str, textes)).split())


def _parse(archive: zipfile.ZipFile, nom: str) -> etree._Element:
    lecteur = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(archive.read(nom), lecteur)
