"""A document as a file: one module a form, and how to ask for one by its name.

The engines of a form are loaded when the first file of that form is asked for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib import import_module
from threading import BoundedSemaphore
from typing import Final

from spaser.documents.document import NEUTRE, Charte, Document, clean_document, encode_document
from spaser.elements import ErreurSpaser


class Forme(StrEnum):
    """What a document can be taken away as: the suffix of the file."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    JSON = "json"

    @property
    def mime(self) -> str:
        return _MIMES[self]


_MIMES: Final = {
    Forme.PDF: "application/pdf",
    Forme.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Forme.ODT: "application/vnd.oasis.opendocument.text",
    Forme.JSON: "application/json",
}


class DocumentTropLong(ErreurSpaser):
    """A document that its form cannot hold; another can."""


def write_forme(
    document: Document, forme: Forme, charte: Charte = NEUTRE, *, sommaire: bool = False
) -> bytes:
    if forme is Forme.JSON:
        return encode_document(clean_document(document))
    module = import_module(f"{__name__}.{forme}")
    octets: bytes = getattr(module, f"write_{forme}")(document, charte, sommaire=sommaire)
    return octets


# --- How many documents one process writes at once, whoever asks and however often ---


PLACES: Final = 2  # each takes a core, and tens of megabytes
_LIBRES: Final = BoundedSemaphore(PLACES)


@contextmanager
def place() -> Iterator[None]:
    """Limit how many documents are written at once: wait for a place, hold it in the block."""
    with _LIBRES:
        yield
