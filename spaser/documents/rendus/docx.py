"""A document as a Word file: real styles, lists, tables, notes, and bookmarks that come back.

Each block with an identifier stands in a bookmark of that name. A figure stands in a content
control that carries its reference: it cannot be deleted by accident, its text can be changed.
"""

import io
from datetime import datetime, time
from itertools import count, product
from typing import Any, Final, cast

import docx
from docx.document import Document as Fichier
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shape import InlineShape
from docx.shared import Cm, Pt, RGBColor, Twips
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from spaser.documents.document import (
    ENCRE,
    NEUTRE,
    Bloc,
    Charte,
    Chiffre,
    Contenu,
    Document,
    Element,
    EnLigne,
    Fiche,
    Figure,
    Lien,
    Liste,
    Note,
    Paragraphe,
    SautDePage,
    Section,
    Tableau,
    Texte,
    prepare,
    split_contenu,
    walk_sections,
)
from spaser.documents.francais import format_date
from spaser.documents.rendus import ooxml, place
from spaser.documents.rendus.images import LARGEUR, draw_png

_POLICE: Final = "Calibri"
_LARGEUR_UTILE: Final = 16.6  # of an A4 page between its margins, in centimetres
_LISTES_MAX: Final = 3  # as many depths as Word brings styles of lists
_SERRE: Final = Pt(3)
_RETRAIT: Final = 360  # of a depth of list, in twentieths of a point
_SOMMAIRE_MAX: Final = 2
_ESSENTIEL: Final = "Essentiel"
_GRIS: Final = "#55606e"
_TAILLES: Final = {
    "Normal": 11, "Title": 22, "Subtitle": 13, "Caption": 9.5, "Footer": 9, _ESSENTIEL: 12,
    "Heading 1": 16, "Heading 2": 13, "Heading 3": 11.5, "Heading 4": 11, "Heading 5": 11,
    "TOC Heading": 16,
}  # fmt: skip


@place()
def write_docx(document: Document, charte: Charte = NEUTRE, *, sommaire: bool = False) -> bytes:
    return _RedactionDocx(charte).write(prepare(document), sommaire=sommaire)


class _RedactionDocx:
    """A file being written: what it holds, its notes, how many bookmarks it has."""

    def __init__(self, charte: Charte) -> None:
        self.charte = charte
        self.fichier: Fichier = docx.Document()
        self.corps = self.fichier.element.body
        self.fin = self.corps[-1]  # the shape of the page: all is written before it
        self.notes = ooxml.Notes()
        self.rangs = count(1)
        _set_styles(self.fichier, charte)
        styles = self.fichier.styles  # looked for by name once: each search reads them all
        self.styles = {style.name: style.style_id for style in styles}
        self.styles["Normal"] = None

    def write(self, document: Document, *, sommaire: bool) -> bytes:
        self.write_tete(document)
        if sommaire:
            self.write_sommaire(document)
        self.write_blocs(document.blocs)
        for section in document.sections:
            self.write_section(section, 1)
        _write_pied(self.fichier, document.mention)
        self.notes.attach(self.fichier)
        sortie = io.BytesIO()
        self.fichier.save(sortie)
        return sortie.getvalue()

    def write_tete(self, document: Document) -> None:
        titre = document.titre.strip() or "Document"
        proprietes = self.fichier.core_properties
        proprietes.title = titre[:255]
        proprietes.author = document.sous_titre[:255]
        proprietes.language = "fr-FR"
        proprietes.comments = ""
        _drop_apercu(self.fichier)
        proprietes.created = proprietes.modified = datetime.combine(document.jour, time(12))
        if self.charte.logo:
            image = self.fichier.add_picture(io.BytesIO(self.charte.logo), height=Cm(1.8))
            _describe(image, self.charte.alternative)
        self.add_paragraph(titre, "Title")
        if document.sous_titre:
            self.add_paragraph(document.sous_titre, "Subtitle")
        self.add_paragraph(format_date(document.jour), "Caption")

    def write_sommaire(self, document: Document) -> None:
        """Write the contents as links; Word adds the numbers of pages when it updates them."""
        titres = [(n, s) for n, s in walk_sections(document) if n <= _SOMMAIRE_MAX]
        ouverture, fermeture = ooxml.make_bornes_champ(rf'TOC \o "1-{_SOMMAIRE_MAX}" \h \z \u')
        self.add_paragraph("Sommaire", "TOC Heading")
        paragraphe = self.add_paragraph()
        for element in ouverture:
            paragraphe._p.append(element)  # noqa: SLF001 - fields have no other door
        for rang, (niveau, section) in enumerate(titres):
            paragraphe = self.add_paragraph() if rang else paragraphe
            paragraphe.paragraph_format.left_indent = Cm(0.7 * (niveau - 1))
            paragraphe.paragraph_format.space_after = Pt(2)
            titre = ooxml.make_run(section.titre.strip() or "–")
            lien = ooxml.make_element("w:hyperlink", {"w:anchor": section.identifiant}, titre)
            paragraphe._p.append(lien if section.identifiant else titre)  # noqa: SLF001
        paragraphe._p.append(fermeture)  # noqa: SLF001

    def add_paragraph(self, texte: str = "", style: str = "Normal") -> Paragraph:
        element = cast("CT_P", ooxml.make_element("w:p"))
        self.fin.addprevious(element)  # the library looks for the end through all that is written
        paragraphe = Paragraph(element, self.fichier._body)  # noqa: SLF001 - where it belongs
        if texte:
            paragraphe.add_run(texte)
        if identifiant := self.styles[style]:
            paragraphe._p.style = identifiant  # noqa: SLF001 - its own setter reads every style
        return paragraphe

    def write_section(self, section: Section, niveau: int) -> None:
        avant = self.fin.getprevious()
        self.add_paragraph(section.titre.strip() or "–", f"Heading {niveau}")
        self.mark(avant, section.identifiant)
        self.write_blocs(section.blocs)
        for fille in section.sections:
            self.write_section(fille, niveau + 1)

    def write_blocs(self, blocs: tuple[Bloc, ...]) -> None:
        for bloc in blocs:
            avant = self.fin.getprevious()
            self.write_bloc(bloc)
            if not isinstance(bloc, SautDePage):
                self.mark(avant, bloc.identifiant)

    def write_bloc(self, bloc: Bloc) -> None:
        match bloc:
            case Paragraphe():
                style = _ESSENTIEL if bloc.en_avant else "Normal"
                self.fill(self.add_paragraph("", style), bloc.contenu)
            case Liste():
                self.write_liste(bloc, 1)
            case Tableau():
                self.write_tableau(bloc)
            case Figure():
                self.write_figure(bloc)
            case Fiche():
                self.write_fiche(bloc)
            case SautDePage():
                self.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def mark(self, avant: BaseOxmlElement | None, identifiant: str) -> None:
        """Put a bookmark around what was written after an element; nothing without a name."""
        dernier = self.fin.getprevious()
        if identifiant and dernier is not avant:
            premier: Any = self.corps[0] if avant is None else avant.getnext()
            ooxml.mark(premier, dernier, identifiant, next(self.rangs))

    def write_liste(self, liste: Liste, niveau: int) -> None:
        famille = "List Number" if liste.ordonnee else "List Bullet"
        style = famille if niveau == 1 else f"{famille} {min(niveau, _LISTES_MAX)}"
        numero = ooxml.restart_liste(self.fichier, style) if liste.ordonnee else None
        for element in liste.elements:
            contenu = element.contenu if isinstance(element, Element) else element
            paragraphe = self.add_paragraph("", style)
            if numero is not None:
                ooxml.set_numero(paragraphe, numero)
            if niveau > _LISTES_MAX:
                paragraphe.paragraph_format.left_indent = Twips(_RETRAIT * niveau)
                paragraphe.paragraph_format.first_line_indent = Twips(-_RETRAIT)
            self.fill(paragraphe, contenu)
            if isinstance(element, Element):
                avant = self.fin.getprevious()
                self.write_liste(element.liste, niveau + 1)
                self.mark(avant, element.liste.identifiant)

    def write_tableau(self, tableau: Tableau) -> None:
        legende = self.add_paragraph(tableau.legende, "Caption")
        legende.paragraph_format.keep_with_next = True
        legende.paragraph_format.space_after = _SERRE
        table = self.add_table(
            len(tableau.lignes) + 1, tableau.largeurs or (1,) * len(tableau.entetes)
        )
        lignes = [tableau.entetes, *tableau.lignes]
        for ligne, rangee in zip(lignes, table.rows, strict=True):
            for contenu, cellule in zip(ligne, rangee.cells, strict=True):
                self.fill(cellule.paragraphs[0], contenu)
        _set_entete(table, self.charte)
        _set_roles(table, premiere_ligne=True, premiere_colonne=tableau.ligne_nommee)
        if tableau.ligne_nommee:
            for cellule in table.columns[0].cells:
                _set_gras(cellule)

    def write_fiche(self, fiche: Fiche) -> None:
        """Write a sheet as a table of two columns: what is said of each field."""
        titre = self.add_paragraph("", "Normal")
        titre.paragraph_format.keep_with_next = True
        titre.paragraph_format.space_after = _SERRE
        self.fill(titre, (Texte(fiche.titre, fort=True),))
        if not fiche.champs:
            return
        table = self.add_table(len(fiche.champs), (1, 3))
        _set_roles(table, premiere_ligne=False, premiere_colonne=True)
        for (nom, contenu), rangee in zip(fiche.champs, table.rows, strict=True):
            self.fill(rangee.cells[0].paragraphs[0], nom)
            _set_gras(rangee.cells[0])
            self.fill(rangee.cells[1].paragraphs[0], contenu)

    def write_figure(self, figure: Figure) -> None:
        dessin = draw_png(figure.svg)
        paragraphe = self.add_paragraph()
        paragraphe.paragraph_format.keep_with_next = True
        image = paragraphe.add_run().add_picture(io.BytesIO(dessin.png), width=Cm(LARGEUR))
        _describe(image, figure.alt)
        self.add_paragraph(figure.legende, "Caption")

    def add_table(self, nombre: int, largeurs: tuple[int, ...]) -> Table:
        tailles = [Cm(_LARGEUR_UTILE * part / sum(largeurs)) for part in largeurs]
        element = CT_Tbl.new_tbl(nombre, len(largeurs), Cm(_LARGEUR_UTILE))
        element.tblStyle_val = self.styles["Table Grid"]
        self.fin.addprevious(element)
        table = Table(element, self.fichier._body)  # noqa: SLF001 - where it belongs
        table.autofit = False
        for colonne, taille in zip(table.columns, tailles, strict=True):
            colonne.width = taille
        for rangee in element.tr_lst:
            for cellule, taille in zip(rangee.tc_lst, tailles, strict=True):
                cellule.width = taille
            rangee.get_or_add_trPr().append(
                ooxml.make_element("w:cantSplit")
            )  # it stays on one page
        self.add_paragraph().paragraph_format.space_after = Pt(4)
        return table

    def fill(self, paragraphe: Paragraph, contenu: Contenu) -> None:
        for morceau in split_contenu(contenu):
            paragraphe._p.append(self.make_morceau(morceau))  # noqa: SLF001 - controls and notes

    def make_morceau(self, morceau: EnLigne) -> BaseOxmlElement:
        match morceau:
            case Lien():
                lien = self.fichier.part.relate_to(
                    morceau.adresse, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
                )
                souligne = ooxml.make_element("w:u", {"w:val": "single"})
                teinte = ooxml.make_element(
                    "w:color", {"w:val": self.charte.couleur.removeprefix("#")}
                )
                return ooxml.make_element(
                    "w:hyperlink", {"r:id": lien}, ooxml.make_run(morceau.texte, teinte, souligne)
                )
            case Note():
                return self.notes.add(morceau.texte)
            case Chiffre():
                return ooxml.make_controle(morceau.texte, morceau.reference, morceau.explication)
            case Texte():
                gras = [ooxml.make_element("w:b")] if morceau.fort else []
                italique = [ooxml.make_element("w:i")] if morceau.italique else []
                return ooxml.make_run(morceau.texte, *gras, *italique)


def _drop_apercu(fichier: Fichier) -> None:
    """Take out the small picture of the first page, which is that of the library's model."""
    liens = fichier.part.package.rels if fichier.part.package else {}
    for nom in [n for n, lien in liens.items() if lien.reltype.endswith("/thumbnail")]:
        del liens[nom]


def _set_styles(fichier: Fichier, charte: Charte) -> None:
    page = fichier.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin, page.bottom_margin = Cm(2.2), Cm(2.4)
    for langue in fichier.styles.element.iter(qn("w:lang")):
        langue.set(qn("w:val"), "fr-FR")
    reglages = fichier.settings.element
    for nom, valeur in (("themeFontLang", "fr-FR"), ("decimalSymbol", ","), ("listSeparator", ";")):
        reglages.find(qn(f"w:{nom}")).set(qn("w:val"), valeur)
    essentiel = fichier.styles.add_style(_ESSENTIEL, WD_STYLE_TYPE.PARAGRAPH)
    essentiel.base_style = fichier.styles["Normal"]
    proprietes = essentiel.element.get_or_add_pPr()
    proprietes.append(_make_bords(charte))
    proprietes.append(_make_fond(charte))
    essentiel.paragraph_format.space_before = Pt(12)
    essentiel.paragraph_format.left_indent = essentiel.paragraph_format.right_indent = Pt(6)
    for famille, rang in product(("List Bullet", "List Number"), ("", " 2", " 3")):
        fichier.styles[f"{famille}{rang}"].paragraph_format.space_after = _SERRE
    for nom, taille in _TAILLES.items():
        police = fichier.styles[nom].font
        for theme in list(police.element.iter(qn("w:rFonts"))):
            theme.getparent().remove(theme)  # a font of the theme would win over the name set below
        police.name, police.size = _POLICE, Pt(taille)
        police.bold = _is_titre(nom)
        police.italic = False
        police.color.rgb = _make_couleur(_find_couleur(nom, charte))
    for bord in fichier.styles["Table Grid"].element.find(".//" + qn("w:tblBorders")):
        bord.set(qn("w:color"), _GRIS.removeprefix("#"))
    bordure = fichier.styles["Title"].element.pPr
    bordure.remove(bordure.find(qn("w:pBdr")))


def _is_titre(nom: str) -> bool:
    return nom.startswith(("Heading", "Title", "TOC"))


def _find_couleur(nom: str, charte: Charte) -> str:
    if _is_titre(nom):
        return charte.couleur
    return _GRIS if nom in ("Caption", "Footer") else ENCRE


def _make_couleur(couleur: str) -> RGBColor:
    return RGBColor.from_string(couleur.removeprefix("#").upper())


def _make_fond(charte: Charte) -> BaseOxmlElement:
    fond = charte.fond.removeprefix("#")
    return ooxml.make_element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": fond})


def _make_bords(charte: Charte) -> BaseOxmlElement:
    """Return borders of the colour that they enclose: they are its margins."""
    trait = {"w:val": "single", "w:sz": "4", "w:space": "6", "w:color": charte.fond[1:]}
    cotes = [ooxml.make_element(f"w:{cote}", trait) for cote in ("top", "left", "bottom", "right")]
    return ooxml.make_element("w:pBdr", {}, *cotes)


def _set_entete(table: Table, charte: Charte) -> None:
    """Make the first row a header: told as such, coloured, again at the top of each page."""
    rangee = table.rows[0]
    proprietes = rangee._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no header rows
    proprietes.append(ooxml.make_element("w:tblHeader"))
    for cellule in rangee.cells:
        _set_gras(cellule)
        cellule._tc.get_or_add_tcPr().append(_make_fond(charte))  # noqa: SLF001


def _set_roles(table: Table, *, premiere_ligne: bool, premiere_colonne: bool) -> None:
    """Give cells their margins; say whether the first row and the first column name them."""
    proprietes = table._tblPr  # noqa: SLF001 - python-docx says both, always, and has no margins
    for anciens in list(proprietes.iter(qn("w:tblLook"))):
        proprietes.remove(anciens)
    masque = 0x20 * premiere_ligne + 0x80 * premiere_colonne + 0x400  # the same, for older Words
    roles = {
        "w:val": f"{masque:04X}",
        "w:firstRow": str(int(premiere_ligne)),
        "w:firstColumn": str(int(premiere_colonne)),
    }
    proprietes.append(_make_marges())
    proprietes.append(ooxml.make_element("w:tblLook", roles))


def _make_marges() -> BaseOxmlElement:
    haut_et_bas = {"w:w": "50", "w:type": "dxa"}
    marges = [ooxml.make_element(f"w:{cote}", haut_et_bas) for cote in ("top", "bottom")]
    return ooxml.make_element("w:tblCellMar", {}, *marges)


def _set_gras(cellule: _Cell) -> None:
    for run in cellule.paragraphs[0].runs:
        run.bold = True


def _describe(image: InlineShape, alternative: str) -> None:
    texte = alternative.strip() or "Figure sans description."
    image._inline.docPr.set("descr", texte)  # noqa: SLF001 - alternative texts have no other door


def _write_pied(fichier: Fichier, mention: str) -> None:
    for tabulations in list(fichier.styles["Footer"].element.iter(qn("w:tabs"))):
        tabulations.getparent().remove(tabulations)  # the first one is where a long mention ends
    pied = fichier.sections[0].footer.paragraphs[0]
    pied.paragraph_format.tab_stops.add_tab_stop(Cm(_LARGEUR_UTILE), WD_TAB_ALIGNMENT.RIGHT)
    pied.add_run(f"{mention}\t")
    ooxml.add_champ(pied, "PAGE", "1")
    pied._p.append(ooxml.make_run(" / "))  # noqa: SLF001 - after the field
    ooxml.add_champ(pied, "NUMPAGES", "1")
