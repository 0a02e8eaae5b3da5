"""The user guide: the Markdown of `docs/guide`, as the site shows and searches it."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from functools import cache
from importlib import resources
from typing import Any, Final

from django.http import Http404, HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from spaser.site.recherche.reponses import answer_recherche
from spaser.site.recherche.services import SourceTextes, TexteCherchable
from spaser.site.socle.pages import hold_punctuation
from spaser.site.socle.reglages import read_reglage
from spaser.site.socle.vues import Rendu, shows

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
    return {code: _read(code) for code in list_codes_guide() if code != SOMMAIRE}


@cache
def load_sommaire() -> PageAide:
    return _read(SOMMAIRE)


@cache
def list_codes_guide() -> tuple[str, ...]:
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
    return reverse("aide:page", args=[code]) + diese + ancre if code in list_codes_guide() else ""


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


# --- The page of the guide that explains each screen ---


# The screens of a page: a view, or all those of an app that no other page names.
ECRANS: Final[dict[str, tuple[str, ...]]] = {
    "acheteurs": ("acheteurs:*",),
    "acteurs": ("acteurs:*",),
    "ateliers": ("ateliers:*",),
    "bureau": ("bureau:*",),
    "chiffres-detailles": (
        "acheteurs:detail",
        "acheteurs:detail_export",
        "chiffres:detail",
        "chiffres:detail_export",
    ),
    "compte": (
        "commun:creer_lien",
        "commun:liens",
        "commun:renouveler_lien",
        "commun:retirer_lien",
        "comptes:*",
        "courriels:*",
    ),
    "confiance": ("portail:ressources", "portail:a_propos"),
    "controler": ("reparation:marches", "reparation:marches_export"),
    "depenses": ("depenses:*",),
    "deposer": (
        "redaction:deposer",
        "registre:deposer",
        "registre:deposer_depuis",
        "registre:deposer_envoye",
        "registre:deposer_fichier",
        "registre:deposer_invite",
        "registre:deposer_lien",
        "registre:depot",
        "registre:depot_abandonner",
        "registre:depot_corriger",
        "registre:depot_documents",
        "registre:depot_schema",
        "registre:depot_structure",
        "registre:depot_verification",
        "registre:depots",
        "registre:revendiquer",
    ),
    "diagnostic": ("diagnostic:*",),
    "donnees-ouvertes": ("api:*", "redaction:format_ouvert", "registre:fiche_format"),
    "echanges": ("echanges:*",),
    "equipe": (
        "accueil:elus",
        "accueil:equipe",
        "accueil:liens",
        "commun:*",
        "conseil:*",
        "demandes:*",
    ),
    "groupes": ("groupes:*",),
    "espace": ("accueil:*", "espace:*"),
    "cibles": ("cibles:*", "redaction:controle", "redaction:passer_point"),
    "grille": ("grille:*",),
    "importer": ("marches:colonnes", "marches:envoyer", "marches:fichier", "marches:fichiers"),
    "lire-un-bilan": ("chiffres:indicateur", "chiffres:indicateurs", "accueil:vue_partagee"),
    "listes": ("chiffres:methode", "espace:listes"),
    "marches": ("marches:*",),
    "mes-chiffres": ("grille:tableau", "grille:tableau_export"),
    "moderer": (
        "acheteurs:remarques",
        "acheteurs:repondre",
        "commun:exporter_journal",
        "commun:journal",
        "faq:questions_recues",
        "faq:repondre",
        "faq:transformer",
        "organisations:programme_courriels",
        "organisations:programme_travaux",
        "organisations:relancer_travail",
        "organisations:renvoyer_courriel",
        "registre:documents",
        "registre:doublons",
        "registre:fusionner",
        "registre:liens",
        "registre:moderation",
        "registre:moderation_depot",
        "registre:moderation_revendication",
        "registre:moderation_signalement",
        "registre:recenser",
        "registre:retirer",
        "registre:revenir",
    ),
    "obligations": (
        "chiffres:loi",
        "espace:concerne",
        "obligations:agenda",
        "obligations:liste",
        "obligations:source",
        "obligations:sources",
    ),
    "organisations": ("organisations:*",),
    "outils": ("libre_acces:*",),
    "plan": ("plan:*",),
    "point-annuel": ("point_annuel:*", "redaction:annee", "redaction:point_annuel"),
    "politiques": ("politiques:*",),
    "premiers-pas": ("portail:accueil", "accueil:espaces"),
    "pratiques": ("pratiques:*",),
    "programme": (
        "agenda:*",
        "appuis:*",
        "bilan:*",
        "considerations:*",
        "faq:*",
        "fiches:*",
        "formation:*",
        "parcours:*",
        "questionnaires:*",
        "recherche:*",
    ),
    "prouver": ("chiffres:*",),
    "publication": ("publication:*",),
    "questions": ("chiffres:methodes", "portail:plan"),
    "registre": ("registre:*",),
    "reparation": ("reparation:*",),
    "schema": ("redaction:*", "vote:*"),
    "terminal": ("socle:*",),
    "textes": ("editorial:*", "obligations:a_relire", "obligations:relire"),
}


def aide(request: HttpRequest) -> dict[str, object]:
    """Give each page of the site the page of the guide that explains it."""
    return {"aide": SimpleLazyObject(lambda: find_aide(request))}


def find_aide(request: HttpRequest) -> PageAide | None:
    """Return the page of the guide for the screen that is asked for; None when there is none."""
    vue = request.resolver_match.view_name if request.resolver_match else ""
    return load_guide().get(find_code(vue))


def find_code(vue: str) -> str:
    """Return the page that explains a view: by its name, else by its app; empty for none."""
    pages = _by_ecran()
    return pages.get(vue) or pages.get(f"{vue.partition(':')[0]}:*", "")


@cache
def _by_ecran() -> dict[str, str]:
    return {ecran: code for code, ecrans in ECRANS.items() for ecran in ecrans}


# --- The passages of the guide that the search finds ---


NOM: Final = "aide"


def list_textes_aide(_jour: date) -> Iterator[TexteCherchable]:
    """Return each section of each page; a page is shown once, at the section that answers best."""
    for page in load_guide().values():
        for section in page.sections:
            ancre = f"#{section.ancre}" if section.ancre else ""
            yield TexteCherchable(
                code=f"{page.code}{ancre}",
                titre=f"{page.titre} : {section.titre}" if section.titre else page.titre,
                adresse=f"{page.adresse}{ancre}",
                corps=section.texte,
                mots_cles=page.code,
                page=page.adresse,
            )


SOURCE: Final = SourceTextes(
    NOM, "Aide sur l’utilisation du site", list_textes_aide, rang=90, poids=0.7
)


# --- The pages of the help ---


TROUVAILLES_MAX: Final = 20


@shows("aide/sommaire.html")
def sommaire(request: HttpRequest) -> Rendu:
    reponse = answer_recherche(request.GET.get("q", ""), timezone.localdate(), NOM)
    demande = reponse.demande
    return {
        "fil": [("Aide", reverse("aide:sommaire") if demande else None)]
        + ([("Recherche", None)] if demande else []),
        "demande": demande,
        "reponse": reponse,
        "trouves": reponse.groupes[0].resultats[:TROUVAILLES_MAX] if reponse.groupes else (),
        "guide": load_sommaire(),
        "interlocuteur": read_interlocuteur(),
    }


@shows("aide/page.html")
def page_aide(request: HttpRequest, code: str) -> Rendu:
    trouvee = load_guide().get(code)
    if trouvee is None:
        raise Http404
    return {
        "fil": [("Aide", reverse("aide:sommaire")), (trouvee.titre, None)],
        "page": trouvee,
        "interlocuteur": read_interlocuteur(),
    }


def read_interlocuteur() -> tuple[str, str]:
    """Return the name and the address of who answers questions; two empty texts for nobody."""
    donne = read_reglage("SPASER_AIDE_CONTACT") or read_reglage("SPASER_CONTACT")
    return parseaddr(donne)
