"""A document as PDF/UA-1 and PDF/A-2a: tagged, titled, in French, fit for an archive.

The composer reads the texts as data, never as its own markup: whatever a reader typed is printed
as it was typed. The same document gives the same file.
"""

import base64
import io
import json
from datetime import UTC, datetime, time
from functools import cache
from importlib import resources
from typing import Any, Final

import msgspec
import typst
from PIL import Image

from spaser.documents.charte import NEUTRE, Charte
from spaser.documents.document import Document, Paragraphe, add_sources
from spaser.documents.francais import format_date

_NORMES: Final = ["ua-1", "a-2a"]
_BLANCS: Final = "\n\u00a0\u202f"
_REMPLACE: Final = "□"
_AVERTISSEMENT: Final = (
    f"Les signes que ce document ne sait pas imprimer y sont écrits {_REMPLACE}."
)
_LOGO: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}">'
    '<image width="{0}" height="{1}" href="data:image/{2};base64,{3}"/></svg>'
)

type Plages = tuple[tuple[int, int], ...]

_LATIN: Final[Plages] = ((0x0A, 0x0A), (0x20, 0x24F), (0x2010, 0x203A), (0x20AC, 0x20AC),
                         (0x25A1, 0x25A1))  # fmt: skip
_EUROPE: Final[Plages] = (*_LATIN, (0x250, 0x52F), (0x1E00, 0x1FFF), (0x2000, 0x22FF))


def write_pdf(document: Document, charte: Charte = NEUTRE, *, sommaire: bool = False) -> bytes:
    """Return the file; `sommaire` adds the table of contents.

    A sign that no font at hand can draw would stop everything: it is replaced, and the document
    says so. What is refused first is tried again with the signs of Europe, then with Latin ones.
    """
    complet = add_sources(document)
    try:
        return _compose(complet, charte, (), sommaire=sommaire)
    except typst.TypstError:
        pass
    avertissement = Paragraphe(_AVERTISSEMENT)
    averti = msgspec.structs.replace(complet, blocs=(avertissement, *complet.blocs))
    try:
        return _compose(averti, charte, _EUROPE, sommaire=sommaire)
    except typst.TypstError:
        return _compose(averti, charte, _LATIN, sommaire=sommaire)


def _compose(document: Document, charte: Charte, plages: Plages, *, sommaire: bool) -> bytes:
    compose: bytes = typst.compile(  # type: ignore[call-overload]  # types miss files in memory
        {"main.typ": _read_gabarit()},
        format="pdf",
        sys_inputs={"donnees": json.dumps(_gather(document, charte, plages, sommaire=sommaire))},
        pdf_standards=_NORMES,
        ignore_system_fonts=True,
        timestamp=int(datetime.combine(document.jour, time(12), UTC).timestamp()),
    )
    return compose


def _gather(document: Document, charte: Charte, plages: Plages, *, sommaire: bool) -> Any:  # noqa: ANN401 - any value of JSON
    donnees = {
        "document": msgspec.to_builtins(document),
        "date": format_date(document.jour),
        "sommaire": sommaire,
        "charte": {
            "couleur": charte.couleur,
            "fond": charte.fond,
            "logo": _wrap_logo(charte.logo),
            "alternative": charte.alternative,
        },
    }
    return _clean_all(donnees, plages)


def _wrap_logo(logo: bytes) -> str:
    """Return a logo as a drawing: Typst takes files in memory if they are text."""
    if not logo:
        return ""
    with Image.open(io.BytesIO(logo)) as image:
        largeur, hauteur = image.size
        forme = "png" if image.format == "PNG" else "jpeg"
    return _LOGO.format(largeur, hauteur, forme, base64.b64encode(logo).decode())


def _clean_all(valeur: Any, plages: Plages) -> Any:  # noqa: ANN401 - any value of JSON
    if isinstance(valeur, str):
        return _clean(valeur, plages)
    if isinstance(valeur, list | tuple):
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
