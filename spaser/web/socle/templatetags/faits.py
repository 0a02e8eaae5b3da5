"""Where what a page says of the law was read: with what version, when, and how surely.

A sentence cites a fact by `(<a href="…/sources/CODE/">its text</a>, its marks)`, as `{% fait %}`
and the texts of the team write it, or by the note of a document. A page makes of each a short
numbered note, whose text is told once at its foot (`{% notes %}`); what is kept of a page, or
leaves the site, reads well without.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString

from spaser.documents.corps import SOURCES
from spaser.documents.francais import format_date
from spaser.faits.lecture import find_fait, load_faits, tell
from spaser.faits.modele import Fait
from spaser.metier.loi import tell_lecture
from spaser.metier.sources import Source, cite
from spaser.web.socle.templatetags.francais import insecables

register = template.Library()
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
    fait = load_faits().get(source.fait)
    contexte = {"source": source, "fait": fait, "finie_le": _find_fin(fait)}
    return _write("socle/composants/source.html", contexte)


@register.simple_tag
def texte_lu(citation: str) -> SafeString:
    """Name, where it stands, the text that a fact comes from; it leads to the fact's page."""
    trouve = find_fait(citation)
    sources = cite([citation])
    mention = sources[0].mention if sources else trouve.niveau.mots
    contexte = {"fait": trouve, "mention": mention, "finie_le": _find_fin(trouve)}
    return _write("socle/composants/fait.html", contexte)


@register.simple_tag
def fait(citation: str | Source) -> SafeString:
    """Cite the text that a sentence rests on; a source that no fact holds is told in full."""
    code = citation.fait if isinstance(citation, Source) else citation.partition(".")[0]
    if isinstance(citation, Source) and code not in load_faits():
        return source_lue(citation)
    trouve = find_fait(code)
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
            if cites.keys() <= load_faits().keys():  # else an address that somebody typed
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
    nom = escape(find_fait(code).texte)
    return (
        f'<a href="#note-{numero}" id="appel-{numero}-{fois}" aria-label="Note {numero} : {nom}">'
        f"{numero}</a>{marques}"
    )


@register.tag("notes")
def notes(parser: Parser, _token: Token) -> Notes:
    corps = parser.parse(("endnotes",))
    parser.delete_first_token()
    return Notes(corps)


def _write(gabarit: str, contexte: dict[str, Any]) -> SafeString:
    """Render a template without its last newline: punctuation may follow."""
    return SafeString(render_to_string(gabarit, contexte).strip())


def _find_fin(fait: Fait | None) -> date | None:
    return fait.jusqu_a if fait and fait.is_over(timezone.localdate()) else None


@register.simple_tag
def lecture_de_la_loi() -> str:
    return tell_lecture()


@register.simple_tag
def enonce(citation: str) -> str:
    """Say what a text says; that it is over, or not sure, comes first."""
    trouve = find_fait(citation)
    fin = _find_fin(trouve)
    avant = f"Jusqu’au {format_date(fin)} : " if fin else ""
    doute = "" if trouve.est_sur else f"{trouve.marque.capitalize()} : "
    dit: str = insecables(f"{avant}{doute}{tell(citation)}")
    return dit
