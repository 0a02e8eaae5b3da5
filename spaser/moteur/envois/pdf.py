"""Controls of a PDF: whole, readable, not locked, nothing that runs or hides; and its words."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from spaser.moteur.envois.formats import Defaut

_PAGES: Final = 3000
_OBJETS: Final = 300_000
_QUEUE: Final = 2048
_PAGES_LUES: Final = 400
_LETTRES: Final = 20_000
_REENREGISTRER: Final = "Enregistrez-le de nouveau en PDF depuis votre traitement de texte."
_SANS_ACTION: Final = (
    "Imprimez-le vers un nouveau PDF, ou exportez-le de nouveau sans script ni pièce jointe."
)

_CLES: Final = {"/JS", "/EmbeddedFiles", "/EF", "/XFA"}
# Keys of a dictionary, then what its action or its kind may not be.
_ACTIFS: Final = {
    "/JS": "contient du code JavaScript.",
    "/EmbeddedFiles": "contient des pièces jointes.",
    "/EF": "contient des pièces jointes.",
    "/XFA": "contient un formulaire XFA.",
    "/JavaScript": "contient du code JavaScript.",
    "/Launch": "lance un programme à l’ouverture ou au clic.",
    "/ImportData": "importe des données d’un autre fichier.",
    "/RichMedia": "contient un contenu multimédia actif.",
    "/GoToE": "ouvre un document caché à l’intérieur.",
}


@contextmanager
def _open_pdf(fichier: IO[bytes]) -> Iterator[PdfReader]:
    """Read a PDF; a broken one makes pypdf raise about anything."""
    try:
        yield PdfReader(fichier, strict=False)
    except (Defaut, MemoryError):
        raise
    except Exception as erreur:
        raise Defaut("est abîmé : il ne s’ouvre pas.", _REENREGISTRER) from erreur


def check_pdf(fichier: IO[bytes]) -> None:
    """Raise Defaut at the first reason not to take this PDF."""
    _check_bouts(fichier)
    with _open_pdf(fichier) as pdf:
        if pdf.is_encrypted:
            remede = "Enregistrez-le sans protection, puis envoyez-le de nouveau."
            raise Defaut("est protégé par un mot de passe ou des restrictions.", remede)
        pages = len(pdf.pages)
        if not 0 < pages <= _PAGES:
            raise Defaut(f"compte {pages} page(s).", f"Envoyez un document de 1 à {_PAGES} pages.")
        _walk(pdf)


def read_pages(chemin: Path) -> tuple[str, ...]:
    """Return the words of each page, on one line; Defaut for a PDF that no longer opens.

    Of a very long one, the first pages only.
    """
    with chemin.open("rb") as fichier, _open_pdf(fichier) as pdf:
        pages = islice(pdf.pages, _PAGES_LUES)
        return tuple(" ".join(page.extract_text().split())[:_LETTRES] for page in pages)


def _check_bouts(fichier: IO[bytes]) -> None:
    """Refuse bytes before the first mark of a PDF or after its last: a second file hides there."""
    fichier.seek(0)
    if fichier.read(5) != b"%PDF-":
        raise Defaut("ne commence pas comme un PDF.", _REENREGISTRER)
    taille = fichier.seek(0, 2)
    fichier.seek(max(0, taille - _QUEUE))
    _, marque, reste = fichier.read().rpartition(b"%%EOF")
    if not marque:
        raise Defaut("est incomplet : sa fin manque.", "Envoyez-le de nouveau en entier.")
    if reste.strip(b"\r\n\t \x00"):
        raise Defaut("contient autre chose après la fin du PDF.", _REENREGISTRER)
    fichier.seek(0)
    if zipfile.is_zipfile(fichier):
        raise Defaut("est à la fois un PDF et une archive ZIP.", _REENREGISTRER)


def _walk(pdf: PdfReader) -> None:
    """Look at every object that can be reached from the document."""
    a_voir: list[Any] = [pdf.trailer.raw_get("/Root"), *pdf.pages]
    vus: set[tuple[int, int]] = set()
    for _ in range(_OBJETS):
        if not a_voir:
            return
        objet = a_voir.pop()
        if isinstance(objet, IndirectObject):
            if (objet.idnum, objet.generation) in vus:
                continue
            vus.add((objet.idnum, objet.generation))
            objet = objet.get_object()
        a_voir += _look(objet)
    raise Defaut("est trop compliqué pour être contrôlé.", _REENREGISTRER)


def _look(objet: Any) -> list[Any]:  # noqa: ANN401 - any PDF object
    """Refuse an active object; return what it holds."""
    if not isinstance(objet, DictionaryObject):
        return list(list.__iter__(objet)) if isinstance(objet, ArrayObject) else []
    valeurs = [v for cle in ("/S", "/Subtype") if isinstance(v := objet.get(cle), str)]
    for actif in (_CLES & objet.keys()) | (_ACTIFS.keys() & set(valeurs)):
        raise Defaut(_ACTIFS[actif], _SANS_ACTION)
    return [objet.raw_get(cle) for cle in objet]
