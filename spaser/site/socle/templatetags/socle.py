"""Where what a page says of the law was read: with what version, when, and how surely.

A sentence cites a fact by `(<a href="…/sources/CODE/">its text</a>, its marks)`, as `{% fait %}`
and the texts of the team write it, or by the note of a document. A page makes of each a short
numbered note, whose text is told once at its foot (`{% notes %}`); what is kept of a page, or
leaves the site, reads well without.
"""

import re
from collections.abc import Sized
from datetime import date, datetime
from typing import Any, Final

from django import template
from django.core.paginator import Page
from django.http import HttpRequest
from django.template import defaultfilters
from django.template.base import NodeList, Parser, Token
from django.template.defaultfilters import stringfilter
from django.template.defaulttags import CsrfTokenNode
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from spaser.contenus import faits
from spaser.documents.bilan.vue import NON_CONNU, Imprimable, mark_chiffre
from spaser.documents.corps import SOURCES
from spaser.documents.francais import INSECABLE, cut_titre, format_date, format_nombre, is_pluriel
from spaser.regles.nomenclatures import Source, cite
from spaser.regles.reperes import tell_lecture
from spaser.site.socle.apercu import read_apercu

# --- The one way by which a page prints a figure, with its reference ---


register = template.Library()


@register.simple_tag
def chiffre(figure: Imprimable | None) -> SafeString:
    """Print a figure: `{% chiffre mesure %}`; « non connu » when there is none."""
    return mark_safe(mark_chiffre(figure) if figure else NON_CONNU)  # noqa: S308 - it escapes


# --- Tags for the components of the site ---


_TABLEAU: Final = (
    '<div class="fr-table fr-table--bordered fr-table--multiline{}">'
    '<div class="fr-table__wrapper">'
    '<div class="fr-table__container" tabindex="0" role="region" aria-label="{}">'
    '<div class="fr-table__content">{}</div></div></div></div>'
)


@register.simple_block_tag
def tableau(content: SafeString, nom: str, classe: str = "") -> SafeString:
    """Frame a `<table>`, which scrolls by itself: `{% tableau "Marchés" %}…{% endtableau %}`.

    `nom` names it for whoever does not see it; `classe` is added to the frame.
    """
    return format_html(_TABLEAU, f" {classe}" if classe else "", nom, content)


@register.simple_block_tag
def encart(
    content: SafeString, sorte: str, classe: str = "fr-mb-3w", titre: str = ""
) -> SafeString:
    """Frame what must be seen: `{% encart "warning" titre="À vérifier" %}…{% endencart %}`."""
    tete = format_html('<h2 class="fr-alert__title">{}</h2>', titre) if titre else ""
    bloc = '<div class="{}">{}<p>{}</p></div>'
    return format_html(bloc, f"fr-alert fr-alert--{sorte} {classe}".strip(), tete, content)


@register.simple_block_tag
def terme(content: SafeString, dt: str) -> SafeString:
    """Write a row of a `<dl class="spaser-fiche">`: `{% terme "État" %}…{% endterme %}`."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", dt, content)


@register.simple_block_tag(takes_context=True)
def bouton(
    context: template.Context,
    content: SafeString,
    vue: str,
    *args: object,
    classe: str = "fr-btn--sm fr-btn--tertiary",
    place: str = "",
    **envoi: object,
) -> SafeString:
    """Write a gesture: `{% bouton "plan:supprimer" espace.siren pk %}…{% endbouton %}`.

    A form with one button, which sends to a view, or to the page itself if `vue` is empty, what is
    named last; `place` is the class of the form.
    """
    vers = format_html(' action="{}"', reverse(vue, args=args)) if vue else ""
    vers += format_html(' class="{}"', place) if place else ""
    nom = format_html_join("", ' name="{}" value="{}"', envoi.items())
    bloc = '<form method="post"{}>{}<button type="submit" class="{}"{}>{}</button></form>'
    jeton, classes = CsrfTokenNode().render(context), f"fr-btn {classe}".strip()
    return format_html(bloc, vers, jeton, classes, nom, content)


@register.simple_tag
def colonnes(*titres: str) -> SafeString:
    """Write the head of a table: `{% colonnes "Titre" "État" %}`."""
    tetes = format_html_join("", '<th scope="col">{}</th>', ((titre,) for titre in titres))
    return format_html("<thead><tr>{}</tr></thead>", tetes)


@register.simple_tag
def adresse_avec(request: HttpRequest, **changements: object) -> str:
    """Return the page's own query string with some values replaced; empty ones are taken out."""
    parametres = request.GET.copy()
    for nom, valeur in changements.items():
        parametres.pop(nom, None)
        if valeur not in (None, ""):
            parametres[nom] = str(valeur)
    return f"?{parametres.urlencode()}"


@register.filter
def numeros(page: Page[Any]) -> list[int | str]:
    """Return the page numbers worth showing, with an ellipsis for each gap."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.filter
def sauts(page: Page[Any]) -> dict[str, int]:
    """Return where the links beside the numbers lead; 0 where there is no such page."""
    avant, apres = page.number - 1, page.number + 1 if page.has_next() else 0
    derniere = page.paginator.num_pages if apres else 0
    return {"premiere": min(avant, 1), "avant": avant, "apres": apres, "derniere": derniere}


@register.filter
def etendue(page: Page[Any]) -> str:
    """Say which part of a list is on a page: « 1 à 50 sur 5 000 »."""
    bornes = (page.start_index(), page.end_index(), page.paginator.count)
    return "{} à {} sur {}".format(*map(format_nombre, bornes))


@register.inclusion_tag("socle/composants/entete_tri.html", takes_context=True)
def entete_tri(context: template.Context, nom: str, libelle: str) -> dict[str, str]:
    """Return a table header that sorts by this column; a second click turns the order over."""
    request: HttpRequest = context["request"]
    tri = request.GET.get("tri", "")
    sens = {nom: "ascending", f"-{nom}": "descending"}.get(tri, "")
    suivant = f"-{nom}" if sens == "ascending" else nom
    return {
        "libelle": libelle,
        "sens": sens,
        "adresse": adresse_avec(request, tri=suivant, page=""),
    }


@register.inclusion_tag("socle/page/apercu.html", takes_context=True)
def apercu(context: template.Context) -> dict[str, str]:
    return read_apercu(context)


# --- French as pages print it: dates (the first of a month is « 1er »), punctuation ---


@register.filter
def jour(valeur: date | datetime | None) -> str:
    """Write a day: 24 novembre 2026. Nothing gives an empty text."""
    if isinstance(valeur, datetime):
        valeur = timezone.localtime(valeur).date()
    return _write_francais(valeur) if valeur else ""


@register.filter
def jour_heure(valeur: datetime | None) -> str:
    """Write a moment: 24 novembre 2026 à 9 h 05."""
    if not valeur:
        return ""
    local = timezone.localtime(valeur)
    return f"{_write_francais(local.date())} à {local.hour}\u00a0h\u00a0{local:%M}"


def _write_francais(valeur: date) -> str:
    """Let a date be cut at the end of a line: columns are narrow on a phone."""
    return format_date(valeur).replace(INSECABLE, " ")


@register.filter(is_safe=False)
def pluralize(valeur: Any, formes: str = "s") -> str:  # noqa: ANN401 - a number or what is counted
    """Stand in for Django's filter, whose plural is English: in French, zero is singular."""
    try:
        nombre = len(valeur) if isinstance(valeur, Sized) and valeur != str(valeur) else valeur
        return defaultfilters.pluralize(2 if is_pluriel(float(nombre)) else 1, formes)
    except (TypeError, ValueError):  # nothing to count
        return ""


@register.filter(is_safe=False)
@stringfilter
def coupe(texte: str, longueur: int) -> str:
    """Shorten a title, its lot number kept."""
    return cut_titre(texte, longueur)


# Sentences that rules write, as a French page prints them.

_HAUTES: Final = re.compile(r" (?=[:;?!%€»])|(?<=«) ")


@register.filter(is_safe=True)
@stringfilter
def insecables(texte: str) -> str:
    """Keep high punctuation with the word it belongs to."""
    return _HAUTES.sub("\u00a0", texte)


_LIEN: Final = rf'\(<a href="[^"]*{SOURCES}([A-Z0-9-]+)/">[^<]*</a>((?:, [^()<]*)?)\)'
_NOTE: Final = r'<span class="document-note" data-fait="([A-Z0-9-]+)">[^<]*</span>'
_UNE: Final = rf"(?:{_LIEN}|{_NOTE})"
_CITATION: Final = re.compile(_UNE)
# Begins with a sign, never with spaces: a page is full of them, and each would be tried in vain.
_SUITE: Final = re.compile(rf"{_UNE}(?:\s*{_UNE})*")


@register.simple_tag
def source_lue(source: Source) -> SafeString:
    """Write a source in full, where it stands; one that a fact gives leads to the fact's page.

    An answer that was kept may cite a fact that no file holds any more.
    """
    fait = faits.load_faits().get(source.fait)
    contexte = {"source": source, "fait": fait, "finie_le": _find_fin(fait)}
    return _write_faits("socle/composants/source.html", contexte)


@register.simple_tag
def texte_lu(citation: str) -> SafeString:
    """Name, where it stands, the text that a fact comes from; it leads to the fact's page."""
    trouve = faits.find_fait(citation)
    sources = cite([citation])
    mention = sources[0].mention if sources else trouve.niveau.mots
    contexte = {"fait": trouve, "mention": mention, "finie_le": _find_fin(trouve)}
    return _write_faits("socle/composants/fait.html", contexte)


@register.simple_tag
def fait(citation: str | Source) -> SafeString:
    """Cite the text that a sentence rests on; a source that no fact holds is told in full."""
    code = citation.fait if isinstance(citation, Source) else citation.partition(".")[0]
    if isinstance(citation, Source) and code not in faits.load_faits():
        return source_lue(citation)
    trouve = faits.find_fait(code)
    fin = _find_fin(trouve)
    marques = [trouve.marque, f"jusqu’au {format_date(fin)}" if fin else ""]
    suite = "".join(f", {marque}" for marque in marques if marque)
    return SafeString(
        f'(<a href="{SOURCES}{code}/">{escape(insecables(trouve.texte))}</a>{insecables(suite)})'
    )


class Notes(template.Node):
    """The body of a page: its citations become numbers, their texts stand once at its foot."""

    child_nodelists = ("corps",)

    def __init__(self, corps: NodeList) -> None:
        self.corps = corps

    def render(self, context: template.Context) -> SafeString:
        appels: dict[str, int] = {}
        page: str = self.corps.render(context)
        morceaux: list[str] = []
        fin = 0
        for lue in _SUITE.finditer(page):
            trouves = _CITATION.findall(lue[0])
            cites = {lien or note: marques for lien, marques, note in trouves}
            if cites.keys() <= faits.load_faits().keys():  # else an address that somebody typed
                avant = page[fin : lue.start()]
                colle = avant == avant.rstrip() and lue[0][0] == "("
                entre = "\u00a0; " if any(cites.values()) else ", "  # a mark brings its own comma
                dites = entre.join(_call(code, marques, appels) for code, marques in cites.items())
                morceaux += [avant.rstrip(), "" if colle else "\u00a0", f"({dites})"]
                fin = lue.end()
        page = "".join([*morceaux, page[fin:]])
        notes = [(n, code, range(1, fois + 1)) for n, (code, fois) in enumerate(appels.items(), 1)]
        pied = render_to_string("socle/composants/notes.html", {"notes": notes}) if notes else ""
        return SafeString(page + pied)


def _call(code: str, marques: str, appels: dict[str, int]) -> str:
    appels[code] = fois = appels.get(code, 0) + 1
    numero = list(appels).index(code) + 1
    nom = escape(faits.find_fait(code).texte)
    return (
        f'<a href="#note-{numero}" id="appel-{numero}-{fois}" aria-label="Note {numero} : {nom}">'
        f"{numero}</a>{marques}"
    )


@register.tag("notes")
def notes(parser: Parser, _token: Token) -> Notes:
    corps = parser.parse(("endnotes",))
    parser.delete_first_token()
    return Notes(corps)


def _write_faits(gabarit: str, contexte: dict[str, Any]) -> SafeString:
    """Render a template without its last newline: punctuation may follow."""
    return SafeString(render_to_string(gabarit, contexte).strip())


def _find_fin(fait: faits.Fait | None) -> date | None:
    return fait.jusqu_a if fait and fait.is_over(timezone.localdate()) else None


@register.simple_tag
def lecture_de_la_loi() -> str:
    return tell_lecture()


@register.simple_tag
def enonce(citation: str) -> str:
    """Say what a text says; that it is over, or not sure, comes first."""
    trouve = faits.find_fait(citation)
    fin = _find_fin(trouve)
    avant = f"Jusqu’au {format_date(fin)} : " if fin else ""
    doute = "" if trouve.est_sur else f"{trouve.marque.capitalize()} : "
    dit: str = insecables(f"{avant}{doute}{faits.tell_citation(citation)}")
    return dit
