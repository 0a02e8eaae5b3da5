"""A document as PDF/UA-1 and PDF/A-2a: tagged, titled, in French, fit for an archive.

The composer reads the texts as data, never as its own markup: whatever a reader typed is printed
as it was typed. The same document gives the same file.
"""

import base64
import io
import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any, Final

import msgspec
import typst
from PIL import Image

from spaser.documents.dessins_engagements import draw_anneaux
from spaser.documents.document import (
    NEUTRE,
    TEINTES,
    Charte,
    Document,
    Paragraphe,
    clean_document,
    compute_teintes,
    encode_document,
    map_textes,
    prepare,
)
from spaser.documents.francais import format_date
from spaser.documents.rendus import DocumentTropLong, place
from spaser.documents.rendus.images import load_polices, read_gabarit

# Of what is composed, as JSON: some 250 actions, ten times a whole scheme of the demonstration. The
# composer takes 400 times as much memory (measured: 603 MB for 1.5), from the process of the page.
OCTETS_MAX: Final = 750_000
_COMMUNS: Final = ("charte.typ", "dessin.typ")
_NORMES: Final = ["ua-1", "a-2a"]
_BLANCS: Final = "\n\u00a0\u202f"
_INVISIBLES: Final = frozenset({"Cc", "Cf", "Zl", "Zp"})
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


@place()
def write_pdf(document: Document, charte: Charte = NEUTRE, *, sommaire: bool = False) -> bytes:
    """Return the file; `sommaire` adds the table of contents.

    A sign that no font at hand can draw would stop everything: it is replaced, and the document
    says so. What is refused first is tried again with the signs of Europe, then with Latin ones.

    Raises:
        DocumentTropLong: it would take more memory than a page may.
    """
    complet = prepare(document)
    parts = complet.couverture.parts if complet.couverture else ()
    fond = draw_anneaux(parts, compute_teintes(charte, TEINTES))

    def compose(plages: Plages) -> bytes:
        lu = _replace_signes(complet, plages)
        donnees = {"document": lu, "sommaire": sommaire, "fond": fond}
        return _compose("document.typ", donnees, charte, complet.jour)

    return _try_signes(compose)


@place()
def write_page(variantes: Sequence[Document], charte: Charte = NEUTRE) -> bytes:
    """Return one page: the longest of these variants that fits, which the shortest must."""
    propres = [clean_document(variante) for variante in variantes]

    def compose(plages: Plages) -> bytes:
        donnees = {"variantes": [_replace_signes(une, plages) for une in propres]}
        return _compose("une-page.typ", donnees, charte, propres[0].jour)

    return _try_signes(compose)


def _try_signes(compose: Callable[[Plages], bytes]) -> bytes:
    for plages in ((), _EUROPE):
        try:
            return compose(plages)
        except typst.TypstError:
            continue
    return compose(_LATIN)


def _compose(gabarit: str, donnees: Mapping[str, object], charte: Charte, jour: date) -> bytes:
    dites = json.dumps(_gather(donnees, charte, jour))
    if len(dites) > OCTETS_MAX:
        raise DocumentTropLong(
            "Ce document est trop long pour un PDF.",
            "Prenez-le en Word ou en OpenDocument.",
        )
    compose: bytes = typst.compile(  # type: ignore[call-overload]  # types miss files in memory
        {"main.typ": read_gabarit(gabarit)} | {nom: read_gabarit(nom) for nom in _COMMUNS},
        format="pdf",
        sys_inputs={"donnees": dites},
        pdf_standards=_NORMES,
        font_paths=load_polices(),
        ignore_system_fonts=True,
        timestamp=int(datetime.combine(jour, time(12), UTC).timestamp()),
    )
    return compose


def _gather(donnees: Mapping[str, object], charte: Charte, jour: date) -> Any:  # noqa: ANN401 - any value of JSON
    return msgspec.to_builtins(donnees) | {
        "date": format_date(jour),
        "charte": {
            "couleur": charte.couleur,
            "fond": charte.fond,
            "teintes": compute_teintes(charte, TEINTES),
            "logo": _wrap_logo(charte.logo),
            "alternative": _print_texte(charte.alternative, _LATIN),
        },
    }


def _wrap_logo(logo: bytes) -> str:
    """Return a logo as a drawing: Typst takes files in memory if they are text."""
    if not logo:
        return ""
    with Image.open(io.BytesIO(logo)) as image:
        largeur, hauteur = image.size
        forme = "png" if image.format == "PNG" else "jpeg"
    return _LOGO.format(largeur, hauteur, forme, base64.b64encode(logo).decode())


def _replace_signes(document: Document, plages: Plages) -> Document:
    """Return a document that can be printed, which says it when a sign had to be replaced."""
    imprime = map_textes(document, partial(_print_texte, plages=plages))
    if _count_remplaces(imprime) == _count_remplaces(document):
        return imprime
    return msgspec.structs.replace(imprime, blocs=(Paragraphe(_AVERTISSEMENT), *imprime.blocs))


def _count_remplaces(document: Document) -> int:
    return encode_document(document).count(_REMPLACE.encode())


def _print_texte(texte: str, plages: Plages) -> str:
    if texte.isascii() and texte.isprintable():
        return texte
    return "".join(_print_signe(signe, plages) for signe in texte)


def _print_signe(signe: str, plages: Plages) -> str:
    """Return a sign, nothing when it shows none, a blank for any blank, else a replacement."""
    if signe in _BLANCS:
        return signe
    if signe.isprintable():
        return signe if not plages or _is_in(signe, plages) else _REMPLACE
    categorie = unicodedata.category(signe)
    if categorie == "Zs":
        return " "
    return "" if categorie in _INVISIBLES else _REMPLACE


def _is_in(signe: str, plages: Plages) -> bool:
    return any(debut <= ord(signe) <= fin for debut, fin in plages)
