"""The user guide: the Markdown of `docs/guide`, as the site shows and searches it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from spaser.web.socle.gabarits import hold_punctuation

SOMMAIRE: Final = "README"
_SUFFIXE: Final = ".md"
_METHODES: Final = "../methodes/"
_PONCTUATION: Final = re.compile(r"[^\w\- ]")  # left out of the anchors of a code forge, so of ours
_CODE: Final = re.compile(r"(<pre.*?</pre>)", re.DOTALL)
_ATTRIBUTS: Final = {
    "blockquote_open": ("class", "fr-highlight"),
    "th_open": ("scope", "col"),
}
_TABLEAU: Final = (
    '<div class="fr-table fr-table--bordered fr-table--multiline"><div class="fr-table__wrapper">'
    '<div class="fr-table__container" tabindex="0" role="region" aria-label="{libelle}">'
    '<div class="fr-table__content"><table><caption class="fr-sr-only">{libelle}</caption>'
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a page and the words under it; `ancre` is empty above the first heading."""

    ancre: str
    titre: str
    texte: str


@dataclass(frozen=True, slots=True)
class PageAide:
    code: str
    titre: str
    corps: SafeString
    sections: tuple[Section, ...]

    @property
    def adresse(self) -> str:
        return reverse("aide:page", args=[self.code])


@cache
def load_guide() -> dict[str, PageAide]:
    """Return every page but the summary, by its code."""
    return {code: _read(code) for code in list_codes() if code != SOMMAIRE}


@cache
def load_sommaire() -> PageAide:
    return _read(SOMMAIRE)


@cache
def list_codes() -> tuple[str, ...]:
    noms = (f.name for f in resources.files("spaser.contenus").joinpath("guide").iterdir())
    return tuple(sorted(nom.removesuffix(_SUFFIXE) for nom in noms if nom.endswith(_SUFFIXE)))


def render_page(code: str, source: str) -> PageAide:
    """Turn Markdown into a page; HTML that the source holds is shown as text, never obeyed."""
    jetons = _MARKDOWN.parse(source)
    titre = jetons[1].content if jetons and jetons[0].tag == "h1" else code
    corps = jetons[3:] if jetons and jetons[0].tag == "h1" else jetons
    sections = tuple(_split(corps))
    _prepare(corps, titre)
    html = _MARKDOWN.renderer.render(corps, _MARKDOWN.options, {})
    tenus = [p if p.startswith("<pre") else hold_punctuation(p) for p in _CODE.split(html)]
    return PageAide(code, titre, mark_safe("".join(tenus)), sections)  # noqa: S308 - the parser lets no HTML of the source through


def _read(code: str) -> PageAide:
    fichier = resources.files("spaser.contenus").joinpath("guide", f"{code}{_SUFFIXE}")
    return render_page(code, fichier.read_text(encoding="utf-8"))


def _split(jetons: Sequence[Token]) -> Iterator[Section]:
    ancre, titre, mots = "", "", list[str]()
    for place, jeton in enumerate(jetons):
        if jeton.type == "heading_open" and jeton.tag == "h2":
            if mots:
                yield Section(ancre, titre, " ".join(mots))
            titre, mots = _tell(jetons[place + 1]), []
            ancre = _PONCTUATION.sub("", titre.lower()).replace(" ", "-")
            jeton.attrSet("id", ancre)
        elif jeton.type in {"inline", "fence"} and jetons[place - 1].tag != "h2":
            mots.append(_tell(jeton))
    yield Section(ancre, titre, " ".join(mots))


def _tell(jeton: Token) -> str:
    """Return the words of a token, without their marks."""
    if jeton.children is None:
        return jeton.content
    return "".join(
        " " if fils.type in {"softbreak", "hardbreak"} else fils.content for fils in jeton.children
    )


def _prepare(jetons: Sequence[Token], titre: str) -> None:
    """Give tables their name, links and images their address on the site."""
    proche = titre
    for place, jeton in enumerate(jetons):
        if jeton.type == "heading_open":
            proche = _tell(jetons[place + 1])
        jeton.meta["libelle"] = proche  # read by tables
        if jeton.type in _ATTRIBUTS:
            jeton.attrSet(*_ATTRIBUTS[jeton.type])
        _lead_all(jeton.children or ())


def _lead_all(jetons: Sequence[Token]) -> None:
    """Lead the links and the images of a text to the site.

    A link to what only administrators have, beside the program, loses its link and keeps its words.
    """
    perdu = False
    for jeton in jetons:
        if jeton.type == "image":
            image = posixpath.basename(str(jeton.attrGet("src")))
            jeton.attrSet("src", static(f"aide/{image}"))
            jeton.attrSet("class", "fr-responsive-img")
        elif jeton.type == "link_open":
            adresse = _find_adresse(str(jeton.attrGet("href")))
            jeton.attrSet("href", adresse)
            jeton.hidden = perdu = not adresse
            if "://" in adresse:
                jeton.attrSet("rel", "external")
        elif jeton.type == "link_close":
            jeton.hidden = perdu


def _find_adresse(lien: str) -> str:
    cible, diese, ancre = lien.partition("#")
    code = cible.removesuffix(_SUFFIXE)
    if not cible or ":" in cible:
        return lien
    if cible.startswith(_METHODES):
        return reverse("chiffres:methodes")
    if code == SOMMAIRE:
        return reverse("aide:sommaire")
    return reverse("aide:page", args=[code]) + diese + ancre if code in list_codes() else ""


def _open_table(_moteur: object, jetons: Sequence[Token], place: int, *_: Any) -> str:
    return _TABLEAU.format(libelle=escapeHtml(jetons[place].meta["libelle"]))


def _close_table(*_: Any) -> str:
    return "</table></div></div></div></div>"


def _show_code(_moteur: object, jetons: Sequence[Token], place: int, *_: Any) -> str:
    """Show a command; a long one scrolls, so the keyboard must reach it."""
    code = escapeHtml(jetons[place].content)
    return f'<pre class="aide-code" tabindex="0"><code>{code}</code></pre>\n'


def _make_parser() -> MarkdownIt:
    lecteur = MarkdownIt("commonmark", {"html": False}).enable("table")
    lecteur.add_render_rule("table_open", _open_table)
    lecteur.add_render_rule("table_close", _close_table)
    lecteur.add_render_rule("fence", _show_code)
    return lecteur


_MARKDOWN: Final = _make_parser()
