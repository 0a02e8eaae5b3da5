"""A document as PDF/UA-1: tagged, titled, in French, readable by a screen reader.

The composer reads the texts as data, never as its own markup: whatever a reader typed is printed
as it was typed. The same document gives the same file.
"""

from __future__ import annotations

import json
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
_SANS_ALTERNATIVE: Final = "Figure sans description."


def write_pdf(document: Document) -> bytes:
    """Return the file."""
    instant = datetime.combine(document.jour, time(12), UTC)
    donnees = {
        "titre": _clean(document.titre) or "Document",
        "sous_titre": _clean(document.sous_titre),
        "mention": _clean(document.mention),
        "date": format_date(document.jour),
        "blocs": [_write_bloc(bloc) for bloc in order_titres(document.blocs)],
    }
    compose: bytes = typst.compile(
        _read_gabarit(),
        format="pdf",
        sys_inputs={"donnees": json.dumps(donnees, ensure_ascii=False)},
        pdf_standards=_NORME,
        ignore_system_fonts=True,
        timestamp=int(instant.timestamp()),
    )
    return compose


@cache
def _read_gabarit() -> bytes:
    return resources.files("spaser.documents").joinpath("gabarits", "document.typ").read_bytes()


def _write_bloc(bloc: Bloc) -> dict[str, Any]:
    match bloc:
        case Titre():
            return {"genre": "titre", "texte": _clean(bloc.texte) or "–", "niveau": bloc.niveau}
        case Paragraphe():
            return {
                "genre": "paragraphe",
                "texte": _clean(bloc.texte),
                "en_avant": bloc.en_avant,
            }
        case Liste():
            elements = [_clean(element) for element in bloc.elements]
            return {"genre": "liste", "elements": elements, "ordonnee": bloc.ordonnee}
        case Tableau():
            return _write_tableau(bloc)
        case Figure():
            return {
                "genre": "figure",
                "svg": bloc.svg,
                "alt": _clean(bloc.alt) or _SANS_ALTERNATIVE,
                "legende": _clean(bloc.legende),
            }
        case SautDePage():
            return {"genre": "saut"}


def _write_tableau(tableau: Tableau) -> dict[str, Any]:
    nombre = len(tableau.entetes)
    return {
        "genre": "tableau",
        "legende": _clean(tableau.legende),
        "entetes": [_clean(entete) for entete in tableau.entetes],
        "lignes": [[_clean(cellule) for cellule in ligne] for ligne in tableau.lignes],
        "largeurs": list(tableau.largeurs) or [1] * nombre,
    }


def _clean(texte: str) -> str:
    """Take out what no page prints: control characters but the end of a line."""
    return "".join(signe for signe in texte if signe.isprintable() or signe in "\n\u00a0\u202f")
