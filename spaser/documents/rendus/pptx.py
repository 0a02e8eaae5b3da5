"""A document as slides: a title, then a slide a section, in the colours of the buyer.

Titles and lists stand in the places that PowerPoint gives them, so that its outline and readers'
software find them; tables are real ones; figures keep their reference in the notes.
"""

import io
import textwrap
from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime, time
from itertools import groupby
from typing import Final

import pptx
from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation
from pptx.shapes.base import BaseShape
from pptx.slide import Slide, SlideLayout, SlideMaster
from pptx.table import _Cell
from pptx.text.text import TextFrame, _Paragraph, _Run
from pptx.util import Length, Pt

from spaser.documents import diapositives
from spaser.documents.document import (
    ENCRE,
    NEUTRE,
    Charte,
    Contenu,
    Document,
    EnLigne,
    Lien,
    Note,
    Tableau,
    Texte,
    clean_document,
    split_contenu,
    unfold_document,
)
from spaser.documents.francais import format_date
from spaser.documents.rendus import place

_LARGE: Final = 4 / 3  # from the width of the library's slides to that of a screen
_GAUCHE: Final = 50.0
_HAUT_TITRE: Final = 24.0
_HAUT: Final = 126.0
_ENTRE: Final = 7.0
_GARDE, _LISTE, _TITRE_SEUL = 0, 1, 5  # the layouts that are kept
_NUMERO: Final = 12  # the place of the number of a slide
_TRAITS: Final = "{5940675A-B579-460E-94D1-54222C63F5DA}"  # the style of tables with plain lines
_GRIS: Final = "#55606e"
_DU_MODELE: Final = ("/thumbnail", "/printerSettings")  # of whoever made the library's model
_PIED_MAX: Final = 85  # letters of a line at the foot
_SOUS_TITRE: Final = 22
_POLICE: Final = "Arial"


@place()
def write_pptx(document: Document, charte: Charte = NEUTRE) -> bytes:
    """Return the slides.

    Raises:
        ValueError: a table has more columns than a room can read.
    """
    propre = clean_document(unfold_document(document))
    fichier = pptx.Presentation()
    _set_modele(fichier, charte)
    _write_proprietes(fichier, propre)
    _write_garde(fichier, propre, charte)
    for diapositive in diapositives.split_diapositives(propre):
        _write_diapositive(fichier, diapositive, propre.mention, charte)
    for diapo in fichier.slides:
        pages = (diapo, diapo.notes_slide) if diapo.has_notes_slide else (diapo,)
        for page in pages:
            for proprietes in page.element.iter(qn("a:rPr"), qn("a:endParaRPr")):
                proprietes.set("lang", "fr-FR")
    sortie = io.BytesIO()
    fichier.save(sortie)
    return sortie.getvalue()


def _set_modele(fichier: Presentation, charte: Charte) -> None:
    """Give the slides the size of a screen, and the buyer's colours to all that is added later."""
    fichier.slide_width = Length(int((fichier.slide_width or 0) * _LARGE))
    gardes = [fichier.slide_layouts[rang] for rang in (_GARDE, _LISTE, _TITRE_SEUL)]
    for modele in list(fichier.slide_layouts):
        if modele not in gardes:
            fichier.slide_layouts.remove(modele)
    for page in (fichier.slide_master, *gardes):
        _set_page(page)
    _add_bande(gardes[0], (0, 0, 18, 540), charte.couleur)
    for modele in gardes[1:]:
        _add_bande(
            modele,
            (_GAUCHE, _HAUT_TITRE + diapositives.HAUTEUR_TITRE + 4, diapositives.LARGEUR, 2),
            charte.couleur,
        )
    for style in fichier.slide_master.element.iter(qn("p:titleStyle")):
        style[0].set("algn", "l")
        for teinte in style.iter(qn("a:schemeClr")):
            teinte.set("val", "accent1")
    _set_theme(fichier, charte.couleur)


def _set_theme(fichier: Presentation, couleur: str) -> None:
    theme = fichier.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    racine = etree.fromstring(theme.blob)
    for nom in ("accent1", "dk2", "hlink", "folHlink"):
        (teinte,) = racine.iter(qn(f"a:{nom}"))
        teinte[0].set("val", couleur.removeprefix("#"))
    for nom in ("majorFont", "minorFont"):
        next(racine.iter(qn(f"a:{nom}")))[0].set("typeface", _POLICE)
    theme.blob = etree.tostring(racine, xml_declaration=True, encoding="UTF-8", standalone=True)


def _set_page(page: SlideMaster | SlideLayout) -> None:
    """Spread what a model holds over the width of a screen; nothing is smaller than we allow."""
    for forme in page.shapes:
        if forme.element.find(f".//{qn('a:xfrm')}") is not None:
            forme.left, forme.width = int(forme.left * _LARGE), int(forme.width * _LARGE)
    for pale in list(page.element.iter(qn("a:tint"))):
        pale.getparent().remove(pale)
    for proprietes in page.element.iter(qn("a:defRPr")):
        if int(proprietes.get("sz", diapositives.PETITE * 100)) < diapositives.PETITE * 100:
            proprietes.set("sz", str(diapositives.PETITE * 100))


def _add_bande(modele: SlideLayout, place: tuple[float, float, float, float], teinte: str) -> None:
    x, y, largeur, hauteur = (int(Pt(cote)) for cote in place)
    xml = (
        f"<p:sp {nsdecls('p', 'a')}><p:nvSpPr><p:cNvPr id='99' name='Trait'/><p:cNvSpPr/>"
        f"<p:nvPr userDrawn='1'/></p:nvSpPr><p:spPr><a:xfrm><a:off x='{x}' y='{y}'/>"
        f"<a:ext cx='{largeur}' cy='{hauteur}'/></a:xfrm><a:prstGeom prst='rect'><a:avLst/>"
        f"</a:prstGeom><a:solidFill><a:srgbClr val='{teinte.removeprefix('#')}'/></a:solidFill>"
        "</p:spPr></p:sp>"
    )
    modele.shapes._spTree.append(parse_xml(xml))  # noqa: SLF001 - models have no other door


def _write_proprietes(fichier: Presentation, document: Document) -> None:
    proprietes = fichier.core_properties
    proprietes.title = document.titre[:255]
    proprietes.author = proprietes.last_modified_by = document.sous_titre[:255]
    proprietes.comments = ""
    for liens in (fichier.part.package._rels, fichier.part._rels):  # noqa: SLF001 - no other door
        for nom in [n for n, lien in liens.items() if lien.reltype.endswith(_DU_MODELE)]:
            liens.pop(nom)
    proprietes.language = "fr-FR"
    proprietes.created = proprietes.modified = datetime.combine(document.jour, time(12))


def _write_garde(fichier: Presentation, document: Document, charte: Charte) -> None:
    diapo = fichier.slides.add_slide(fichier.slide_layouts[0])
    titre = document.titre.strip() or "Document"
    _place(diapo.shapes.title, (_GAUCHE, 170, diapositives.LARGEUR, 130))
    _write_mots(
        _open(diapo.shapes.title.text_frame),
        titre,
        max(diapositives.choose_taille(titre), diapositives.PETITE),
        charte.couleur,
    )
    sous_titre = diapo.placeholders[1]
    _place(sous_titre, (_GAUCHE, 310, diapositives.LARGEUR, 110))
    cadre = sous_titre.text_frame
    lignes = [texte for texte in (document.sous_titre.strip(), format_date(document.jour)) if texte]
    for rang, texte in enumerate(lignes):
        paragraphe = cadre.add_paragraph() if rang else _open(cadre)
        _set_puce(paragraphe, diapositives.Ligne((), _SOUS_TITRE))
        paragraphe.alignment = PP_ALIGN.LEFT
        _write_mots(paragraphe, texte, _SOUS_TITRE, ENCRE)
    if document.mention.strip():
        _write_libre(diapo, (_GAUCHE, 430, diapositives.LARGEUR, 80), document.mention)
    if charte.logo:
        image = diapo.shapes.add_picture(
            io.BytesIO(charte.logo), Pt(_GAUCHE), Pt(50), height=Pt(80)
        )
        _describe(image, charte.alternative)


def _write_diapositive(
    fichier: Presentation, diapositive: diapositives.Diapositive, mention: str, charte: Charte
) -> None:
    lues = [
        (genre is diapositives.Ligne, list(pieces))
        for genre, pieces in groupby(diapositive.pieces, lambda p: type(p.contenu))
    ]
    en_tete = bool(lues) and lues[0][0]
    diapo = fichier.slides.add_slide(fichier.slide_layouts[1 if en_tete else 2])
    titre = diapo.shapes.title
    _place(titre, (_GAUCHE, _HAUT_TITRE, diapositives.LARGEUR, diapositives.HAUTEUR_TITRE))
    taille = max(diapositives.choose_taille(diapositive.titre), diapositives.PETITE)
    _write_mots(_open(titre.text_frame), diapositive.titre, taille, charte.couleur)
    haut = _HAUT
    for rang, (sont_lignes, pieces) in enumerate(lues):
        hauteur = sum(piece.hauteur for piece in pieces)
        if sont_lignes:
            place = (_GAUCHE, haut, diapositives.LARGEUR, hauteur)
            _write_lignes(_find_cadre(diapo, place, premier=not rang), pieces)
        else:
            _write_pieces(diapo, pieces, haut, charte)
        haut += hauteur
    if mention.strip():
        pied = textwrap.shorten(mention, _PIED_MAX, placeholder="…")
        _write_libre(diapo, (_GAUCHE, 500, diapositives.LARGEUR - 90, 26), pied)
    _add_numero(diapo)
    if diapositive.notes:
        diapo.notes_slide.notes_text_frame.text = "\n".join(diapositive.notes)


def _find_cadre(
    diapo: Slide, place: tuple[float, float, float, float], *, premier: bool
) -> TextFrame:
    """Return where words go: the slide's own place first, so that its outline has them."""
    if not premier:
        libre: TextFrame = diapo.shapes.add_textbox(*map(Pt, place)).text_frame
        return libre
    corps = diapo.placeholders[1]
    _place(corps, place)
    cadre: TextFrame = corps.text_frame
    return cadre


def _write_lignes(cadre: TextFrame, pieces: Sequence[diapositives.BlocDiapositive]) -> None:
    premiere = _open(cadre, MSO_ANCHOR.TOP)
    for rang, piece in enumerate(pieces):
        if isinstance(piece.contenu, diapositives.Ligne):
            paragraphe = cadre.add_paragraph() if rang else premiere
            _set_puce(paragraphe, piece.contenu)
            _write_contenu(paragraphe, piece.contenu.contenu, piece.contenu.taille)


def _write_pieces(
    diapo: Slide, pieces: Sequence[diapositives.BlocDiapositive], haut: float, charte: Charte
) -> None:
    for piece in pieces:
        match piece.contenu:
            case Tableau() as tableau:
                legende = _write_legende(diapo, tableau.legende, haut)
                _write_tableau(diapo, tableau, haut + legende, charte)
            case diapositives.Dessin() as dessin:
                image = diapo.shapes.add_picture(
                    io.BytesIO(dessin.image.png), Pt(_GAUCHE), Pt(haut), Pt(dessin.largeur)
                )
                _describe(image, dessin.figure.alt.strip() or "Figure sans description.")
                sous = haut + piece.hauteur - diapositives.measure_legende(dessin.figure.legende)
                _write_legende(diapo, dessin.figure.legende, sous)
        haut += piece.hauteur


def _write_legende(diapo: Slide, legende: str, haut: float) -> float:
    hauteur = diapositives.measure_legende(legende)
    if hauteur:
        _write_libre(diapo, (_GAUCHE, haut, diapositives.LARGEUR, hauteur), legende)
    return hauteur


def _write_libre(diapo: Slide, place: tuple[float, float, float, float], texte: str) -> None:
    """Write what stands beside the matter, in small grey letters."""
    cadre = diapo.shapes.add_textbox(*map(Pt, place)).text_frame
    _write_mots(_open(cadre, MSO_ANCHOR.TOP), texte, diapositives.PETITE, _GRIS)


def _write_tableau(diapo: Slide, tableau: Tableau, haut: float, charte: Charte) -> None:
    largeurs = diapositives.list_largeurs(tableau)
    lignes = [tableau.entetes, *tableau.lignes]
    forme = diapo.shapes.add_table(
        len(lignes), len(largeurs), Pt(_GAUCHE), Pt(haut), Pt(diapositives.LARGEUR), Pt(1)
    )
    _describe(forme, tableau.legende.strip() or "Tableau")
    table = forme.table
    table.first_col, table.horz_banding = tableau.ligne_nommee, False
    for style in forme.element.iter(qn("a:tableStyleId")):
        style.text = _TRAITS
    for rang, largeur in enumerate(largeurs):
        table.columns[rang].width = Pt(largeur)
    for rang, (rangee, ligne) in enumerate(zip(table.rows, lignes, strict=True)):
        rangee.height = Pt(diapositives.measure_cases(largeurs, ligne))
        for rang_case, (case, contenu) in enumerate(zip(rangee.cells, ligne, strict=True)):
            nomme = not rang or (tableau.ligne_nommee and not rang_case)
            _write_case(case, contenu, nomme=nomme)
            if not rang:
                case.fill.solid()
                case.fill.fore_color.rgb = _make_couleur(charte.fond)


def _write_case(case: _Cell, contenu: Contenu, *, nomme: bool) -> None:
    case.margin_left = case.margin_right = Pt(8)
    case.margin_top = case.margin_bottom = Pt(5)
    paragraphe = case.text_frame.paragraphs[0]
    _write_contenu(paragraphe, split_contenu(contenu), diapositives.PETITE)
    if nomme:
        for mots in paragraphe.runs:
            mots.font.bold = True


def _write_contenu(paragraphe: _Paragraph, contenu: Sequence[EnLigne], taille: int) -> None:
    for morceau in contenu:
        if isinstance(morceau, Note):
            continue  # the notes of the slide say it
        mots = _write_mots(paragraphe, morceau.texte, taille, ENCRE)
        if isinstance(morceau, Texte):
            mots.font.bold, mots.font.italic = morceau.fort or None, morceau.italique or None
        elif isinstance(morceau, Lien):
            mots.hyperlink.address = morceau.adresse


def _write_mots(paragraphe: _Paragraph, texte: str, taille: int, couleur: str) -> _Run:
    mots = paragraphe.add_run()
    mots.text = " ".join(texte.split("\n"))
    mots.font.size = Pt(taille)
    mots.font.color.rgb = _make_couleur(couleur)
    return mots


def _set_puce(paragraphe: _Paragraph, ligne: diapositives.Ligne) -> None:
    """Give a paragraph its bullet or its number, told rather than typed."""
    paragraphe.space_before, paragraphe.space_after = Pt(0), Pt(_ENTRE)  # the layout adds its own
    paragraphe.level = ligne.niveau
    proprietes = paragraphe._p.get_or_add_pPr()  # noqa: SLF001 - bullets have no other door
    retrait = int(Pt(diapositives.RETRAIT))
    proprietes.set("marL", str(retrait * (ligne.niveau + 1) if ligne.puce else 0))
    proprietes.set("indent", str(-retrait if ligne.puce else 0))
    if not ligne.puce:
        puce = "<a:buNone {}/>"
    elif ligne.puce.isdecimal():
        puce = f'<a:buAutoNum {{}} type="arabicPeriod" startAt="{ligne.puce}"/>'
    else:
        puce = f'<a:buChar {{}} char="{ligne.puce}"/>'
    proprietes.append(parse_xml(puce.format(nsdecls("a"))))


def _open(cadre: TextFrame, ancre: MSO_ANCHOR = MSO_ANCHOR.MIDDLE) -> _Paragraph:
    """Return the first paragraph of a frame that keeps its size, whatever it holds."""
    cadre.word_wrap, cadre.auto_size, cadre.vertical_anchor = True, MSO_AUTO_SIZE.NONE, ancre
    cadre.margin_left = cadre.margin_right = cadre.margin_top = cadre.margin_bottom = Pt(0)
    return cadre.paragraphs[0]


def _place(forme: BaseShape, place: tuple[float, float, float, float]) -> None:
    forme.left, forme.top, forme.width, forme.height = map(Pt, place)


def _add_numero(diapo: Slide) -> None:
    for forme in diapo.slide_layout.shapes:
        if forme.is_placeholder and forme.placeholder_format.idx == _NUMERO:
            copie = deepcopy(forme.element)
            (nom,) = copie.iter(qn("p:cNvPr"))
            nom.set("id", str(1 + max(autre.shape_id for autre in diapo.shapes)))
            diapo.shapes._spTree.append(copie)  # noqa: SLF001 - numbers have no other door


def _describe(forme: BaseShape, texte: str) -> None:
    (nom,) = forme.element.iter(qn("p:cNvPr"))
    nom.set("descr", texte)


def _make_couleur(couleur: str) -> RGBColor:
    teinte: RGBColor = RGBColor.from_string(couleur.removeprefix("#").upper())
    return teinte
