"""The sheets of a workbook (.xlsx) and of an open document (.ods), read as streams.

An XLSX is read several times faster than by openpyxl, whose rules for days are followed.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from string import ascii_letters, digits
from typing import IO, Any, Final, NoReturn
from xml.parsers import expat

from lxml import etree

from spaser.elements import name_colonne
from spaser.moteur.tables import modele

_FAUTES: Final = (
    *modele.ILLISIBLES, KeyError, IndexError, ValueError, TypeError, AttributeError, StopIteration,
    OverflowError, etree.XMLSyntaxError, expat.ExpatError,
)  # fmt: skip
_XLSX_ABIME: Final = "Le classeur est abîmé ou n’est pas un fichier .xlsx"
_ODS_ABIME: Final = "Le classeur .ods est abîmé"


@contextmanager
def _tell_abime(dit: str) -> Iterator[None]:
    try:
        yield
    except _FAUTES as cause:
        raise modele.ErreurTable(
            f"{dit} : ouvrez-le dans votre tableur, puis enregistrez-le de nouveau."
        ) from cause


def _forget(element: Any) -> None:  # noqa: ANN401 - lxml's own
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


# --- XLSX: which styles show a number as a day, and which day a number is ---


DEPUIS_1900: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no time zone
DEPUIS_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001 - same
STYLES_DE_JOUR: Final = frozenset({*range(14, 23), 45, 46, 47})  # known by number alone
_JOURNEE: Final = 86_400
_ERREUR_1900: Final = 60  # a 29 February 1900 that never was
_HORS_FORMAT: Final = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_DE_JOUR: Final = re.compile(r"(?<![_\\])[dmhysDMHYS]")


def is_format_de_jour(ecriture: str | None) -> bool:
    if ecriture is None:
        return False
    return _DE_JOUR.search(_HORS_FORMAT.sub("", ecriture.split(";")[0])) is not None


def read_moment(nombre: float, origine: datetime) -> datetime | time:
    """Return the moment that a number is; under one, it is a time of no day."""
    jours, fraction = divmod(nombre, 1)
    reste = timedelta(milliseconds=round(fraction * _JOURNEE * 1000))
    if 0 <= nombre < 1 and not reste.days:
        return (origine + reste).time()
    if 0 < nombre < _ERREUR_1900 and origine == DEPUIS_1900:
        jours += 1
    return origine + timedelta(days=jours) + reste


# --- XLSX: its sheets ---

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


def read_xlsx(chemin: Path, budget: modele.Budget) -> Iterator[modele.Feuille]:
    """Yield the values of the sheets; each one must be consumed before the next."""
    with zipfile.ZipFile(chemin) as archive:
        with _tell_abime(_XLSX_ABIME):
            lecteur = _Classeur(archive, budget)
        for nom, membre, masquee in lecteur.feuilles:
            fusions: list[modele.Fusion] = []
            yield modele.Feuille(nom, lecteur.read(nom, membre, fusions), masquee, fusions)


def _iterate(archive: zipfile.ZipFile, membre: str, *balises: str) -> Iterator[Any]:
    """Yield the elements of a part, one in memory at a time; an absent part has none."""
    if membre not in archive.namelist():
        return
    noms = tuple(f"{{*}}{balise}" for balise in balises)
    with archive.open(membre) as flux:
        evenements = etree.iterparse(flux, tag=noms, resolve_entities=False, no_network=True)
        for _, element in evenements:
            yield element
            _forget(element)


class _Classeur:
    """What the cells of every sheet point to: shared texts, formats, origin of days."""

    def __init__(self, archive: zipfile.ZipFile, budget: modele.Budget) -> None:
        self._archive = archive
        self._budget = budget
        self._origine = DEPUIS_1900
        self.feuilles = list(self._list_feuilles())
        self._textes = list(self._read_textes())
        self._dates = _find_dates(archive)

    def read(
        self, nom: str, membre: str, fusions: list[modele.Fusion]
    ) -> Iterator[tuple[int, modele.Cellules]]:
        """Yield the rows that hold something, with their number; then tell what is merged."""
        with _tell_abime(_XLSX_ABIME), self._archive.open(membre) as flux:
            for rang, ecrites in _read_lignes(flux, nom, fusions):
                yield rang, self._lay_out(ecrites)
            self._budget.take(cellules=len(fusions))

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
                    self._origine = DEPUIS_1904
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
                return read_moment(float(texte), self._origine)
            return int(texte) if texte.isdecimal() else float(texte)
        if genre == "s":
            return self._textes[int(texte)]
        if genre in {_FORMULE, "e"}:
            return modele.SansResultat(texte)
        return texte == "1" if genre == "b" else texte


def _find_dates(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the styles that show a number as a day."""
    formats = {str(numero): _JOUR for numero in STYLES_DE_JOUR}
    styles = []
    for element in _iterate(archive, "xl/styles.xml", "numFmt", "xf"):
        if element.tag.endswith("}numFmt"):
            formats[element.get("numFmtId")] = element.get("formatCode")
        elif element.getparent().tag.endswith("}cellXfs"):
            styles.append(element.get("numFmtId"))
    return frozenset(
        str(rang) for rang, style in enumerate(styles) if is_format_de_jour(formats.get(style))
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


# --- ODS: its sheets, one after the other in a single part ---


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
_BLOC_ODS: Final = 1 << 16
_OUVERTS_MAX: Final = 8 << 20


def read_ods(chemin: Path, budget: modele.Budget) -> Iterator[modele.Feuille]:
    """Yield the sheets, one after the other in a single part: what is left of one is skipped."""
    with zipfile.ZipFile(chemin) as archive, _open_contenu(archive) as flux:
        lecteur = _ParcoursContenu(flux, budget)
        while (nom := lecteur.find_feuille()) is not None:
            budget.take(feuilles=1)
            fusions: list[modele.Fusion] = []
            yield modele.Feuille(nom, lecteur.read(nom, fusions), lecteur.masquee, fusions)


def _open_contenu(archive: zipfile.ZipFile) -> IO[bytes]:
    with _tell_abime(_ODS_ABIME):
        return archive.open("content.xml")


def _list_evenements(flux: IO[bytes]) -> Iterator[tuple[str, Any]]:
    """Yield where tables and rows start and end; what ends nowhere is never kept whole."""
    analyseur = etree.XMLPullParser(
        ("start", "end"),
        tag=(f"{_TABLE}table", f"{_TABLE}table-row", _STYLE),
        resolve_entities=False,
        no_network=True,
    )
    ouverts = 0  # bytes since something ended
    while bloc := flux.read(_BLOC_ODS):
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
        with _tell_abime(_ODS_ABIME):
            return next(self._evenements, None)

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
            with _tell_abime(_ODS_ABIME):
                cellules = self._read_cellules(element, (feuille, rang + 1), fusions)
                repetee = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
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
