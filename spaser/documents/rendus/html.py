"""A document as HTML: its blocks in a page of the site.

Every text is escaped, but the drawings, which the project makes. An identifier becomes the anchor
of its block; a figure is a `data` element whose value is its reference.
"""

from typing import Final

from markupsafe import Markup, escape

from spaser.documents.document import (
    Bloc,
    Chiffre,
    Contenu,
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
    split_contenu,
)

_DERNIER: Final = 6


def write_sections(sections: tuple[Section, ...], niveau: int) -> Markup:
    return Markup().join(_write_section(section, niveau) for section in sections)


def write_blocs(blocs: tuple[Bloc, ...]) -> Markup:
    return Markup().join(_write_bloc(bloc) for bloc in blocs)


def write_contenu(contenu: Contenu) -> Markup:
    return Markup().join(_write_morceau(morceau) for morceau in split_contenu(contenu))


def _write_section(section: Section, niveau: int) -> Markup:
    titre = Markup("<h{0}{1}>{2}</h{0}>\n").format(
        min(niveau, _DERNIER), _ancre(section.identifiant), section.titre.strip() or "–"
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
    return Markup(
        '<figure{}><div role="img" aria-label="{}">{}</div><figcaption>{}</figcaption></figure>\n'
    ).format(
        _ancre(figure.identifiant),
        figure.alt.strip() or "Figure sans description.",
        Markup(figure.svg),  # noqa: S704 - drawn by the project
        figure.legende,
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
