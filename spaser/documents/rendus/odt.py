"""A document as an OpenDocument text: the same styles, lists, tables, notes, bookmarks as in Word.

A figure stands in the content control that LibreOffice knows, with its reference; other programs
show its words.
"""

import io
import re
from datetime import datetime, time
from functools import cache
from importlib import resources
from itertools import count
from string import Template
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from odfdo import Document as Fichier
from odfdo import Element as Balise
from odfdo import StyleMasterPage

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
from spaser.documents.rendus import place
from spaser.documents.rendus.images import LARGEUR, draw_png

_LARGEUR_UTILE: Final = 16.6  # of an A4 page between its margins, in centimetres
_SOMMAIRE_MAX: Final = 2
_AUTOMATIQUES: Final = frozenset(
    {"table", "table-row", "table-cell", "graphic"}
)  # where programs look for them
_PAGE: Final = {
    "fo:page-width": "21cm", "fo:page-height": "29.7cm", "fo:margin-left": "2.2cm",
    "fo:margin-right": "2.2cm", "fo:margin-top": "2.2cm", "fo:margin-bottom": "1.6cm",
}  # fmt: skip
_PARAGRAPHES: Final = re.compile(r"(.*?<text:[ph]\b[^>]*>)(.*)(</text:[ph]>.*?)", re.DOTALL)
_ESPACE_PIED: Final = (
    '<style:header-footer-properties fo:min-height="0.6cm" fo:margin-top="0.5cm" '
    'style:dynamic-spacing="false"/>'
)
_MODELE_RENVOI: Final = (
    '<text:table-of-content-entry-template text:outline-level="{0}" '
    'text:style-name="Contents_20_{0}"><text:index-entry-link-start/><text:index-entry-text/>'
    '<text:index-entry-tab-stop style:type="right" style:leader-char="."/>'
    "<text:index-entry-page-number/><text:index-entry-link-end/>"
    "</text:table-of-content-entry-template>"
)


@place()
def write_odt(document: Document, charte: Charte = NEUTRE, *, sommaire: bool = False) -> bytes:
    return _RedactionOdt(charte).write(prepare(document), sommaire=sommaire)


class _RedactionOdt:
    """A file being written: what it holds, its images, how many notes and tables it has."""

    def __init__(self, charte: Charte) -> None:
        self.charte = charte
        self.fichier = Fichier("text")
        self.notes = count(1)
        self.tables = count(1)
        self.colonnes: set[str] = set()

    def write(self, document: Document, *, sommaire: bool) -> bytes:
        _set_styles(self.fichier, self.charte, document.mention)
        corps = [self.write_tete(document)]
        if sommaire:
            corps.append(_write_sommaire(document))
        corps.append(self.write_blocs(document.blocs))
        corps += [self.write_section(section, 1) for section in document.sections]
        self.fichier.body.clear()
        for element in Balise.from_tag(f"<office:text>{''.join(corps)}</office:text>").children:
            self.fichier.body.append(element)
        sortie = io.BytesIO()
        self.fichier.save(sortie)
        return sortie.getvalue()

    def write_tete(self, document: Document) -> str:
        titre = document.titre.strip() or "Document"
        meta = self.fichier.meta
        meta.title = titre
        meta.creator = document.sous_titre
        meta.language = "fr-FR"
        meta.creation_date = meta.date = datetime.combine(document.jour, time(12))
        logo = ""
        if self.charte.logo:
            logo = self.write_image(self.charte.logo, self.charte.alternative, 'svg:height="1.8cm"')
        return (
            f"{logo}{_p(_escape(titre), 'SpaserTitre')}"
            f"{_p(_escape(document.sous_titre), 'SpaserSousTitre') if document.sous_titre else ''}"
            f"{_p(format_date(document.jour), 'SpaserLegende')}"
        )

    def write_section(self, section: Section, niveau: int) -> str:
        titre = _escape(section.titre.strip() or "–")
        filles = "".join(self.write_section(fille, niveau + 1) for fille in section.sections)
        entete = (
            f'<text:h text:style-name="Heading_20_{niveau}" text:outline-level="{niveau}">'
            f"{titre}</text:h>"
        )
        return _mark(entete, section.identifiant) + self.write_blocs(section.blocs) + filles

    def write_blocs(self, blocs: tuple[Bloc, ...]) -> str:
        return "".join(
            self.write_bloc(bloc)
            if isinstance(bloc, SautDePage)
            else _mark(self.write_bloc(bloc), bloc.identifiant)
            for bloc in blocs
        )

    def write_bloc(self, bloc: Bloc) -> str:
        match bloc:
            case Paragraphe():
                style = "SpaserEssentiel" if bloc.en_avant else "SpaserTexte"
                return _p(self.write_contenu(bloc.contenu), style)
            case Liste():
                return self.write_liste(bloc)
            case Tableau():
                return self.write_tableau(bloc)
            case Figure():
                dessin = draw_png(bloc.svg)
                taille = f'svg:width="{LARGEUR}cm" svg:height="{dessin.hauteur:.2f}cm"'
                image = self.write_image(dessin.png, bloc.alt, taille)
                return image + _p(_escape(bloc.legende), "SpaserLegende")
            case Fiche():
                titre = self.write_contenu((Texte(bloc.titre, fort=True),))
                lignes = [[_gras(_escape(n)), self.write_contenu(c)] for n, c in bloc.champs]
                table = self.write_table((), lignes, (1, 3)) if lignes else ""
                return _p(titre, "SpaserTexte") + table
            case SautDePage():
                return _p("", "SpaserSaut")

    def write_liste(self, liste: Liste) -> str:
        style = "SpaserNumeros" if liste.ordonnee else "SpaserPuces"
        puces = []
        for element in liste.elements:
            texte = self.write_contenu(element.contenu if isinstance(element, Element) else element)
            suite = ""
            if isinstance(element, Element):
                suite = _mark(self.write_liste(element.liste), element.liste.identifiant)
            puces.append(f"<text:list-item>{_p(texte, 'SpaserPuce')}{suite}</text:list-item>")
        return f'<text:list text:style-name="{style}">{"".join(puces)}</text:list>'

    def write_tableau(self, tableau: Tableau) -> str:
        lignes = [[self.write_contenu(contenu) for contenu in ligne] for ligne in tableau.lignes]
        if tableau.ligne_nommee:
            lignes = [[_gras(premiere), *suite] for premiere, *suite in lignes]
        legende = _p(_escape(tableau.legende), "SpaserLegendeTable")
        largeurs = tableau.largeurs or (1,) * len(tableau.entetes)
        return legende + self.write_table(tableau.entetes, lignes, largeurs)

    def write_table(
        self, entetes: tuple[str, ...], lignes: list[list[str]], largeurs: tuple[int, ...]
    ) -> str:
        """Write rows whose cells are already XML; the columns share the width."""
        nom = f"SpaserTable{next(self.tables)}"
        colonnes = []
        for part in largeurs:
            style = self.find_colonne(_LARGEUR_UTILE * part / sum(largeurs))
            colonnes.append(f'<table:table-column table:style-name="{style}"/>')
        entete = ""
        if entetes:
            titres = [_gras(_escape(titre)) for titre in entetes]
            ligne = _write_ligne(titres, "SpaserEntete")
            entete = f"<table:table-header-rows>{ligne}</table:table-header-rows>"
        corps = "".join(_write_ligne(ligne, "SpaserCase") for ligne in lignes)
        return (
            f'<table:table table:name="{nom}" table:style-name="SpaserTable">'
            f"{''.join(colonnes)}{entete}{corps}</table:table>{_p('', 'SpaserCellule')}"
        )

    def find_colonne(self, largeur: float) -> str:
        """Return the style of columns of a width in centimetres: declared once for all tables."""
        nom = f"SpaserColonne{largeur * 100:.0f}"
        if nom not in self.colonnes:
            self.colonnes.add(nom)
            style = (
                f'<style:style style:name="{nom}" style:family="table-column">'
                f'<style:table-column-properties style:column-width="{largeur:.2f}cm"/>'
                "</style:style>"
            )
            self.fichier.insert_style(style, automatic=True)
        return nom

    def write_image(self, octets: bytes, alt: str, taille: str) -> str:
        chemin = self.fichier.add_file(io.BytesIO(octets))
        alternative = _escape(alt.strip() or "Figure sans description.")
        cadre = (
            f'<draw:frame draw:style-name="SpaserImage" text:anchor-type="as-char" {taille}>'
            f'<draw:image xlink:href="{chemin}" xlink:type="simple" xlink:show="embed" '
            f'xlink:actuate="onLoad"/><svg:desc>{alternative}</svg:desc></draw:frame>'
        )
        return _p(cadre, "SpaserCellule")

    def write_contenu(self, contenu: Contenu) -> str:
        return "".join(self.write_morceau(morceau) for morceau in split_contenu(contenu))

    def write_morceau(self, morceau: EnLigne) -> str:
        match morceau:
            case Lien():
                adresse = quoteattr(morceau.adresse)
                mots = _span(_escape(morceau.texte), "SpaserLien")
                return f'<text:a xlink:type="simple" xlink:href={adresse}>{mots}</text:a>'
            case Note():
                numero = next(self.notes)
                return (
                    f'<text:note text:id="ftn{numero}" text:note-class="footnote">'
                    f"<text:note-citation>{numero}</text:note-citation><text:note-body>"
                    f"{_p(_escape(morceau.texte), 'Footnote')}</text:note-body></text:note>"
                )
            case Chiffre():
                return (
                    '<loext:content-control loext:plain-text="true" loext:lock="sdtLocked" '
                    f"loext:alias={quoteattr(morceau.explication[:60])} "
                    f"loext:tag={quoteattr(morceau.reference)}>"
                    f"{_escape(morceau.texte)}</loext:content-control>"
                )
            case Texte():
                style = "Fort" * morceau.fort + "Italique" * morceau.italique
                texte = _escape(morceau.texte)
                return _span(texte, f"Spaser{style}") if style else texte


def _write_ligne(cellules: list[str], style: str) -> str:
    cases = "".join(
        f'<table:table-cell table:style-name="{style}" office:value-type="string">'
        f"{_p(cellule, 'SpaserCellule')}</table:table-cell>"
        for cellule in cellules
    )
    return f'<table:table-row table:style-name="SpaserRangee">{cases}</table:table-row>'


def _write_sommaire(document: Document) -> str:
    """Write the contents as links; LibreOffice adds the numbers of pages when it updates them."""
    lignes = "".join(
        _p(_write_renvoi(section), f"Contents_20_{niveau}")
        for niveau, section in walk_sections(document)
        if niveau <= _SOMMAIRE_MAX
    )
    modeles = "".join(_MODELE_RENVOI.format(niveau) for niveau in range(1, _SOMMAIRE_MAX + 1))
    return (
        '<text:table-of-content text:name="Sommaire" text:protected="false">'
        f'<text:table-of-content-source text:outline-level="{_SOMMAIRE_MAX}">{modeles}'
        "</text:table-of-content-source>"
        f'<text:index-body><text:index-title text:name="Sommaire_titre">'
        f"{_p('Sommaire', 'Contents_20_Heading')}</text:index-title>{lignes}"
        "</text:index-body></text:table-of-content>"
    )


def _write_renvoi(section: Section) -> str:
    titre = _escape(section.titre.strip() or "–")
    if not section.identifiant:
        return titre
    return (
        f'<text:a xlink:type="simple" xlink:href="#{section.identifiant}" '
        'text:style-name="Index_20_Link" text:visited-style-name="Index_20_Link">'
        f"{titre}</text:a>"
    )


def _set_styles(fichier: Fichier, charte: Charte, mention: str) -> None:
    xml = _read_styles().substitute(couleur=charte.couleur, fond=charte.fond, encre=ENCRE)
    for style in Balise.from_tag(xml).children:
        famille = style.get_attribute("style:family")
        fichier.insert_style(style.serialize(), automatic=famille in _AUTOMATIQUES)
    for niveau in fichier.styles.root.get_elements("//text:outline-level-style"):
        niveau.set_attribute("style:num-format", "")  # headings have no number
        for attribut in ("style:num-suffix", "loext:num-list-format"):
            niveau.del_attribute(attribut)
    _set_pages(fichier, mention)


def _set_pages(fichier: Fichier, mention: str) -> None:
    for proprietes in fichier.styles.root.get_elements("//style:page-layout-properties"):
        for nom, valeur in _PAGE.items():
            proprietes.set_attribute(nom, valeur)
    for pied in fichier.styles.root.get_elements("//style:footer-style"):
        pied.append(Balise.from_tag(_ESPACE_PIED))
    for modele in fichier.get_styles("master-page"):
        if isinstance(modele, StyleMasterPage):
            modele.set_page_footer(Balise.from_tag(_write_pied(mention)))


def _write_pied(mention: str) -> str:
    pages = "<text:page-number>1</text:page-number> / <text:page-count>1</text:page-count>"
    return _p(f"{_escape(mention)}<text:tab/>{pages}", "SpaserPied")


@cache
def _read_styles() -> Template:
    fichier = resources.files("spaser.documents").joinpath("gabarits", "styles-odt.xml")
    return Template(fichier.read_text(encoding="utf-8"))


def _p(xml: str, style: str) -> str:
    return f'<text:p text:style-name="{style}">{xml}</text:p>'


def _span(xml: str, style: str) -> str:
    return f'<text:span text:style-name="{style}">{xml}</text:span>'


def _gras(xml: str) -> str:
    return _span(xml, "SpaserFort")


def _mark(xml: str, identifiant: str) -> str:
    """Put a bookmark from the first to the last paragraph of a block; as is without a name."""
    dedans = _PARAGRAPHES.fullmatch(xml)
    if not identifiant or dedans is None:
        return xml
    ouverture, contenu, fermeture = dedans.groups()
    nom = quoteattr(identifiant)
    return (
        f"{ouverture}<text:bookmark-start text:name={nom}/>{contenu}"
        f"<text:bookmark-end text:name={nom}/>{fermeture}"
    )


def _escape(texte: str) -> str:
    return escape(texte).replace("\n", "<text:line-break/>")
