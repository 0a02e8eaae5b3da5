"""The sheets of a workbook (.xlsx), read as a stream, several times faster than openpyxl."""

import posixpath
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import ascii_letters, digits
from typing import IO, Any, Final, NoReturn
from xml.parsers import expat

from lxml import etree

from spaser.elements import name_colonne
from spaser.moteur.tables import jours_xlsx, modele

# Where a value is, its kind, its style and its text.
type _Ecrite = tuple[int, str | None, str | None, str]

_BLOC: Final = 1 << 18
_COLONNES: Final = 16_384  # what a sheet may name; only the first ones may hold a value
_LIGNES: Final = 1_048_576
_ESPACES: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_LUES: Final = ("row", "c", "v", "t", "f", "mergeCell")
_NOMS: Final = {f"{uri} {nom}": nom for uri in _ESPACES for nom in _LUES}
_JOUR: Final = "d"
_FORMULE: Final = "f"  # our own kind of cell: a formula without its result
_CLASSEUR: Final = "xl/workbook.xml"
_LIENS: Final = "xl/_rels/workbook.xml.rels"
_FAUTES: Final = (
    *modele.ILLISIBLES, KeyError, IndexError, ValueError, TypeError, AttributeError, StopIteration,
    OverflowError, etree.XMLSyntaxError, expat.ExpatError,
)  # fmt: skip


def read_xlsx(chemin: Path, budget: modele.Budget) -> Iterator[modele.Feuille]:
    """Yield the values of the sheets; each one must be consumed before the next."""
    with zipfile.ZipFile(chemin) as archive:
        try:
            lecteur = _Classeur(archive, budget)
        except _FAUTES as cause:
            raise _broken() from cause
        for nom, membre, masquee in lecteur.feuilles:
            fusions: list[modele.Fusion] = []
            yield modele.Feuille(nom, lecteur.read(nom, membre, fusions), masquee, fusions)


def _broken() -> modele.ErreurTable:
    return modele.ErreurTable(
        "Le classeur est abîmé ou n’est pas un fichier .xlsx : ouvrez-le dans votre tableur, puis "
        "enregistrez-le de nouveau."
    )


def _iterate(archive: zipfile.ZipFile, membre: str, *balises: str) -> Iterator[Any]:
    """Yield the elements of a part, one in memory at a time; an absent part has none."""
    if membre not in archive.namelist():
        return
    noms = tuple(f"{{*}}{balise}" for balise in balises)
    with archive.open(membre) as flux:
        evenements = etree.iterparse(flux, tag=noms, resolve_entities=False, no_network=True)
        for _, element in evenements:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


class _Classeur:
    """What the cells of every sheet point to: shared texts, formats, origin of days."""

    def __init__(self, archive: zipfile.ZipFile, budget: modele.Budget) -> None:
        self._archive = archive
        self._budget = budget
        self._origine = jours_xlsx.DEPUIS_1900
        self.feuilles = list(self._list_feuilles())
        self._textes = list(self._read_textes())
        self._dates = _find_dates(archive)

    def read(
        self, nom: str, membre: str, fusions: list[modele.Fusion]
    ) -> Iterator[tuple[int, modele.Cellules]]:
        """Yield the rows that hold something, with their number; then tell what is merged."""
        try:
            with self._archive.open(membre) as flux:
                for rang, ecrites in _read_lignes(flux, nom, fusions):
                    yield rang, self._lay_out(ecrites)
            self._budget.take(cellules=len(fusions))
        except _FAUTES as cause:
            raise _broken() from cause

    def _list_feuilles(self) -> Iterator[tuple[str, str, bool]]:
        """Yield the name and part of each sheet of cells, in order, and whether it is hidden."""
        liens = {
            lien.get("Id"): posixpath.normpath(posixpath.join("/xl", lien.get("Target")))[1:]
            for lien in _iterate(self._archive, _LIENS, "Relationship")
            if lien.get("Type", "").endswith("/worksheet")
        }
        vues = set()
        self._archive.getinfo(_CLASSEUR)
        for element in _iterate(self._archive, _CLASSEUR, "workbookPr", "sheet"):
            if element.tag.endswith("}workbookPr"):
                if element.get("date1904") in {"1", "true"}:
                    self._origine = jours_xlsx.DEPUIS_1904
                continue
            self._budget.take(feuilles=1)
            cle = next(v for nom, v in element.attrib.items() if nom.endswith("}id"))
            membre = liens.get(cle)
            if membre is None:
                continue  # a chart
            if membre in vues:
                raise modele.ErreurTable(
                    f"La feuille « {element.get('name')} » désigne le même contenu qu’une autre : "
                    "ce classeur est mal formé. Enregistrez-le de nouveau depuis votre tableur."
                )
            vues.add(membre)
            yield element.get("name"), membre, element.get("state", "visible") != "visible"

    def _read_textes(self) -> Iterator[str]:
        """Yield the texts that cells share; phonetic notes are not part of them."""
        for texte in _iterate(self._archive, "xl/sharedStrings.xml", "si"):
            self._budget.take(cellules=modele.TEXTE)
            morceaux = (*texte.iterfind("{*}t"), *texte.iterfind("{*}r/{*}t"))
            yield "".join(t.text or "" for t in morceaux)

    def _lay_out(self, ecrites: list[_Ecrite]) -> list[Any]:
        """Put the values at their place, with nothing in the gaps."""
        cellules: list[Any] = []
        for colonne, genre, style, texte in ecrites:
            if colonne > len(cellules):
                cellules += [None] * (colonne - len(cellules))
            cellules.append(self._read_valeur(genre, style, texte))
        self._budget.take(cellules=len(cellules))
        return cellules

    def _read_valeur(self, genre: str | None, style: str | None, texte: str) -> object:
        if genre is None or genre == "n":
            if style in self._dates:
                return jours_xlsx.read_moment(float(texte), self._origine)
            return int(texte) if texte.isdecimal() else float(texte)
        if genre == "s":
            return self._textes[int(texte)]
        if genre in {_FORMULE, "e"}:
            return modele.SansResultat(texte)
        return texte == "1" if genre == "b" else texte


def _find_dates(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the styles that show a number as a day."""
    formats = {str(numero): _JOUR for numero in jours_xlsx.STYLES_DE_JOUR}
    styles = []
    for element in _iterate(archive, "xl/styles.xml", "numFmt", "xf"):
        if element.tag.endswith("}numFmt"):
            formats[element.get("numFmtId")] = element.get("formatCode")
        elif element.getparent().tag.endswith("}cellXfs"):
            styles.append(element.get("numFmtId"))
    return frozenset(
        str(rang)
        for rang, style in enumerate(styles)
        if jours_xlsx.is_format_de_jour(formats.get(style))
    )


class _LignesFeuille:
    def __init__(self, feuille: str | None, fusions: list[modele.Fusion]) -> None:
        self._feuille = feuille
        self._fusions = fusions
        self.lignes: list[tuple[int, list[_Ecrite]]] = []
        self._rang = 0
        self._cellules: list[_Ecrite] = []
        self._tete: tuple[int, str | None, str | None] = (0, None, None)
        self._texte: list[str] = []
        self._formule: list[str] | None = None
        self._ecoute: list[str] | None = None  # what is being read
        self._prochaine = 0

    def start(self, balise: str, attributs: dict[str, str]) -> None:
        nom = _NOMS.get(balise)
        if nom == "c":
            reference = attributs.get("r")
            colonne = _column(reference.rstrip(digits)) if reference else self._prochaine
            self._prochaine = colonne + 1
            self._tete = colonne, attributs.get("t"), attributs.get("s")
            self._texte, self._formule = [], None
        elif nom in {"v", "t"}:
            self._ecoute = self._texte
        elif nom == "f":
            self._ecoute = self._formule = []
        elif nom == "mergeCell":
            self._merge(attributs["ref"])
        elif nom == "row":
            self._rang = int(attributs.get("r") or self._rang + 1)
            if self._rang > _LIGNES:
                raise ValueError(self._rang)
            self._cellules = []
            self._prochaine = 0

    def data(self, texte: str) -> None:
        if self._ecoute is not None:
            self._ecoute.append(texte)

    def end(self, balise: str) -> None:
        nom = _NOMS.get(balise)
        if nom in {"v", "t", "f"}:
            self._ecoute = None
        elif nom == "c":
            self._end_cellule()
        elif nom == "row":
            self.lignes.append((self._rang, self._cellules))

    def _end_cellule(self) -> None:
        """Keep a cell that holds a value; a formula without one is told as it is written."""
        colonne, genre, style = self._tete
        if self._texte:
            ecrite = (colonne, genre, style, "".join(self._texte))
        elif self._formule is not None and genre != "str":
            ecrite = (colonne, _FORMULE, style, f"={''.join(self._formule)}")
        else:
            return
        if colonne >= modele.COLONNES_MAX or len(self._cellules) >= modele.COLONNES_MAX:
            raise modele.refuse_colonne(self._feuille, self._rang, name_colonne(colonne))
        self._cellules.append(ecrite)

    def _merge(self, zone: str) -> None:
        debut, _, fin = zone.partition(":")
        haut, bas = (int(place.lstrip(ascii_letters)) for place in (debut, fin or debut))
        if bas > haut:
            self._fusions.append(modele.Fusion(_column(debut.rstrip(digits)), haut, bas))


def _read_lignes(
    flux: IO[bytes], feuille: str | None, fusions: list[modele.Fusion]
) -> Iterator[tuple[int, list[_Ecrite]]]:
    lignes = _LignesFeuille(feuille, fusions)
    analyseur = expat.ParserCreate(namespace_separator=" ")
    analyseur.buffer_text = True
    analyseur.StartElementHandler = lignes.start
    analyseur.CharacterDataHandler = lignes.data
    analyseur.EndElementHandler = lignes.end
    analyseur.StartDoctypeDeclHandler = _refuse
    while bloc := flux.read(_BLOC):
        analyseur.Parse(bloc, False)  # noqa: FBT003 - expat takes it by position
        yield from lignes.lignes
        lignes.lignes.clear()
    analyseur.Parse(b"", True)  # noqa: FBT003 - same


def _refuse(*_declaration: object) -> NoReturn:
    raise ValueError("DOCTYPE")


@cache
def _column(lettres: str) -> int:
    """Return the rank of a column, from 0: A, B, then Z, AA."""
    rang = 0
    for lettre in lettres:
        rang = rang * 26 + ord(lettre) - 64
    if not 0 < rang <= _COLONNES:
        raise ValueError(lettres)
    return rang - 1
