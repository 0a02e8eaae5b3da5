"""A document as an OpenDocument text: the same styles, lists, tables, notes, bookmarks as in Word.

A figure stands in the content control that LibreOffice knows, with its reference; other programs
show its words. Contents end each line with a field, the page of its heading: it is computed on
opening.
"""

import io
import re
from dataclasses import replace
from datetime import datetime, time
from functools import cache
from importlib import resources
from itertools import count
from string import Template
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from odfdo import Document as Fichier
from odfdo import Element as Balise

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
    Repli,
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
from spaser.documents.rendus import place
from spaser.documents.rendus.images import COLONNE, Image, draw_png, frame_logo, measure_logo

_SOMMAIRE_MAX: Final = 2
_AUTOMATIQUES: Final = frozenset(
    {"table", "table-row", "table-cell", "graphic"}
)  # where programs look for them
_PAGE: Final = {
    "fo:page-width": "21cm", "fo:page-height": "29.7cm", "fo:margin-left": "2.2cm",
    "fo:margin-right": "2.2cm", "fo:margin-top": "1.2cm", "fo:margin-bottom": "1.2cm",
}  # fmt: skip
_PARAGRAPHES: Final = re.compile(r"(.*?<text:[ph]\b[^>]*>)(.*)(</text:[ph]>.*?)", re.DOTALL)
_ESPACE: Final = (
    '<style:header-footer-properties fo:min-height="1.2cm" fo:margin-{0}="0.4cm" '
    'style:dynamic-spacing="false"/>'
)
_FICHE_MAX: Final = 2_200  # signs of a sheet that stays on one page
_DEMI: Final = 235  # points: half a column
_BLANC: Final = "#ffffff"
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
    """A file being written: what it holds, its images, how many notes and tables it has.

    `axe` is the number of the axis that is being written, 0 outside of any.
    """

    def __init__(self, charte: Charte) -> None:
        self.teintes = compute_teintes(charte, TEINTES)
        self.charte = replace(charte, couleur=self.teintes[0])
        self.fichier = Fichier("text")
        self.notes = count(1)
        self.tables = count(1)
        self.declares: set[str] = set()
        self.axe = 0
        self.saut = False

    def write(self, document: Document, *, sommaire: bool) -> bytes:
        _set_styles(self.fichier, self.charte, self.teintes[0], document)
        self.write_meta(document)
        couverture = document.couverture
        corps = [
            self.write_couverture(document, couverture) if couverture else self.write_tete(document)
        ]
        suivi = sommaire and starts_with_edito(document)  # the contents come after it
        if sommaire and not suivi:
            corps.append(self.write_sommaire(document))
        corps.append(self.write_blocs(document.blocs))
        for rang, section in enumerate(document.sections):
            corps.append(self.write_section(section, 1, dessinee=couverture is not None))
            if suivi and not rang:
                corps.append(self.write_sommaire(document))
        self.fichier.body.clear()
        for element in Balise.from_tag(f"<office:text>{''.join(corps)}</office:text>").children:
            self.fichier.body.append(element)
        sortie = io.BytesIO()
        self.fichier.save(sortie)
        return sortie.getvalue()

    @property
    def teinte(self) -> str:
        return self.teintes[max(self.axe - 1, 0) % TEINTES]

    def write_meta(self, document: Document) -> None:
        meta = self.fichier.meta
        meta.title = document.titre.strip() or "Document"
        meta.creator = document.sous_titre
        meta.language = "fr-FR"
        meta.creation_date = meta.date = datetime.combine(document.jour, time(12))

    def write_tete(self, document: Document) -> str:
        titre = document.titre.strip() or "Document"
        logo = ""
        if self.charte.logo:
            logo = _p(self.make_logo(measure_logo(self.charte.logo)), "SpaserDessin")
        return (
            f"{logo}{_p(_escape(titre), 'SpaserTitre')}"
            f"{_p(_escape(document.sous_titre), 'SpaserSousTitre') if document.sous_titre else ''}"
            f"{_p(format_date(document.jour), 'SpaserLegende')}"
        )

    def write_couverture(self, document: Document, couverture: CouvertureDessinee) -> str:
        """Write a page of colour: a drawing behind words, that stand on the same colour."""
        fond = draw_png(draw_anneaux(couverture.parts, self.teintes), largeur=21)
        place = (
            'draw:style-name="SpaserFond" text:anchor-type="paragraph" svg:x="0cm" svg:y="0cm" '
            'svg:width="21cm" svg:height="29.7cm"'
        )
        cadre = self.make_cadre(fond.png, "Dessin de couverture", place)
        logo = ""
        if self.charte.logo:
            logo = self.make_logo(frame_logo(self.charte.logo))
            logo += "<text:line-break/>"
        lignes = (
            (document.titre.strip() or "Document", "SpaserCouvertureTitre"),
            (couverture.annees, "SpaserCouvertureAnnees"),
            (couverture.mention, "SpaserCouverture"),
            (format_date(document.jour), "SpaserCouverture"),
        )
        self.saut = True
        return _p(f"{cadre}{logo}{_escape(document.sous_titre)}", "SpaserCouvertureNom") + "".join(
            _p(_escape(texte), nom) for texte, nom in lignes if texte
        )

    def write_sommaire(self, document: Document) -> str:
        """Write the contents: a link a heading, then the field of its page."""
        titre = self.declare_saut("Contents_20_Heading") if self.saut else "Contents_20_Heading"
        self.saut = False
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
            f"{_p('Sommaire', titre)}</text:index-title>{lignes}"
            "</text:index-body></text:table-of-content>"
        )

    def declare(self, nom: str, modele: str, proprietes: str) -> str:
        """Return the name of a style that is a model but for a few things: declared once."""
        if nom not in self.declares:
            self.declares.add(nom)
            style = (
                f'<style:style style:name="{nom}" style:family="paragraph" '
                f'style:parent-style-name="{modele}">{proprietes}</style:style>'
            )
            self.fichier.insert_style(style, automatic=True)
        return nom

    def declare_saut(self, modele: str) -> str:
        saut = '<style:paragraph-properties fo:break-before="page"/>'
        return self.declare(f"{modele}Saut", modele, saut)

    def write_section(self, section: Section, niveau: int, *, dessinee: bool) -> str:
        dehors = self.axe
        self.axe = section.axe or self.axe
        allure = section.allure if dessinee and niveau == 1 else Allure.COURANTE
        entete = (
            f'<text:h text:style-name="{self.choose_titre(allure, niveau)}" '
            f'text:outline-level="{niveau}">{_escape(section.titre.strip() or "–")}</text:h>'
        )
        corps = _mark(entete, section.identifiant) + self.write_blocs(section.blocs)
        corps += "".join(
            self.write_section(fille, niveau + 1, dessinee=dessinee) for fille in section.sections
        )
        self.saut = allure in (Allure.EDITO, Allure.ENGAGEMENTS)
        self.axe = dehors
        return corps

    def choose_titre(self, allure: Allure, niveau: int) -> str:
        """Return the style of a heading, in the colour of its axis if it has one."""
        modele = f"Heading_20_{niveau}"
        entiere = self.saut or allure in (Allure.EDITO, Allure.ENGAGEMENTS, Allure.AXE)
        self.saut = False
        saut = 'fo:break-before="page"' if entiere else ""
        if allure is Allure.AXE:
            fond = f'fo:background-color="{self.teinte}" fo:padding="0.35cm" fo:border="none"'
            return self.declare(
                f"SpaserAxe{self.axe}",
                modele,
                f"<style:paragraph-properties {saut} {fond}/>"
                f'<style:text-properties fo:color="{_BLANC}"/>',
            )
        if self.axe and niveau <= _SOMMAIRE_MAX:
            encre = f'<style:text-properties fo:color="{self.teinte}"/>'
            return self.declare(f"SpaserTitre{niveau}Axe{self.axe}", modele, encre)
        return self.declare_saut(modele) if entiere else modele

    def write_blocs(self, blocs: tuple[Bloc, ...]) -> str:
        corps: list[str] = []
        demi = ""  # a drawing of half a column waits for another to stand beside it
        for bloc in blocs:
            marque = _mark(self.write_bloc(bloc), bloc.identifiant)
            if demi and _is_demi(bloc):
                corps[-1] = demi.removesuffix("</text:p>") + " " + marque.split(">", 1)[1]
                demi = ""
                continue
            corps.append(marque)
            demi = marque if _is_demi(bloc) else ""
        return "".join(corps)

    def write_bloc(self, bloc: Bloc) -> str:
        match bloc:
            case Paragraphe():
                style = self.choose_essentiel() if bloc.en_avant else "SpaserTexte"
                return _p(self.write_contenu(bloc.contenu), style)
            case Liste():
                return self.write_liste(bloc)
            case Tableau():
                return self.write_tableau(bloc)
            case Figure():
                dessin = draw_png(bloc.svg, self.teintes[0])
                taille = f'svg:width="{dessin.largeur:.2f}cm" svg:height="{dessin.hauteur:.2f}cm"'
                style = "SpaserDessinLegende" if bloc.legende else "SpaserDessin"
                image = self.write_image(dessin.png, bloc.alt, taille, style)
                return image + (_p(_escape(bloc.legende), "SpaserLegende") if bloc.legende else "")
            case Fiche():
                return self.write_fiche(bloc)
            case SautDePage() | Repli():  # what folds is unfolded by now
                return _p("", "SpaserSaut")

    def choose_essentiel(self) -> str:
        if not self.axe:
            return "SpaserEssentiel"
        fond = mix_couleurs(self.teinte, _BLANC, 0.09)
        proprietes = (
            f'<style:paragraph-properties fo:background-color="{fond}" fo:padding="0.25cm" '
            f'fo:border="none" fo:border-left="2.5pt solid {self.teinte}"/>'
        )
        return self.declare(f"SpaserEssentielAxe{self.axe}", "SpaserEssentiel", proprietes)

    def write_fiche(self, fiche: Fiche) -> str:
        """Write a sheet under a coloured line: its title, then a line a field."""
        titre = "SpaserFicheTitre"
        if self.axe:
            trait = (
                '<style:paragraph-properties fo:padding-top="0.15cm" fo:border="none" '
                f'fo:border-top="1.6pt solid {self.teinte}"/>'
            )
            titre = self.declare(f"{titre}Axe{self.axe}", titre, trait)
        signes = sum(len(read_mots(contenu)) for _, contenu in fiche.champs)
        suivi = "SpaserChampSuivi" if signes <= _FICHE_MAX else "SpaserChamp"
        styles = [suivi] * (len(fiche.champs) - 1) + ["SpaserChamp"]
        champs = "".join(
            _p(f"{_span(_escape(nom), 'SpaserLibelle')}<text:tab/>{self.write_contenu(dit)}", style)
            for (nom, dit), style in zip(fiche.champs, styles, strict=False)
        )
        return _p(_escape(fiche.titre.strip() or "–"), titre) + champs

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
        legende = _p(_escape(tableau.legende), "SpaserLegendeTable") if tableau.legende else ""
        largeurs = tableau.largeurs or (1,) * len(tableau.entetes)
        return legende + self.write_table(tableau.entetes, lignes, largeurs)

    def write_table(
        self, entetes: tuple[str, ...], lignes: list[list[str]], largeurs: tuple[int, ...]
    ) -> str:
        """Write rows whose cells are already XML; the columns share the width."""
        nom = f"SpaserTable{next(self.tables)}"
        colonnes = []
        for part in largeurs:
            style = self.find_colonne(COLONNE * part / sum(largeurs))
            colonnes.append(f'<table:table-column table:style-name="{style}"/>')
        entete = ""
        if entetes:
            ligne = _write_ligne(list(map(_escape, entetes)), "SpaserEntete", "SpaserEnteteCellule")
            entete = f"<table:table-header-rows>{ligne}</table:table-header-rows>"
        corps = "".join(_write_ligne(ligne, "SpaserCase") for ligne in lignes)
        return (
            f'<table:table table:name="{nom}" table:style-name="SpaserTable">'
            f"{''.join(colonnes)}{entete}{corps}</table:table>{_p('', 'SpaserCellule')}"
        )

    def find_colonne(self, largeur: float) -> str:
        """Return the style of columns of a width in centimetres: declared once for all tables."""
        nom = f"SpaserColonne{largeur * 100:.0f}"
        if nom not in self.declares:
            self.declares.add(nom)
            style = (
                f'<style:style style:name="{nom}" style:family="table-column">'
                f'<style:table-column-properties style:column-width="{largeur:.2f}cm"/>'
                "</style:style>"
            )
            self.fichier.insert_style(style, automatic=True)
        return nom

    def write_image(self, octets: bytes, alt: str, taille: str, style: str = "SpaserDessin") -> str:
        place = f'draw:style-name="SpaserImage" text:anchor-type="as-char" {taille}'
        return _p(self.make_cadre(octets, alt, place), style)

    def make_logo(self, logo: Image) -> str:
        place = (
            'draw:style-name="SpaserImage" text:anchor-type="as-char" '
            f'svg:width="{logo.largeur:.2f}cm" svg:height="{logo.hauteur}cm"'
        )
        return self.make_cadre(logo.png, self.charte.alternative, place)

    def make_cadre(self, octets: bytes, alt: str, place: str) -> str:
        chemin = self.fichier.add_file(io.BytesIO(octets))
        alternative = _escape(alt.strip() or "Figure sans description.")
        return (
            f'<draw:frame {place}><draw:image xlink:href="{chemin}" xlink:type="simple" '
            'xlink:show="embed" xlink:actuate="onLoad"/>'
            f"<svg:desc>{alternative}</svg:desc></draw:frame>"
        )

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


def _write_ligne(cellules: list[str], style: str, mots: str = "SpaserCellule") -> str:
    cases = "".join(
        f'<table:table-cell table:style-name="{style}" office:value-type="string">'
        f"{_p(cellule, mots)}</table:table-cell>"
        for cellule in cellules
    )
    return f'<table:table-row table:style-name="SpaserRangee">{cases}</table:table-row>'


def _is_demi(bloc: Bloc) -> bool:
    return isinstance(bloc, Figure) and not bloc.legende and measure_svg(bloc.svg) <= _DEMI


def _write_renvoi(section: Section) -> str:
    titre = _escape(section.titre.strip() or "–")
    return (
        f'<text:a xlink:type="simple" xlink:href="#{section.identifiant}" '
        'text:style-name="Index_20_Link" text:visited-style-name="Index_20_Link">'
        f'{titre}<text:tab/><text:bookmark-ref text:reference-format="page" '
        f'text:ref-name="{section.identifiant}"/></text:a>'
    )


def _set_styles(fichier: Fichier, charte: Charte, couverture: str, document: Document) -> None:
    xml = _read_styles().substitute(
        couleur=charte.couleur, fond=charte.fond, encre=ENCRE, couverture=couverture
    )
    for style in Balise.from_tag(xml).children:
        famille = style.get_attribute("style:family")
        fichier.insert_style(style.serialize(), automatic=famille in _AUTOMATIQUES)
    for niveau in fichier.styles.root.get_elements("//text:outline-level-style"):
        niveau.set_attribute("style:num-format", "")  # headings have no number
        for attribut in ("style:num-suffix", "loext:num-list-format"):
            niveau.del_attribute(attribut)
    _set_pages(fichier, document)


def _set_pages(fichier: Fichier, document: Document) -> None:
    """Give pages their sides, who and what above, the folio under; a cover has neither."""
    for proprietes in fichier.styles.root.get_elements("//style:page-layout-properties"):
        for nom, valeur in _PAGE.items():
            proprietes.set_attribute(nom, valeur)
    for nom, cote in (("header", "bottom"), ("footer", "top")):
        for bord in fichier.styles.root.get_elements(f"//style:{nom}-style"):
            bord.append(Balise.from_tag(_ESPACE.format(cote)))
    pied = _write_pied(document.mention)
    bords = {
        "header": _write_tete(document),
        "header-first": _p("", "SpaserTete"),
        "footer": pied,
        "footer-first": _p("", "SpaserPied") if document.couverture else pied,
    }
    (modele,) = fichier.styles.root.get_elements("//style:master-page")
    for nom, xml in bords.items():
        modele.append(Balise.from_tag(f"<style:{nom}>{xml}</style:{nom}>"))


def _write_tete(document: Document) -> str:
    qui = " · ".join(filter(None, (document.sous_titre, document.titre.strip() or "Document")))
    return _p(f"{_escape(qui)}", "SpaserTete")


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
