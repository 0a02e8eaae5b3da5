"""A document as HTML: the same blocks in a page of the site and in a file of its own.

Every text is escaped, but the drawings, which the project makes. An identifier becomes the anchor
of its block; a figure is a `data` element whose value is its reference.
"""

from functools import cache
from importlib import resources
from typing import Final

from markupsafe import Markup, escape

from spaser.documents.dessins_engagements import COLONNE, measure_svg
from spaser.documents.document import (
    NEUTRE,
    TEINTES,
    Allure,
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
    compute_teintes,
    prepare,
    split_contenu,
)
from spaser.documents.francais import format_date

_DERNIER: Final = 6

_PAGE: Final = Markup(
    """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{titre}</title>
<style>:root {{ --teinte: {couleur}; --fond: {fond}; }}
{axes}
{style}</style>
</head>
<body>
<main>
<h1>{titre}</h1>
{sous_titre}<p class="document-jour">{jour}</p>
{corps}</main>
{mention}</body>
</html>
"""
)


def write_html(document: Document, charte: Charte = NEUTRE) -> str:
    """Return the document as a page that needs nothing else."""
    complet = prepare(document)
    sous_titre = _wrap("p", complet.sous_titre, "document-sous-titre")
    if complet.couverture:
        sous_titre += _wrap("p", complet.couverture.annees, "document-annees")
        sous_titre += _wrap("p", complet.couverture.mention, "document-statut")
    teintes = compute_teintes(charte, TEINTES)
    axes = (f".document-axe-{rang} {{ --axe: {t}; }}" for rang, t in enumerate(teintes, start=1))
    return _PAGE.format(
        titre=complet.titre.strip() or "Document",
        couleur=teintes[0],
        fond=charte.fond,
        axes="\n".join(axes),
        style=Markup(_read_style()),  # noqa: S704 - a file of the project
        sous_titre=sous_titre,
        jour=format_date(complet.jour),
        corps=write_blocs(complet.blocs) + write_sections(complet.sections, 2),
        mention=_wrap("footer", complet.mention),
    )


def write_sections(sections: tuple[Section, ...], niveau: int) -> Markup:
    return Markup().join(_write_section(section, niveau) for section in sections)


def write_blocs(blocs: tuple[Bloc, ...]) -> Markup:
    return Markup().join(_write_bloc(bloc) for bloc in blocs)


def write_contenu(contenu: Contenu) -> Markup:
    return Markup().join(_write_morceau(morceau) for morceau in split_contenu(contenu))


def _write_section(section: Section, niveau: int) -> Markup:
    titre = Markup("<h{0}{1}{2}>{3}</h{0}>\n").format(
        min(niveau, _DERNIER),
        _ancre(section.identifiant),
        _classe(section),
        section.titre.strip() or "–",
    )
    return titre + write_blocs(section.blocs) + write_sections(section.sections, niveau + 1)


def _write_bloc(bloc: Bloc) -> Markup:
    match bloc:
        case Paragraphe():
            classe = Markup(' class="document-essentiel"') if bloc.en_avant else ""
            return Markup("<p{}{}>{}</p>\n").format(
                _ancre(bloc.identifiant), classe, write_contenu(bloc.contenu)
            )
        case Liste():
            return _write_liste(bloc)
        case Tableau():
            return _write_tableau(bloc)
        case Figure():
            return _write_figure(bloc)
        case Fiche():
            return _write_fiche(bloc)
        case SautDePage():
            return Markup('<hr class="document-saut" aria-hidden="true">\n')


def _write_liste(liste: Liste) -> Markup:
    puces = Markup().join(_write_element(element) for element in liste.elements)
    return Markup("<{0}{1}>\n{2}</{0}>\n").format(
        "ol" if liste.ordonnee else "ul", _ancre(liste.identifiant), puces
    )


def _write_element(element: Contenu | Element) -> Markup:
    if isinstance(element, Element):
        return Markup("<li>{}\n{}</li>\n").format(
            write_contenu(element.contenu), _write_liste(element.liste)
        )
    return Markup("<li>{}</li>\n").format(write_contenu(element))


def _write_tableau(tableau: Tableau) -> Markup:
    entetes = Markup().join(
        Markup('<th scope="col">{}</th>').format(texte) for texte in tableau.entetes
    )
    return Markup(
        '<div class="document-table" role="region" aria-label="{}" tabindex="0"><table{}>\n'
        "<caption>{}</caption>\n"
        "<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table></div>\n"
    ).format(
        tableau.legende.strip() or "Tableau",
        _ancre(tableau.identifiant),
        tableau.legende,
        entetes,
        Markup().join(_write_ligne(ligne, tableau.ligne_nommee) for ligne in tableau.lignes),
    )


def _write_ligne(ligne: tuple[Contenu, ...], nommee: bool) -> Markup:  # noqa: FBT001 - one caller
    titre, cellule = Markup('<th scope="row">{}</th>'), Markup("<td>{}</td>")
    gabarits = [titre if nommee else cellule] + [cellule] * (len(ligne) - 1)
    cellules = zip(gabarits, ligne, strict=True)
    return Markup("<tr>{}</tr>\n").format(
        Markup().join(gabarit.format(write_contenu(contenu)) for gabarit, contenu in cellules)
    )


def _write_figure(figure: Figure) -> Markup:
    etroite = measure_svg(figure.svg) <= COLONNE / 2
    return Markup('<figure{}{}><div role="img" aria-label="{}">{}</div>{}</figure>\n').format(
        _ancre(figure.identifiant),
        Markup(' class="document-demi"') if etroite else Markup(),
        figure.alt.strip() or "Figure sans description.",
        Markup(figure.svg),  # noqa: S704 - drawn by the project
        _wrap("figcaption", figure.legende),
    )


def _write_fiche(fiche: Fiche) -> Markup:
    champs = Markup().join(
        Markup("<dt>{}</dt><dd>{}</dd>\n").format(nom, write_contenu(contenu))
        for nom, contenu in fiche.champs
    )
    return Markup(
        '<div class="document-fiche"{}><p><strong>{}</strong></p>\n<dl>\n{}</dl></div>\n'
    ).format(_ancre(fiche.identifiant), fiche.titre, champs)


def _write_morceau(morceau: EnLigne) -> Markup:
    match morceau:
        case Lien():
            return Markup('<a href="{}">{}</a>').format(morceau.adresse, morceau.texte)
        case Note():
            fait = Markup(' data-fait="{}"').format(morceau.fait) if morceau.fait else Markup()
            note = Markup('<span class="document-note"{}> ({})</span>')
            return note.format(fait, morceau.texte)
        case Chiffre():
            return Markup('<data value="{}" title="{}">{}</data>').format(
                morceau.reference, morceau.explication, morceau.texte
            )
        case Texte():
            texte = escape(morceau.texte).replace("\n", Markup("<br>"))
            if morceau.italique:
                texte = Markup("<em>{}</em>").format(texte)
            return Markup("<strong>{}</strong>").format(texte) if morceau.fort else texte


def _ancre(identifiant: str) -> Markup:
    return Markup(' id="{}"').format(identifiant) if identifiant else Markup()


def _classe(section: Section) -> Markup:
    """Return how a heading stands: the colour of its axis, a chapter of its own."""
    axe = f"document-axe-{(section.axe - 1) % TEINTES + 1}" if section.axe else ""
    chapitre = "document-chapitre" if section.allure is Allure.AXE else ""
    classes = " ".join(filter(None, (chapitre, axe)))
    return Markup(' class="{}"').format(classes) if classes else Markup()


def _wrap(balise: str, texte: str, classe: str = "") -> Markup:
    if not texte:
        return Markup()
    attribut = Markup(' class="{}"').format(classe) if classe else Markup()
    return Markup("<{0}{1}>{2}</{0}>\n").format(balise, attribut, texte)


@cache
def _read_style() -> str:
    dossier = resources.files("spaser.documents").joinpath("gabarits")
    return dossier.joinpath("document.css").read_text(encoding="utf-8")
