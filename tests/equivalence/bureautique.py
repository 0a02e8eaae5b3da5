"""An office document (Word, Excel, PowerPoint, OpenDocument) as lines, part by part.

Every element and every attribute is told, so that nothing that differs is missed. A paragraph, a
cell, a style are each a line; what holds them is a line before them. Names that only serve inside
the file are replaced by what they stand for: `rId7` by its address or the print of its image, `P3`
or the third look of a workbook by the print of that look, told once at the end.
"""

import io
import posixpath
import re
from contextlib import suppress
from functools import cached_property
from zlib import crc32

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import get_column_letter
from PIL import Image

LIGNES = {
    "docx": "p style num lvl",
    "xlsx": "c col mergeCell dataValidation definedName sheet comment",
    "pptx": "p pic cxnSp sldId sldLayoutId",
    "odt": "p h style page-layout default-style list-level-style-number list-level-style-bullet "
    "outline-level-style table-column config-item file-entry",
}
LIGNES["ods"] = LIGNES["odt"] + " table-cell covered-table-cell database-range"
_OOXML = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_ODF = {b"application/vnd.oasis.opendocument.text": "odt"} | {
    b"application/vnd.oasis.opendocument.spreadsheet": "ods"
}
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ESPACES = "{http://www.w3.org/XML/1998/namespace}space"
_TYPES = "[Content_Types].xml"
# Told by their print alone: models that come with a library, and what other parts tell.
_MODELES = re.compile(
    r"/(?:theme|slideLayouts|slideMasters|notesMasters|customXml)/"
    r"|word/(?:stylesWithEffects|fontTable|webSettings)\.xml$"
)
_TUS = re.compile(r"\.rels$|^\[Content_Types\]|^mimetype$|^xl/sharedStrings\.xml$")
_APPARENCES = frozenset("automatic-styles numFmts fonts fills borders cellXfs".split())
_PARTICULIERS = frozenset({"pivotButton", "quotePrefix"})
_PORTENT = frozenset({("col", "style"), ("row", "s")})  # a look, in a workbook of Excel
_SANS_NUMERO = frozenset({"docPr", "cNvPr", "bookmarkStart", "bookmarkEnd", "sldId", "fld"})
_REVISIONS = re.compile(r"rsid\w*|paraId|textId")
_LONGS, _LU = frozenset({"style", "latentStyles"}), 300  # a model of styles says a lot
_RACINES = frozenset({"r", "si", "is"})  # whose words are told without them
# What a reader sees first of a look.
_MOTS = {
    r"^«[^»]*»|\w+-style(?=\()|(?<=data-style-name=\{)[^~}]+(?= ~)": None,
    r"font-weight=bold|font\[[^\]]*\bb\b": "gras",
    r"font-style=italic|font\[[^\]]*\bi\b": "italique",
    r"background-color=#\w+|fgColor\(rgb=\w+": "fond",
    r"wrap-option=wrap|wrapText=1": "renvoi",
}


def find_genre(entrees):
    """Name the kind of an archive, by its content; nothing when it is no document."""
    genre = next((genre for nom, genre in _OOXML.items() if nom in entrees), "")
    return genre or _ODF.get(entrees.get("mimetype", b"").strip(), "")


def describe_document(genre, entrees):
    """Return the lines of a document whose parts are given."""
    return _Document(genre, entrees).describe()


class _Document:
    """A document being read: its parts, and what they name."""

    def __init__(self, genre, entrees):
        self.genre, self.entrees = genre, entrees
        self.lignes_de = frozenset(LIGNES[genre].split())
        self.apparences, self.vus = {}, set()
        self.feuilles = _name_feuilles(self) if genre == "xlsx" else {}

    def describe(self):
        """Return the lines of the parts, of what none of them shows, of their looks."""
        lignes = self.tell_relations(_read_relations(self.entrees, ""))
        noms = sorted(n for n in self.entrees if not n.endswith("/") and not _TUS.search(n))
        xml = [nom for nom in noms if nom.endswith(".xml")]
        for nom in sorted(xml, key=_natural):
            try:
                lignes += _Partie(self, nom).describe()
            except etree.XMLSyntaxError:
                lignes.append(f"{self.genre}.partie {nom} {_tell_octets(self.entrees[nom])}")
        restent = [self.entrees[nom] for nom in sorted({*noms} - {*xml} - self.vus)]
        lignes += sorted(f"{self.genre}.partie {_tell_octets(octets)}" for octets in restent)
        apparences = sorted({(num, dit) for dit, (num, _) in self.apparences.items()})
        return lignes + [f"{self.genre}.apparence ~{num} {dit}" for num, dit in apparences]

    def tell_relations(self, relations):
        """Tell relations that no element names, whatever their number."""
        self.vus.update(chemin for _, chemin in relations.values())
        return sorted(f"{self.genre}.relation {vers}" for vers, _ in relations.values())

    def keep_apparence(self, dit):
        """Keep a look; return what is told of it where it is used."""
        if dit not in self.apparences:
            numero = f"{crc32(dit.encode()):08x}"
            vus = [(mot, re.search(motif, dit)) for motif, mot in _MOTS.items()]
            mots = [mot or vu[0] for mot, vu in vus if vu]
            self.apparences[dit] = numero, f"{{{' '.join([*mots, f'~{numero}'])}}}"
        return self.apparences[dit][1]

    def name_nature(self, nom):
        """Return the media type of a part."""
        return self._natures.get(f"/{nom}") or self._natures.get(nom.rpartition(".")[2], "")

    @cached_property
    def _natures(self):
        if _TYPES not in self.entrees:
            return {}
        racine = etree.fromstring(self.entrees[_TYPES])
        return {
            t.get("PartName") or t.get("Extension"): t.get("ContentType").removeprefix(_OFFICE)
            for t in racine
        }

    @cached_property
    def phrases(self):
        """Return the shared strings of a workbook."""
        if "xl/sharedStrings.xml" not in self.entrees:
            return []
        partie = _Partie(self, "xl/sharedStrings.xml")
        return [partie.tell(phrase) for phrase in partie.racine]

    def tell_rang(self, rang):
        """Tell the look of a cell of Excel, by its number."""
        if int(rang) >= len(self._rangs):
            return f"~{rang}"
        return self.keep_apparence(self._rangs[int(rang)])

    @cached_property
    def _rangs(self):
        if "xl/styles.xml" not in self.entrees:
            return []
        partie = _Partie(self, "xl/styles.xml")
        tables = {_local(t): list(t) for t in partie.racine}
        formats = BUILTIN_FORMATS | {
            int(f.get("numFmtId")): f.get("formatCode") for f in tables.get("numFmts", ())
        }
        return [_tell_xf(partie, tables, formats, xf) for xf in tables["cellXfs"]]


class _Partie:
    """One XML file of a document."""

    def __init__(self, document, nom):
        self.document, self.nom = document, nom
        self.racine = etree.fromstring(document.entrees[nom], etree.XMLParser(huge_tree=True))
        self.relations, self.suivies = _read_relations(document.entrees, nom), set()
        self.signets, self.places, self.lignes = {}, {}, []
        self.automatiques, self.dits = {}, {}  # looks by name, and what is told of them

    def describe(self):
        """Return the lines of the part, then its relations that none of them tells."""
        genre, nature = self.document.genre, self.document.name_nature(self.nom)
        tete = f"{genre}.partie {self.nom} {nature} {self._tell_attributs(self.racine)}"
        self.lignes.append(tete.rstrip())
        modele = _MODELES.search(f"/{self.nom}")
        if modele and not self.relations:
            forme = etree.tostring(self.racine, method="c14n")
            return [f"{self.lignes[0]} {crc32(forme):08x}"]
        self._prepare()
        for element in self.racine:
            if not isinstance(element.tag, str) or _local(element) not in _APPARENCES:
                self._follow(element, 0)
        if self.nom.endswith("manifest.xml"):
            self.lignes[1:] = sorted(self.lignes[1:])
        autres = {n: r for n, r in self.relations.items() if n not in self.suivies}
        self.lignes += self.document.tell_relations(autres)
        dites = "\n".join(self.lignes).encode()
        return [f"{self.lignes[0]} {crc32(dites):08x}"] if modele else self.lignes

    def _prepare(self):
        """Learn what names stand for: looks, and the places of cells."""
        for styles in self.racine.iter("{*}automatic-styles"):
            for style in styles:
                for nom, valeur in style.attrib.items():
                    if _bare(nom) == "name":
                        self.automatiques.setdefault(valeur, []).append(style)
        if self.document.genre == "ods":
            for table in self.racine.iter("{*}table"):
                self.places |= _place_cells(table)

    def _follow(self, element, profondeur):
        """Tell an element in one line, or in several if it holds what is worth a line."""
        if not isinstance(element.tag, str):
            return
        nom = _local(element)
        tete = f"{self.document.genre}.{nom} {'·' * profondeur}{' ' * bool(profondeur)}"
        if nom in self.document.lignes_de or not self._holds_lines(element):
            dit = self.tell(element, tu=nom)
            dit = _shorten(dit) if nom in _LONGS else dit
            self.lignes.append(f"{tete}{self._place(element)}{dit}".rstrip())
            return
        dedans = [e for e in element if isinstance(e.tag, str)]
        reglages = [e for e in dedans if _local(e).endswith("Pr") and not self._holds_lines(e)]
        dits = "".join(map(self.tell, reglages))
        texte = _quote(element.text) if (element.text or "").strip() else ""
        self.lignes.append(f"{tete}{self._tell_attributs(element)}{dits}{texte}".rstrip())
        for enfant in dedans:
            if enfant not in reglages:
                self._follow(enfant, profondeur + 1)

    def _holds_lines(self, element):
        return any(_local(e) in self.document.lignes_de for e in element.iterdescendants("*"))

    def _place(self, element):
        if element in self.places:
            return f"{self.places[element]} "
        if _local(element) == "c" and self.document.genre == "xlsx":
            return f"{self.document.feuilles.get(self.nom, '?')}!{element.get('r')} "
        return ""

    def tell(self, element, tu=""):
        """Return an element as words: its name but if `tu`, attributes, what it holds."""
        nom = _local(element)
        if nom == "c" and self.document.genre == "xlsx":
            return self._tell_cellule(element)
        dedans = "".join(self._list_dedans(element))
        if nom == "t":
            return _quote(element.text or "")
        if nom in _RACINES:
            return dedans
        if nom in {"rPr", "pPr"}:
            return f"{{{self._tell_attributs(element)}{dedans}}}"
        attributs = self._tell_attributs(element)
        if nom == tu:
            return f"{attributs} {dedans}".strip()
        return f"{nom}{attributs}{f'[{dedans}]' if dedans else ''} "

    def _list_dedans(self, element):
        if _is_said(element.text) and _local(element) != "t":
            yield _quote(element.text)
        for enfant in element:
            if isinstance(enfant.tag, str):
                yield self.tell(enfant)
            if _is_said(enfant.tail):
                yield _quote(enfant.tail)

    def _tell_attributs(self, element):
        dits = sorted(filter(None, (self._tell_attribut(element, *a) for a in element.items())))
        return f"({' '.join(dits)})" if dits else ""

    def _tell_attribut(self, element, nom, valeur):
        """Return an attribute; nothing of what no reader sees."""
        court = _bare(nom)
        if _REVISIONS.fullmatch(court) or nom == _ESPACES:
            return ""
        if court == "id" and _local(element) in _SANS_NUMERO and _RELATIONS not in nom:
            return self._tell_signet(element, valeur)
        sens = self._find_sens(element, nom, valeur)
        return sens if court == "val" else f"{court}={sens}"

    def _find_sens(self, element, nom, valeur):
        """Return what the value of an attribute stands for, or that value."""
        court = _bare(nom)
        if nom.startswith(_RELATIONS):
            self.suivies.add(valeur)
            vers, chemin = self.relations.get(valeur, (valeur, ""))
            self.document.vus.add(chemin)
            return vers
        if court in {"href", "full-path"}:
            return self._tell_chemin(court, valeur)
        if court.endswith("-name") and valeur in self.automatiques:
            return self._tell_apparence(valeur)
        if (_local(element), court) in _PORTENT and self.document.genre == "xlsx":
            return self.document.tell_rang(valeur)
        return valeur

    def _tell_signet(self, element, numero):
        """Name a bookmark where it ends as where it begins, whatever its number."""
        if _local(element) == "bookmarkStart":
            nom = next(v for n, v in element.items() if _bare(n) == "name")
            self.signets[numero] = nom
        return self.signets.get(numero, "") if _local(element) == "bookmarkEnd" else ""

    def _tell_chemin(self, court, valeur):
        """Return an address; of a file of ours that is not XML, what it holds."""
        octets = self.document.entrees.get(valeur)
        if octets is None or valeur.endswith(".xml"):
            return valeur
        if court == "full-path":  # the list of parts: they are told by what shows them
            return posixpath.dirname(valeur)
        self.document.vus.add(valeur)
        return _tell_octets(octets)

    def _tell_apparence(self, nom):
        if nom not in self.dits:
            self.dits[nom] = nom  # a look may name itself
            styles = self.automatiques[nom]
            dit = " ".join(f"{_local(style)}{self._tell_style(style)}" for style in styles)
            self.dits[nom] = self.document.keep_apparence(dit)
        return self.dits[nom]

    def _tell_style(self, style):
        attributs = (
            self._tell_attribut(style, nom, valeur)
            for nom, valeur in style.items()
            if _bare(nom) not in {"name", "display-name"}
        )
        return f"({' '.join(sorted(filter(None, attributs)))})[{''.join(self._list_dedans(style))}]"

    def _tell_cellule(self, cellule):
        """Return the kind of a cell of Excel, its value or formula, and its look."""
        genre = cellule.get("t", "n")
        dits = [genre] if len(cellule) else []
        for enfant in cellule:
            valeur = enfant.text or ""
            if genre == "s" and _local(enfant) == "v":
                dits.append(self.document.phrases[int(valeur)])
            else:
                dits.append(valeur if _local(enfant) == "v" else self.tell(enfant))
        dits.append(self.document.tell_rang(cellule.get("s", "0")))
        return " ".join(dits)


def _tell_xf(partie, tables, formats, xf):
    """Return the look of a cell of Excel: its format, then letters, ground and edges."""
    dits = [f"«{formats.get(int(xf.get('numFmtId', '0')), '?')}»"]
    for table, nom in (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId")):
        rang = int(xf.get(nom, "0"))
        dits += [partie.tell(e) for e in tables.get(table, ())[rang : rang + 1]]
    dits += [f"{nom}={v}" for nom, v in sorted(xf.items()) if nom in _PARTICULIERS and v != "0"]
    return " ".join(" ".join([*dits, *map(partie.tell, xf)]).split())


def _name_feuilles(document):
    """Return the names of the sheets, by part."""
    partie = _Partie(document, "xl/workbook.xml")
    return {
        partie.relations[feuille.get(f"{_RELATIONS}id")][1]: feuille.get("name")
        for feuille in partie.racine.iter("{*}sheet")
    }


def _place_cells(table):
    """Return where each cell of a sheet of OpenDocument is; those repeated count as many."""
    places, rang = {}, 1
    nom = next(v for n, v in table.items() if _bare(n) == "name")
    for rangee in table.iter("{*}table-row"):
        colonne = 1
        for cellule in rangee:
            places[cellule] = f"{nom}!{get_column_letter(min(colonne, 18278))}{rang}"
            colonne += _count_fois(cellule, "number-columns-repeated")
        rang += _count_fois(rangee, "number-rows-repeated")
    return places


def _count_fois(element, quoi):
    return next((int(valeur) for nom, valeur in element.items() if _bare(nom) == quoi), 1)


def _read_relations(entrees, nom):
    """Return what each relation of a part leads to, told, and the path of that part."""
    dossier, _, court = nom.rpartition("/")
    liste = posixpath.join(dossier, "_rels", f"{court}.rels")
    if liste not in entrees:
        return {}
    relations = {}
    for relation in etree.fromstring(entrees[liste]):
        genre, cible = relation.get("Type").rpartition("/")[2], relation.get("Target")
        chemin = posixpath.normpath(posixpath.join("/", dossier, cible))[1:]
        if relation.get("TargetMode") == "External":
            dit, chemin = cible, ""
        elif chemin.endswith(".xml"):
            dit = chemin
        else:
            dit = _tell_octets(entrees.get(chemin, b""))
        relations[relation.get("Id")] = f"{genre} {dit}", chemin
    return relations


def _tell_octets(octets):
    """Tell an image by its size, anything else by its length, and its print."""
    taille = f"{len(octets)} octets"
    with suppress(OSError), Image.open(io.BytesIO(octets)) as image:
        taille = f"{image.format} {image.width}x{image.height}"
    return f"{taille} {crc32(octets):08x}"


def _shorten(dit):
    """Return the beginning of what is long, and the print of the whole."""
    return dit if len(dit) <= _LU else f"{dit[:_LU]}… {crc32(dit.encode()):08x}"


def _is_said(texte):
    """Say whether a text is words: what only sets a file out in lines is none."""
    return bool(texte) and (bool(texte.strip()) or "\n" not in texte)


def _quote(texte):
    return f"«{texte}»"


def _local(element):
    return _bare(element.tag)


def _bare(nom):
    return nom.rpartition("}")[2]


def _natural(nom):
    return [(int(m), "") if m.isdigit() else (-1, m) for m in re.split(r"(\d+)", nom)]
