"""A document as a Word file: real styles, lists, tables, notes, and bookmarks that come back.

Each block with an identifier stands in a bookmark of that name. A figure stands in a content
control that carries its reference: it cannot be deleted by accident, its text can be changed.
Contents are links that end with the page of their heading, a field each: LibreOffice computes it
when it opens the file, Word asks whether to.
"""

import io
from dataclasses import replace
from datetime import datetime, time
from itertools import count, product
from typing import Any, Final, cast

import docx
from docx.document import Document as Fichier
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shape import InlineShape
from docx.shared import Cm, Pt, RGBColor, Twips
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from spaser.documents.dessins_engagements import draw_anneaux, measure_svg
from spaser.documents.document import (
    ENCRE,
    NEUTRE,
    TEINTES,
    Allure,
    Bloc,
    Charte,
    Chiffre,
    Contenu,
    CouvertureDessinee,
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
    compute_teintes,
    mix_couleurs,
    prepare,
    read_mots,
    split_contenu,
    starts_with_edito,
    walk_sections,
)
from spaser.documents.francais import format_date
from spaser.documents.rendus import ooxml, place
from spaser.documents.rendus.images import COLONNE, draw_png, frame_logo

_POLICE: Final = "Calibri"
_LISTES_MAX: Final = 3  # as many depths as Word brings styles of lists
_SERRE: Final = Pt(3)
_RETRAIT: Final = 360  # of a depth of list, in twentieths of a point
_SOMMAIRE_MAX: Final = 2
_ESSENTIEL: Final = "Essentiel"
_FICHE, _CHAMP, _LIBELLE = "Titre de fiche", "Champ de fiche", "Nom de champ"
_CELLULE, _ENTETE, _TABLEAU = "Cellule", "Entête de tableau", "Tableau à filets"
_RETRAIT_CHAMP: Final = Cm(4.2)
_FICHE_MAX: Final = 2_200  # signs of a sheet that stays on one page
_DEMI: Final = 235  # points: half a column
_BLANC: Final = "#ffffff"
_FILET: Final = "#c3ccd3"
_GRIS: Final = "#55606e"
_TAILLES: Final = {
    "Normal": 11, "Title": 24, "Subtitle": 13, "Caption": 9.5, "Header": 9, "Footer": 9,
    _ESSENTIEL: 12, _FICHE: 11.5, _CHAMP: 10.5, _CELLULE: 10, _ENTETE: 9, "toc 1": 10.5,
    "toc 2": 10, "Heading 1": 20, "Heading 2": 14, "Heading 3": 12, "Heading 4": 11,
    "Heading 5": 11, "TOC Heading": 16,
}  # fmt: skip
_GRISES: Final = frozenset({"Caption", "Header", "Footer", _ENTETE})


@place()
def write_docx(document: Document, charte: Charte = NEUTRE, *, sommaire: bool = False) -> bytes:
    return _RedactionDocx(charte).write(prepare(document), sommaire=sommaire)


class _RedactionDocx:
    """A file being written: what it holds, its notes, how many bookmarks it has.

    `axe` is the number of the axis that is being written, 0 outside of any.
    """

    def __init__(self, charte: Charte) -> None:
        self.teintes = compute_teintes(charte, TEINTES)
        self.charte = charte = replace(charte, couleur=self.teintes[0])
        self.fichier: Fichier = docx.Document()
        self.corps = self.fichier.element.body
        self.fin = self.corps[-1]  # the shape of the page: all is written before it
        self.notes = ooxml.Notes()
        self.rangs = count(1)
        self.axe = 0
        self.saut = False
        self.demi: Paragraph | None = None
        _set_styles(self.fichier, charte)
        styles = self.fichier.styles  # looked for by name once: each search reads them all
        self.styles = {style.name: style.style_id for style in styles}
        self.styles["Normal"] = None

    def write(self, document: Document, *, sommaire: bool) -> bytes:
        self.write_proprietes(document)
        if document.couverture:
            self.write_couverture(document, document.couverture)
        else:
            self.write_tete(document)
        suivi = sommaire and starts_with_edito(document)  # the contents come after it
        if sommaire and not suivi:
            self.write_sommaire(document)
        self.write_blocs(document.blocs)
        for rang, section in enumerate(document.sections):
            self.write_section(section, 1, dessinee=document.couverture is not None)
            if suivi and not rang:
                self.write_sommaire(document)
        _write_bords(self.fichier, document)
        self.notes.attach(self.fichier)
        sortie = io.BytesIO()
        self.fichier.save(sortie)
        return sortie.getvalue()

    @property
    def teinte(self) -> str:
        return self.teintes[max(self.axe - 1, 0) % TEINTES]

    def write_proprietes(self, document: Document) -> None:
        proprietes = self.fichier.core_properties
        proprietes.title = (document.titre.strip() or "Document")[:255]
        proprietes.author = document.sous_titre[:255]
        proprietes.language = "fr-FR"
        proprietes.comments = ""
        _drop_apercu(self.fichier)
        proprietes.created = proprietes.modified = datetime.combine(document.jour, time(12))

    def write_tete(self, document: Document) -> None:
        if self.charte.logo:
            image = self.fichier.add_picture(io.BytesIO(self.charte.logo), height=Cm(1.8))
            _describe(image, self.charte.alternative)
        self.add_paragraph(document.titre.strip() or "Document", "Title")
        if document.sous_titre:
            self.add_paragraph(document.sous_titre, "Subtitle")
        self.add_paragraph(format_date(document.jour), "Caption")

    def write_couverture(self, document: Document, couverture: CouvertureDessinee) -> None:
        """Write a page of colour: a drawing behind words, that stand on the same colour."""
        fond = draw_png(draw_anneaux(couverture.parts, self.teintes), largeur=21)
        premier = self.add_paragraph()
        if self.charte.logo:
            logo = frame_logo(self.charte.logo)
            image = premier.add_run().add_picture(io.BytesIO(logo.png), height=Cm(logo.hauteur))
            _describe(image, self.charte.alternative)
        dessin = premier.add_run().add_picture(io.BytesIO(fond.png), width=Cm(21), height=Cm(29.7))
        ooxml.put_behind(dessin._inline, "Dessin de couverture")  # noqa: SLF001 - no other door
        lignes = (
            (document.sous_titre, "Subtitle", 13, 0),
            (document.titre.strip() or "Document", "Title", 36, 60),
            (couverture.annees, "Subtitle", 16, 16),
            (couverture.mention, "Normal", 11, 36),
            (format_date(document.jour), "Normal", 10, 4),
        )
        for texte, style, taille, avant in lignes:
            if not texte:
                continue
            paragraphe = self.add_paragraph("", style)
            _set_fond(paragraphe, self.teintes[0])
            paragraphe.paragraph_format.space_before = Pt(avant)
            paragraphe.paragraph_format.right_indent = Cm(2)
            police = paragraphe.add_run(texte).font
            police.size, police.color.rgb = Pt(taille), _make_couleur(_BLANC)
        self.saut = True

    def write_sommaire(self, document: Document) -> None:
        """Write the contents: a link a heading, then the field of its page."""
        titres = [(n, s) for n, s in walk_sections(document) if n <= _SOMMAIRE_MAX]
        titre = self.add_paragraph("Sommaire", "TOC Heading")
        titre.paragraph_format.page_break_before = self.saut or None
        self.saut = False
        for niveau, section in titres:
            mots = ooxml.make_run(section.titre.strip() or "–")
            page = ooxml.make_page(section.identifiant)
            lien = ooxml.make_element("w:hyperlink", {"w:anchor": section.identifiant}, mots, *page)
            self.add_paragraph("", f"toc {niveau}")._p.append(lien)  # noqa: SLF001
        mise_a_jour = ooxml.make_element("w:updateFields", {"w:val": "true"})
        self.fichier.settings.element.insert(0, mise_a_jour)

    def add_paragraph(self, texte: str = "", style: str = "Normal") -> Paragraph:
        element = cast("CT_P", ooxml.make_element("w:p"))
        self.fin.addprevious(element)  # the library looks for the end through all that is written
        paragraphe = Paragraph(element, self.fichier._body)  # noqa: SLF001 - where it belongs
        if texte:
            paragraphe.add_run(texte)
        if identifiant := self.styles[style]:
            paragraphe._p.style = identifiant  # noqa: SLF001 - its own setter reads every style
        return paragraphe

    def write_section(self, section: Section, niveau: int, *, dessinee: bool) -> None:
        avant, dehors = self.fin.getprevious(), self.axe
        self.axe = section.axe or self.axe
        allure = section.allure if dessinee and niveau == 1 else Allure.COURANTE
        titre = self.add_paragraph("", f"Heading {niveau}")
        mots = titre.add_run(section.titre.strip() or "–")
        entiere = allure in (Allure.EDITO, Allure.ENGAGEMENTS, Allure.AXE)
        if self.saut or entiere:
            titre.paragraph_format.page_break_before = True
        self.saut = False
        if allure is Allure.AXE:
            _set_fond(titre, self.teinte)
            mots.font.color.rgb = _make_couleur(_BLANC)
        elif self.axe and niveau <= _SOMMAIRE_MAX:
            mots.font.color.rgb = _make_couleur(self.teinte)
        self.mark(avant, section.identifiant)
        self.write_blocs(section.blocs)
        for fille in section.sections:
            self.write_section(fille, niveau + 1, dessinee=dessinee)
        self.saut = allure in (Allure.EDITO, Allure.ENGAGEMENTS)
        self.axe = dehors

    def write_blocs(self, blocs: tuple[Bloc, ...]) -> None:
        for bloc in blocs:
            avant = self.fin.getprevious()
            self.write_bloc(bloc)
            self.mark(avant, bloc.identifiant)

    def write_bloc(self, bloc: Bloc) -> None:
        match bloc:
            case Paragraphe(en_avant=True):
                self.write_essentiel(bloc)
            case Paragraphe():
                self.fill(self.add_paragraph(), bloc.contenu)
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

    def write_essentiel(self, bloc: Paragraphe) -> None:
        paragraphe = self.add_paragraph("", _ESSENTIEL)
        if self.axe:
            fond = mix_couleurs(self.teinte, _BLANC, 0.09)
            _set_bords(paragraphe, _make_bords(fond, self.teinte))
            _set_ombre(paragraphe, fond)
        self.fill(paragraphe, bloc.contenu)

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
        if tableau.legende:
            legende = self.add_paragraph(tableau.legende, "Caption")
            legende.paragraph_format.keep_with_next = True
            legende.paragraph_format.space_after = _SERRE
        table = self.add_table(
            len(tableau.lignes) + 1, tableau.largeurs or (1,) * len(tableau.entetes)
        )
        lignes = [tableau.entetes, *tableau.lignes]
        for rang, (ligne, rangee) in enumerate(zip(lignes, table.rows, strict=True)):
            for contenu, cellule in zip(ligne, rangee.cells, strict=True):
                paragraphe = cellule.paragraphs[0]
                paragraphe._p.style = self.styles[_CELLULE if rang else _ENTETE]  # noqa: SLF001
                self.fill(paragraphe, contenu)
        _set_entete(table)
        _set_roles(table, premiere_colonne=tableau.ligne_nommee)
        if tableau.ligne_nommee:
            for cellule in table.columns[0].cells[1:]:
                _set_gras(cellule)

    def write_fiche(self, fiche: Fiche) -> None:
        """Write a sheet under a coloured line: its title, then a line a field."""
        titre = self.add_paragraph(fiche.titre.strip() or "–", _FICHE)
        if self.axe:
            _set_bords(titre, _make_trait(self.teinte))
        signes = sum(len(read_mots(contenu)) for _, contenu in fiche.champs)
        for rang, (nom, contenu) in enumerate(fiche.champs, start=1):
            paragraphe = self.add_paragraph("", _CHAMP)
            libelle = ooxml.make_run(
                nom, ooxml.make_element("w:rStyle", {"w:val": self.styles[_LIBELLE]})
            )
            paragraphe._p.append(libelle)  # noqa: SLF001
            paragraphe.add_run("\t")
            self.fill(paragraphe, contenu)
            if rang < len(fiche.champs) and signes <= _FICHE_MAX:
                paragraphe.paragraph_format.keep_with_next = True
            paragraphe.paragraph_format.keep_together = signes <= _FICHE_MAX

    def write_figure(self, figure: Figure) -> None:
        """Write a drawing; one that takes half a column stands beside the one before it."""
        dessin = draw_png(figure.svg, self.teintes[0])
        seule = measure_svg(figure.svg) > _DEMI or bool(figure.legende)
        paragraphe = self.ligne_de_dessins if not seule else None
        if paragraphe is None:
            paragraphe = self.add_paragraph()
            paragraphe.paragraph_format.keep_with_next = bool(figure.legende)
            self.demi = None if seule else paragraphe
        else:
            paragraphe.add_run(" ")
            self.demi = None
        image = paragraphe.add_run().add_picture(io.BytesIO(dessin.png), width=Cm(dessin.largeur))
        _describe(image, figure.alt)
        if figure.legende:
            self.add_paragraph(figure.legende, "Caption")

    @property
    def ligne_de_dessins(self) -> Paragraph | None:
        """Return the last paragraph if it is a drawing that leaves room for another."""
        derniere = self.demi
        if derniere is None or derniere._p is not self.fin.getprevious():  # noqa: SLF001
            return None
        return derniere

    def add_table(self, nombre: int, largeurs: tuple[int, ...]) -> Table:
        tailles = [Cm(COLONNE * part / sum(largeurs)) for part in largeurs]
        element = CT_Tbl.new_tbl(nombre, len(largeurs), Cm(COLONNE))
        element.tblStyle_val = self.styles[_TABLEAU]
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
    page.top_margin, page.bottom_margin = Cm(2.4), Cm(2.2)
    page.header_distance, page.footer_distance = Cm(1.2), Cm(1)
    for langue in fichier.styles.element.iter(qn("w:lang")):
        langue.set(qn("w:val"), "fr-FR")
    reglages = fichier.settings.element
    for nom, valeur in (("themeFontLang", "fr-FR"), ("decimalSymbol", ","), ("listSeparator", ";")):
        reglages.find(qn(f"w:{nom}")).set(qn("w:val"), valeur)
    _add_styles(fichier, charte)
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
    for nom in ("Heading 1", "Heading 2", "Heading 3", _FICHE):
        fichier.styles[nom].paragraph_format.space_after = Pt(6)
    bordure = fichier.styles["Title"].element.pPr
    bordure.remove(bordure.find(qn("w:pBdr")))


def _add_styles(fichier: Fichier, charte: Charte) -> None:
    for nom in (_ESSENTIEL, _FICHE, _CHAMP, _CELLULE, _ENTETE, "toc 1", "toc 2"):
        style = fichier.styles.add_style(
            nom, WD_STYLE_TYPE.PARAGRAPH, builtin=nom.startswith("toc")
        )
        style.base_style = fichier.styles["Normal"]
    essentiel = fichier.styles[_ESSENTIEL]
    _set_bords(essentiel, _make_bords(charte.fond, charte.couleur))
    _set_ombre(essentiel, charte.fond)
    essentiel.paragraph_format.space_before = Pt(12)
    essentiel.paragraph_format.left_indent = essentiel.paragraph_format.right_indent = Pt(8)
    fiche, champ = (fichier.styles[nom].paragraph_format for nom in (_FICHE, _CHAMP))
    _set_bords(fichier.styles[_FICHE], _make_trait(charte.couleur))
    fiche.space_before, fiche.keep_with_next, fiche.keep_together = Pt(16), True, True
    champ.left_indent, champ.first_line_indent = _RETRAIT_CHAMP, -_RETRAIT_CHAMP
    champ.tab_stops.add_tab_stop(_RETRAIT_CHAMP)
    champ.space_after = _SERRE
    libelle = fichier.styles.add_style(_LIBELLE, WD_STYLE_TYPE.CHARACTER).font
    libelle.size, libelle.bold, libelle.color.rgb = Pt(9), True, _make_couleur(_GRIS)
    for nom in (_CELLULE, _ENTETE):
        fichier.styles[nom].paragraph_format.space_after = Pt(0)
    fichier.styles[_ENTETE].paragraph_format.keep_with_next = True  # never far from its first row
    for rang, nom in enumerate(("toc 1", "toc 2")):
        renvoi = fichier.styles[nom].paragraph_format
        renvoi.left_indent, renvoi.space_after = Cm(0.7 * rang), Pt(2)
        renvoi.tab_stops.add_tab_stop(Cm(COLONNE), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    fichier.styles.element.append(ooxml.make_style_table(_TABLEAU, ENCRE, _FILET))


def _is_titre(nom: str) -> bool:
    return nom.startswith(("Heading", "Title", "TOC")) or nom in (_FICHE, _ENTETE)


def _find_couleur(nom: str, charte: Charte) -> str:
    if nom in _GRISES:
        return _GRIS
    return charte.couleur if _is_titre(nom) and nom != _FICHE else ENCRE


def _make_couleur(couleur: str) -> RGBColor:
    return RGBColor.from_string(couleur.removeprefix("#").upper())


type _AvecBords = Paragraph | ParagraphStyle


def _set_ombre(cible: _AvecBords, couleur: str) -> None:
    proprietes = {"w:val": "clear", "w:color": "auto", "w:fill": couleur[1:]}
    ooxml.put(cible.paragraph_format.element, ooxml.make_element("w:shd", proprietes))


def _set_bords(cible: _AvecBords, bords: BaseOxmlElement) -> None:
    ooxml.put(cible.paragraph_format.element, bords)


def _set_fond(paragraphe: Paragraph, couleur: str) -> None:
    """Put a colour behind a paragraph and around it."""
    _set_bords(paragraphe, _make_bords(couleur, couleur))
    _set_ombre(paragraphe, couleur)


def _make_bords(fond: str, gauche: str) -> BaseOxmlElement:
    """Return borders of the colour that they enclose: they are its margins."""
    cotes = []
    for cote in ("top", "left", "bottom", "right"):
        fort = cote == "left" and gauche != fond
        trait = {"w:val": "single", "w:sz": "24" if fort else "4", "w:space": "6"}
        trait["w:color"] = (gauche if fort else fond)[1:]
        cotes.append(ooxml.make_element(f"w:{cote}", trait))
    return ooxml.make_element("w:pBdr", {}, *cotes)


def _make_trait(couleur: str) -> BaseOxmlElement:
    trait = {"w:val": "single", "w:sz": "14", "w:space": "5", "w:color": couleur[1:]}
    return ooxml.make_element("w:pBdr", {}, ooxml.make_element("w:top", trait))


def _set_entete(table: Table) -> None:
    """Make the first row a header: told as such, again at the top of each page."""
    proprietes = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no header rows
    proprietes.append(ooxml.make_element("w:tblHeader"))


def _set_roles(table: Table, *, premiere_colonne: bool) -> None:
    """Give cells their margins; say whether the first row and the first column name them."""
    proprietes = table._tblPr  # noqa: SLF001 - python-docx says both, always, and has no margins
    for anciens in list(proprietes.iter(qn("w:tblLook"))):
        proprietes.remove(anciens)
    masque = 0x20 + 0x80 * premiere_colonne + 0x400  # the same, for older Words
    roles = {
        "w:val": f"{masque:04X}",
        "w:firstRow": "1",
        "w:firstColumn": str(int(premiere_colonne)),
    }
    proprietes.append(_make_marges())
    proprietes.append(ooxml.make_element("w:tblLook", roles))


def _make_marges() -> BaseOxmlElement:
    marges = {"top": "60", "left": "0", "bottom": "60", "right": "140"}
    return ooxml.make_element(
        "w:tblCellMar",
        {},
        *(ooxml.make_element(f"w:{c}", {"w:w": m, "w:type": "dxa"}) for c, m in marges.items()),
    )


def _set_gras(cellule: _Cell) -> None:
    for run in cellule.paragraphs[0].runs:
        run.bold = True


def _describe(image: InlineShape, alternative: str) -> None:
    texte = alternative.strip() or "Figure sans description."
    for cote in "TBLR":  # else some programs keep a space around it
        image._inline.set(f"dist{cote}", "0")  # noqa: SLF001
    image._inline.docPr.set("descr", texte)  # noqa: SLF001 - alternative texts have no other door


def _write_bords(fichier: Fichier, document: Document) -> None:
    """Write who and what above each page but the first, the folio under each but a cover."""
    for nom in ("Header", "Footer"):
        for tabulations in list(fichier.styles[nom].element.iter(qn("w:tabs"))):
            tabulations.getparent().remove(tabulations)  # the first one is where a mention ends
    page = fichier.sections[0]
    page.different_first_page_header_footer = True
    qui = " · ".join(filter(None, (document.sous_titre, document.titre.strip() or "Document")))
    page.header.paragraphs[0].add_run(qui)
    pieds = [page.footer] if document.couverture else [page.first_page_footer, page.footer]
    for pied in (pied.paragraphs[0] for pied in pieds):
        pied.paragraph_format.tab_stops.add_tab_stop(Cm(COLONNE), WD_TAB_ALIGNMENT.RIGHT)
        pied.add_run(f"{document.mention}\t")
        ooxml.add_champ(pied, "PAGE", "1")
        pied._p.append(ooxml.make_run(" / "))  # noqa: SLF001 - after the field
        ooxml.add_champ(pied, "NUMPAGES", "1")
