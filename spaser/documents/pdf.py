"""A document as PDF/UA-1: tagged, titled, in French, readable by a screen reader.

The composer reads the texts as data, never as its own markup: whatever a reader typed is printed
as it was typed. The same document gives the same file.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import cache
from importlib import resources
from typing import Any, Final

import typst

from spaser.documents.document import (
    Bloc,
    Document,
    Figure,
    Liste,
    Paragraphe,
    SautDePage,
    Tableau,
    Titre,
    order_titres,
)
from spaser.documents.francais import format_date

MIME: Final = "application/pdf"
_NORME: Final = "ua-1"
_BLANCS: Final = "\n\u00a0\u202f"
_REMPLACE: Final = "□"
_AVERTISSEMENT: Final = (
    f"Les signes que ce document ne sait pas imprimer y sont écrits {_REMPLACE}."
)

type Plages = tuple[tuple[int, int], ...]

_LATIN: Final[Plages] = ((0x0A, 0x0A), (0x20, 0x24F), (0x2010, 0x203A), (0x20AC, 0x20AC),
                         (0x25A1, 0x25A1))  # fmt: skip
_EUROPE: Final[Plages] = (*_LATIN, (0x250, 0x52F), (0x1E00, 0x1FFF), (0x2000, 0x22FF))
_SANS_TITRE: Final = "Document"
_SANS_ALTERNATIVE: Final = "Figure sans description."


def write_pdf(document: Document) -> bytes:
    """Return the file.

    A sign that no font at hand can draw would stop everything: it is replaced, and the document
    says so. What is refused first is tried again with the signs of Europe, then with Latin ones.
    """
    try:
        return _compose(document, ())
    except typst.TypstError:
        pass
    avertie = replace(document, blocs=(*document.blocs, Paragraphe(_AVERTISSEMENT)))
    try:
        return _compose(avertie, _EUROPE)
    except typst.TypstError:
        return _compose(avertie, _LATIN)


def _compose(document: Document, plages: Plages) -> bytes:
    instant = datetime.combine(document.jour, time(12), UTC)
    donnees = {
        "titre": _clean(document.titre, plages).strip() or _SANS_TITRE,
        "sous_titre": document.sous_titre,
        "mention": document.mention,
        "date": format_date(document.jour),
        "blocs": [_write_bloc(bloc) for bloc in order_titres(document.blocs)],
    }
    compose: bytes = typst.compile(
        _read_gabarit(),
        format="pdf",
        sys_inputs={"donnees": json.dumps(_clean_all(donnees, plages), ensure_ascii=False)},
        pdf_standards=_NORME,
        ignore_system_fonts=True,
        timestamp=int(instant.timestamp()),
    )
    return compose


def _clean_all(valeur: Any, plages: Plages) -> Any:  # noqa: ANN401 - any value of JSON
    if isinstance(valeur, str):
        return _clean(valeur, plages)
    if isinstance(valeur, list):
        return [_clean_all(element, plages) for element in valeur]
    if isinstance(valeur, dict):
        return {nom: _clean_all(element, plages) for nom, element in valeur.items()}
    return valeur


def _clean(texte: str, plages: Plages) -> str:
    """Take out control characters; replace what is out of the ranges, when there are some."""
    propre = "".join(signe for signe in texte if signe.isprintable() or signe in _BLANCS)
    if not plages:
        return propre
    return "".join(signe if _is_in(signe, plages) else _REMPLACE for signe in propre)


def _is_in(signe: str, plages: Plages) -> bool:
    return any(debut <= ord(signe) <= fin for debut, fin in plages)


@cache
def _read_gabarit() -> bytes:
    return resources.files("spaser.documents").joinpath("gabarits", "document.typ").read_bytes()


def _write_bloc(bloc: Bloc) -> dict[str, Any]:
    match bloc:
        case Titre():
            return {"genre": "titre", "texte": bloc.texte, "niveau": bloc.niveau}
        case Paragraphe():
            return {
                "genre": "paragraphe",
                "texte": bloc.texte,
                "en_avant": bloc.en_avant,
            }
        case Liste():
            elements = list(bloc.elements)
            return {"genre": "liste", "elements": elements, "ordonnee": bloc.ordonnee}
        case Tableau():
            return _write_tableau(bloc)
        case Figure():
            return {
                "genre": "figure",
                "svg": bloc.svg,
                "alt": _clean(bloc.alt, ()).strip() or _SANS_ALTERNATIVE,
                "legende": bloc.legende,
            }
        case SautDePage():
            return {"genre": "saut"}


def _write_tableau(tableau: Tableau) -> dict[str, Any]:
    nombre = len(tableau.entetes)
    return {
        "genre": "tableau",
        "legende": tableau.legende,
        "entetes": list(tableau.entetes),
        "lignes": [list(ligne) for ligne in tableau.lignes],
        "largeurs": list(tableau.largeurs) or [1] * nombre,
    }
