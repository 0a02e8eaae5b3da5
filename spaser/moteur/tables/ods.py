"""The sheets of an open document (.ods), read as a stream."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO, Any, Final

from lxml import etree

from spaser.elements import name_colonne
from spaser.moteur.tables import modele

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXTE: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE_URI: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_STYLE: Final = f"{_STYLE_URI}style"
_CALC: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLULES: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_NOMBRES: Final = frozenset({"float", "currency", "percentage"})
_BLANCS: Final = {f"{_TEXTE}s": " ", f"{_TEXTE}tab": "\t", f"{_TEXTE}line-break": "\n"}
_BLANCS_MAX: Final = 1024
_BLANCS_CELLULE: Final = 8  # so many blank characters count as one cell
_BLOC: Final = 1 << 16
_OUVERTS_MAX: Final = 8 << 20
_FAUTES: Final = (
    *modele.ILLISIBLES, etree.XMLSyntaxError, KeyError, ValueError, TypeError, AttributeError,
    OverflowError,
)  # fmt: skip


def read_ods(chemin: Path, budget: modele.Budget) -> Iterator[modele.Feuille]:
    """Yield the sheets, one after the other in a single part: what is left of one is skipped."""
    with zipfile.ZipFile(chemin) as archive, _open_contenu(archive) as flux:
        lecteur = _ParcoursContenu(flux, budget)
        while (nom := lecteur.find_feuille()) is not None:
            budget.take(feuilles=1)
            fusions: list[modele.Fusion] = []
            yield modele.Feuille(nom, lecteur.read(nom, fusions), lecteur.masquee, fusions)


def _open_contenu(archive: zipfile.ZipFile) -> IO[bytes]:
    try:
        return archive.open("content.xml")
    except _FAUTES as cause:
        raise _broken() from cause


def _list_evenements(flux: IO[bytes]) -> Iterator[tuple[str, Any]]:
    """Yield where tables and rows start and end; what ends nowhere is never kept whole."""
    analyseur = etree.XMLPullParser(
        ("start", "end"),
        tag=(f"{_TABLE}table", f"{_TABLE}table-row", _STYLE),
        resolve_entities=False,
        no_network=True,
    )
    ouverts = 0  # bytes since something ended
    while bloc := flux.read(_BLOC):
        analyseur.feed(bloc)
        ouverts += len(bloc)
        for evenement, element in analyseur.read_events():
            if evenement == "end":
                ouverts = 0
            yield evenement, element
        if ouverts > _OUVERTS_MAX:
            raise modele.ErreurTable(
                "Le classeur .ods a une ligne démesurée : gardez la seule feuille utile, puis "
                "enregistrez-le de nouveau depuis votre tableur."
            )
    analyseur.close()


class _ParcoursContenu:
    """Goes through the content once, forgetting each row when it is past."""

    def __init__(self, flux: IO[bytes], budget: modele.Budget) -> None:
        self._budget = budget
        self._evenements = _list_evenements(flux)
        self._masques: set[str] = set()  # styles of hidden sheets
        self.masquee = False

    def _advance(self) -> tuple[str, Any] | None:
        try:
            return next(self._evenements, None)
        except _FAUTES as cause:
            raise _broken() from cause

    def find_feuille(self) -> str | None:
        """Advance to the next sheet, and return its name."""
        while trouve := self._advance():
            evenement, element = trouve
            if evenement == "end":
                self._note_masque(element)
                _forget(element)
            elif element.tag == f"{_TABLE}table":
                self.masquee = element.get(f"{_TABLE}style-name") in self._masques
                return element.get(f"{_TABLE}name") or ""
        return None

    def _note_masque(self, element: Any) -> None:  # noqa: ANN401 - lxml's own
        if element.tag == _STYLE and any(
            enfant.get(f"{_TABLE}display") == "false" for enfant in element
        ):
            self._budget.take(cellules=1)
            self._masques.add(element.get(f"{_STYLE_URI}name"))

    def read(
        self, feuille: str, fusions: list[modele.Fusion]
    ) -> Iterator[tuple[int, modele.Cellules]]:
        rang = 0
        while trouve := self._advance():
            evenement, element = trouve
            if evenement == "start":
                continue
            if element.tag == f"{_TABLE}table":
                _forget(element)
                return
            if element.tag == _STYLE:
                continue
            try:
                cellules = self._read_cellules(element, (feuille, rang + 1), fusions)
                repetee = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            except _FAUTES as cause:
                raise _broken() from cause
            if cellules:
                for numero in range(rang + 1, rang + 1 + repetee):
                    self._budget.take(cellules=len(cellules))
                    yield numero, cellules
            rang += repetee
            _forget(element)

    def _read_cellules(
        self,
        ligne: Any,  # noqa: ANN401 - lxml's own
        lieu: tuple[str, int],
        fusions: list[modele.Fusion],
    ) -> list[Any]:
        """Return the values of a row: blanks take place only when a value follows them."""
        feuille, rang = lieu
        cellules: list[Any] = []
        place = 0
        for cellule in ligne.iterchildren(*_CELLULES):
            fois = int(cellule.get(f"{_TABLE}number-columns-repeated", "1"))
            valeur = self._read_valeur(cellule)
            place += fois
            if valeur is None:
                continue
            if (hauteur := int(cellule.get(f"{_TABLE}number-rows-spanned", "1"))) > 1:
                self._budget.take(cellules=1)
                fusions.append(modele.Fusion(place - fois, rang, rang + hauteur - 1))
            if place > modele.COLONNES_MAX:
                raise modele.refuse_colonne(feuille, rang, name_colonne(place - 1))
            cellules += [None] * (place - fois - len(cellules))
            cellules += [valeur] * fois
        return cellules

    def _read_valeur(self, cellule: Any) -> object:  # noqa: ANN401 - lxml's own
        genre = cellule.get(f"{_OFFICE}value-type")
        if genre in _NOMBRES:
            return float(cellule.get(f"{_OFFICE}value"))
        if genre == "date":
            return date.fromisoformat(cellule.get(f"{_OFFICE}date-value")[:10])
        lignes = cellule.iterchildren(f"{_TEXTE}p")
        texte = "\n".join("".join(self._list_textes(ligne)) for ligne in lignes)
        if cellule.get(f"{_CALC}value-type") == "error":
            return modele.SansResultat(texte)
        if not texte and genre is None and (formule := cellule.get(f"{_TABLE}formula")):
            return modele.SansResultat(f"={formule.partition('=')[2]}")
        return texte or None

    def _list_textes(self, element: Any) -> Iterator[str]:  # noqa: ANN401 - lxml's own
        """Yield the texts of a paragraph; its blanks are elements of their own."""
        if not isinstance(element.tag, str):
            return  # a comment
        if element.tag in _BLANCS:
            yield _BLANCS[element.tag] * self._count_blancs(element.get(f"{_TEXTE}c", "1"))
        yield element.text or ""
        for enfant in element:
            yield from self._list_textes(enfant)
            yield enfant.tail or ""

    def _count_blancs(self, texte: str) -> int:
        """Return how many blanks a short element stands for: they are not free either."""
        nombre = min(int(texte), _BLANCS_MAX) if re.fullmatch("[0-9]{1,9}", texte) else 1
        self._budget.take(cellules=nombre // _BLANCS_CELLULE)
        return nombre


def _broken() -> modele.ErreurTable:
    return modele.ErreurTable(
        "Le classeur .ods est abîmé : ouvrez-le dans votre tableur, puis enregistrez-le de nouveau."
    )


def _forget(element: Any) -> None:  # noqa: ANN401 - lxml's own
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
