"""A document as HTML: the same blocks in a page of the site and in a file of its own.

Every text is escaped, but the drawings, which the project makes. An identifier becomes the anchor
of its block; a figure is a `data` element whose value is its reference. A page of its own has a
link to its text, its contents, light and dark colours; printed, what folds is unfolded, but what is
told of a card and of a row, which stay short.
"""

from dataclasses import replace
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Final

from markupsafe import Markup, escape

from spaser.documents.dessins_engagements import COLONNE, draw_jauge, measure_svg, place_part
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
    Repli,
    SautDePage,
    Section,
    Tableau,
    Texte,
    compute_teintes,
    prepare,
    split_contenu,
)
from spaser.documents.francais import format_date, format_moyenne

_DERNIER: Final = 6
_VUES: Final = 3  # the cells of a row that unfolds which are always seen

_PAGE: Final = Markup(
    """<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{titre}</title>
<meta name="color-scheme" content="light dark">
<style>:root {{ --teinte: {couleur}; --fond: {fond}; }}
{axes}
{style}</style>
</head>
<body>
<a class="document-evitement" href="#contenu">Aller au contenu</a>
<header>
<h1>{titre}</h1>
{sous_titre}<p class="document-jour">{jour}</p>
</header>
{sommaire}<main id="contenu" tabindex="-1">
{corps}</main>
{mention}</body>
</html>
"""
)


def write_html(
    document: Document, charte: Charte = NEUTRE, *, sommaire: bool = False, sources: bool = True
) -> str:
    """Return the document as a page that needs nothing else.

    Without `sources`, where a figure comes from is said by its own element alone.
    """
    complet = prepare(document, papier=False, sources=sources)
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
        sommaire=_write_sommaire(complet.sections) if sommaire else "",
        corps=write_blocs(complet.blocs) + write_sections(complet.sections, 2),
        mention=_wrap("footer", complet.mention),
    )


def _write_sommaire(sections: tuple[Section, ...]) -> Markup:
    liens = Markup().join(
        Markup('<li><a href="#{}">{}</a></li>\n').format(
            section.identifiant, section.titre.strip() or "–"
        )
        for section in sections
    )
    return Markup('<nav aria-label="Sommaire">\n<ul>\n{}</ul>\n</nav>\n').format(liens)


def write_sections(sections: tuple[Section, ...], niveau: int) -> Markup:
    ecrites = Markup()
    for cartes, suite in groupby(sections, lambda section: section.allure is Allure.CARTE):
        corps = Markup().join(_write_section(section, niveau) for section in suite)
        ecrites += (
            Markup('<div class="document-cartes">\n{}</div>\n').format(corps) if cartes else corps
        )
    return ecrites


def write_blocs(blocs: tuple[Bloc, ...]) -> Markup:
    return Markup().join(_write_bloc(bloc) for bloc in blocs)


def write_contenu(contenu: Contenu) -> Markup:
    return Markup().join(_write_morceau(morceau) for morceau in split_contenu(contenu))


def _write_section(section: Section, niveau: int) -> Markup:
    chapitre = section.allure is Allure.AXE
    titre = Markup("<h{0}{1}{2}>{3}</h{0}>\n").format(
        min(niveau, _DERNIER),
        _ancre(section.identifiant),
        _classe("document-chapitre", _name_axe(section)) if chapitre else "",
        section.titre.strip() or "–",
    )
    corps = titre + write_blocs(section.blocs) + write_sections(section.sections, niveau + 1)
    if section.allure is Allure.CARTE:
        classe = _classe("document-carte", _name_axe(section))
        return Markup("<article{}>\n{}</article>\n").format(classe, corps)
    if chapitre or not section.axe:
        return corps
    return Markup("<div{}>\n{}</div>\n").format(_classe(_name_axe(section)), corps)


def _write_bloc(bloc: Bloc) -> Markup:  # noqa: PLR0911 - a return a kind
    match bloc:
        case Paragraphe():
            return _write_paragraphe(bloc)
        case Liste():
            return _write_liste(bloc)
        case Tableau():
            return _write_rangs(bloc) if bloc.replis else _write_tableau(bloc)
        case Figure():
            return _write_figure(bloc)
        case Fiche():
            return _write_fiche(bloc)
        case Repli():
            return _write_repli(bloc)
        case SautDePage():
            return Markup('<hr class="document-saut" aria-hidden="true">\n')


def _write_paragraphe(bloc: Paragraphe) -> Markup:
    classe = _classe(
        "document-essentiel" if bloc.en_avant else "", "document-alerte" if bloc.alerte else ""
    )
    return Markup("<p{}{}>{}</p>\n").format(
        _ancre(bloc.identifiant), classe, write_contenu(bloc.contenu)
    )


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


def _write_rangs(tableau: Tableau) -> Markup:
    """Write a row as a line that unfolds: its first cells, then the others and what it holds."""
    rangs = Markup().join(
        Markup("<details>\n<summary>{}</summary>\n{}{}</details>\n").format(
            Markup().join(
                Markup("<span>{}</span>").format(write_contenu(case)) for case in ligne[:_VUES]
            ),
            Markup().join(
                Markup("<p><strong>{}\u00a0:</strong> {}</p>\n").format(nom, write_contenu(case))
                for nom, case in zip(tableau.entetes[_VUES:], ligne[_VUES:], strict=True)
            ),
            write_blocs(blocs),
        )
        for ligne, blocs in zip(tableau.lignes, tableau.replis, strict=True)
    )
    return Markup('<div class="document-rangs" role="group" aria-label="{}"{}>\n{}</div>\n').format(
        tableau.legende.strip() or "Tableau", _ancre(tableau.identifiant), rangs
    )


def _write_repli(repli: Repli) -> Markup:
    sujet = Markup('<span class="document-invisible">\u00a0: {}</span>').format(repli.sujet)
    return Markup("<details{}>\n<summary>{}{}</summary>\n{}</details>\n").format(
        _ancre(repli.identifiant),
        repli.titre,
        sujet if repli.sujet else "",
        write_blocs(repli.blocs),
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
            return Markup('<data value="{}" title="{}">{}</data>{}').format(
                morceau.reference, morceau.explication, morceau.texte, _draw_bornes(morceau)
            )
        case Texte():
            texte = escape(morceau.texte).replace("\n", Markup("<br>"))
            if morceau.italique:
                texte = Markup("<em>{}</em>").format(texte)
            return Markup("<strong>{}</strong>").format(texte) if morceau.fort else texte


def _ancre(identifiant: str) -> Markup:
    return Markup(' id="{}"').format(identifiant) if identifiant else Markup()


def _draw_bornes(chiffre: Chiffre) -> Markup:
    if not chiffre.bornes:
        return Markup()
    cible = place_part(chiffre.explication, chiffre.bornes, chiffre.texte)
    if chiffre.repere is not None:
        repere = 100 * chiffre.repere
        dit = f"À l’échelle nationale : {format_moyenne(repere)} %"
        cible = replace(cible, repere=repere, repere_dit=dit)
    identifiant = f"jauge-{chiffre.reference.replace(':', '-')}"
    return Markup(draw_jauge(identifiant, cible))  # noqa: S704 - it escapes


def _name_axe(section: Section) -> str:
    """Return the class that gives the colour of an axis."""
    return f"document-axe-{(section.axe - 1) % TEINTES + 1}" if section.axe else ""


def _classe(*noms: str) -> Markup:
    classes = " ".join(filter(None, noms))
    return Markup(' class="{}"').format(classes) if classes else Markup()


def _wrap(balise: str, texte: str, classe: str = "") -> Markup:
    if not texte:
        return Markup()
    return Markup("<{0}{1}>{2}</{0}>\n").format(balise, _classe(classe), texte)


@cache
def _read_style() -> str:
    dossier = resources.files("spaser.documents").joinpath("gabarits")
    return dossier.joinpath("document.css").read_text(encoding="utf-8")
