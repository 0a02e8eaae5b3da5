"""The home of the site and its pages about itself."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from importlib import resources
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, Literal
from urllib.parse import urlencode

import msgspec
from django.conf import settings
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from spaser.contenus.lecture import read_contenu
from spaser.documents.dessins_engagements import CibleDessinee
from spaser.documents.dessins_pages import draw_figure
from spaser.documents.francais import format_unites, typographie
from spaser.elements import fold_mots
from spaser.regles.aides import Synonymes, load_synonymes
from spaser.regles.editorial import begin
from spaser.regles.fiche import DocumentPublic, Objectif
from spaser.regles.nomenclatures import TypeDocument
from spaser.site.editorial import genres
from spaser.site.editorial.services import read_contenus
from spaser.site.registre.models import EtatLien, Fiche, FichierFiche, LienFiche, NatureDocument
from spaser.site.registre.porteurs import find_exemplaire, is_passe
from spaser.site.rencontres.agenda.evenements import list_prochains
from spaser.site.socle import pages
from spaser.site.socle.models import EtatFichier
from spaser.site.socle.reglages import read_reglage

# --- What the pages of the whole site show: of the others, of who runs it, of its audit ---


ACCESSIBILITE: Final = "accessibilite.json"


# The ways into the site, by who comes: title, words, view, icon.
PORTES: Final = (
    ("J’achète", "Chiffrer, écrire et publier mon schéma.", "accueil:espaces", "building-line"),
    ("J’apprends", "Sept étapes, l’outil et l’exemple de chacune.", "parcours:page", "book-2-line"),
    ("Je cherche un schéma", "Par nom, lieu ou thème.", "registre:liste", "search-line"),
    ("Qui peut m’aider", "Qui appeler dans ma région, et pour quoi.", "appuis:liste", "team-line"),
)


def draw_engagements(
    objectifs: Iterable[Objectif], jour: date
) -> list[tuple[Objectif, SafeString, str, str, bool]]:
    """Return each target of a scheme, its bar, where it starts from and goes, if it is past."""
    montres = []
    for rang, vise in enumerate(objectifs):
        dit = typographie(f"{format_unites(vise.valeur or 0)} {vise.unite}")
        depart = "" if vise.reference is None else typographie(f"{format_unites(vise.reference)} %")
        cible = CibleDessinee(
            nom=vise.intitule, valeur=vise.reference, cible=vise.valeur, maximum=100,
            valeur_dite=depart, cible_dite=dit,
        )  # fmt: skip
        dessin = mark_safe(draw_figure(f"engagement-{rang}", cible, mots=False))  # noqa: S308 - it escapes every text
        montres.append((vise, dessin, depart, dit, is_passe(vise, jour)))
    return montres


_RUBRIQUES: Final = (
    (pages.Zone.PRINCIPAL, "Le site"),
    *((zone, titre) for zone, titre, _ in pages.TITRES),
    (pages.Zone.OUTILS, "Votre compte"),
    (pages.Zone.EQUIPE, "L’équipe du programme"),
    (pages.Zone.PIED, "Aide et contact"),
    (pages.Zone.LEGAL, "À propos"),
)


def list_rubriques(request: HttpRequest) -> list[tuple[str, list[pages.LienMenu]]]:
    """Return the menus that are not empty, under a title."""
    accueil = pages.LienMenu("Accueil", reverse("portail:accueil"), "", "")
    rubriques = [
        (titre, [accueil] * (zone is pages.Zone.PRINCIPAL) + pages.list_liens_menu(request, zone))
        for zone, titre in _RUBRIQUES
    ]
    return [(titre, liens) for titre, liens in rubriques if liens]


@dataclass(frozen=True)
class Exploitant:
    """The operator; what was not given is empty, and the pages say so."""

    nom: str
    adresse: str
    direction_publication: str
    contact: str
    hebergeur: str
    dpo: str
    accessibilite: str  # where its own scheme of accessibility is


def read_exploitant() -> Exploitant:
    return Exploitant(
        nom=read_reglage("SPASER_EXPLOITANT"),
        adresse=read_reglage("SPASER_EXPLOITANT_ADRESSE"),
        direction_publication=read_reglage("SPASER_DIRECTION_PUBLICATION"),
        contact=read_reglage("SPASER_CONTACT"),
        hebergeur=read_reglage("SPASER_HEBERGEUR"),
        dpo=read_reglage("SPASER_DPO"),
        accessibilite=read_reglage("SPASER_ACCESSIBILITE"),
    )


@dataclass(frozen=True)
class AuditAccessibilite:
    """The last automated run that was kept: nobody has audited the site yet."""

    verifie_le: date
    outil: str
    pages: list[str]
    largeurs: list[int]
    themes: list[str]
    defauts: list[str]
    doutes: list[tuple[str, int]]  # what axe cannot tell, in words, and on how many public pages


@cache
def read_audit() -> AuditAccessibilite:
    brut = _read_json(ACCESSIBILITE)
    mots = read_doutes()
    dits = {
        "verifie_le": date.fromisoformat(brut["verifie_le"]),
        "doutes": [(mots[genre], pages) for genre, pages in brut["doutes"].items()],
    }
    return AuditAccessibilite(**(brut | dits))


def read_doutes() -> dict[str, str]:
    """Return, for each kind of doubt of axe (its rule and its reason), what it means in French."""
    doutes: dict[str, str] = _read_json("doutes.json")
    return doutes


def _read_json(nom: str) -> Any:  # noqa: ANN401 - any value of JSON
    return json.loads(resources.files(__package__).joinpath(nom).read_text(encoding="utf-8"))


# --- What there is to read: whole schemes of the register, then guides, tools and courses ---


_TITRES: Final = {"guide": "Guides", "outil": "Outils en ligne", "formation": "Formations"}
_ENTIERS: Final = (TypeDocument.SCHEMA, TypeDocument.SYNTHESE)
_GARDE: Final = Q(
    nature__in=(NatureDocument.SCHEMA, NatureDocument.SYNTHESE), fichier__etat=EtatFichier.SAIN
)


class RessourceExterne(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something published elsewhere. `lu_chez` is the page that was read: often not itself."""

    nature: Literal["guide", "outil", "formation"]
    titre: str
    editeur: str
    annee: int
    resume: str
    lien: str
    lu_chez: str
    lu_le: date
    confiance: Literal["A", "B"]
    licence: str = ""
    reserve: str = ""


@cache
def list_ressources() -> list[tuple[str, list[RessourceExterne]]]:
    lues = read_contenu("ressources/documents.json", tuple[RessourceExterne, ...])
    return [(_TITRES[nature], list(g)) for nature, g in groupby(lues, key=attrgetter("nature"))]


@dataclass(frozen=True, slots=True)
class SchemaALire:
    """A scheme that can be opened, and what the last check of its address found."""

    fiche: Fiche
    titre: str
    adresse: str
    ici: bool = False
    pages: int | None = None
    lien: LienFiche | None = None

    @property
    def est_mort(self) -> bool:
        return self.lien is not None and self.lien.etat == EtatLien.MORT


def list_schemas_a_lire() -> list[SchemaALire]:
    gardes = FichierFiche.objects.filter(_GARDE).select_related("fichier")
    fiches = (
        Fiche.objects.publiees()
        .filter(Q(contenu__has_key="documents") | Q(pk__in=gardes.values("fiche")))
        .prefetch_related(Prefetch("fichiers", gardes), "liens")
        .order_by("structure", "pk")
    )
    return [schema for fiche in fiches for schema in _list_schemas(fiche)]


def _list_schemas(fiche: Fiche) -> Iterator[SchemaALire]:
    for piece in fiche.fichiers.all():
        adresse = reverse("registre:fichier", args=[fiche.pk, piece.fichier_id])
        yield SchemaALire(fiche, piece.titre, adresse, ici=True)
    liens = {lien.url: lien for lien in fiche.liens.all()}
    for document in filter(_is_schema, fiche.spaser.documents):
        lien = liens.get(document.url)
        yield SchemaALire(fiche, document.titre, document.url, pages=document.pages, lien=lien)


def _is_schema(document: DocumentPublic) -> bool:
    return document.nature in _ENTIERS


# --- Pages of the whole site ---


def page_accueil(request: HttpRequest) -> HttpResponse:
    jour = timezone.localdate()
    schema, objectifs = find_exemplaire(jour)
    contexte = {
        "portes": PORTES,
        "visitable": bool(settings.ESPACE_VISITABLE),
        "schema": schema,
        "engagements": draw_engagements(objectifs, jour),
        "prochain": next(iter(list_prochains(timezone.now())), None),
    }
    return render(request, "portail/accueil.html", contexte)


def plan_du_site(request: HttpRequest) -> HttpResponse:
    """List the pages of the site that this visitor may open."""
    contexte = {"rubriques": list_rubriques(request)}
    return _show(request, "portail/plan.html", "Plan du site", contexte)


def a_propos(request: HttpRequest) -> HttpResponse:
    contexte = {"exploitant": read_exploitant()}
    return _show(request, "portail/a_propos.html", "À propos", contexte)


def ressources(request: HttpRequest) -> HttpResponse:
    contexte = {"schemas": list_schemas_a_lire(), "ressources": list_ressources()}
    return _show(request, "portail/ressources.html", "Ressources", contexte)


def mentions_legales(request: HttpRequest) -> HttpResponse:
    contexte = {"exploitant": read_exploitant()}
    return _show(request, "portail/mentions.html", "Mentions légales", contexte)


def contact(request: HttpRequest) -> HttpResponse:
    return _show(request, "portail/contact.html", "Contact", {"exploitant": read_exploitant()})


def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    contexte = {"exploitant": read_exploitant(), "annuaire": bool(settings.ANNUAIRE)}
    return _show(
        request, "portail/donnees_personnelles.html", "Données personnelles et cookies", contexte
    )


def conditions(request: HttpRequest) -> HttpResponse:
    contexte = {"exploitant": read_exploitant()}
    return _show(request, "portail/conditions.html", "Conditions d’utilisation", contexte)


def accessibilite(request: HttpRequest) -> HttpResponse:
    contexte = {
        "exploitant": read_exploitant(),
        "resultats": read_audit(),
        "adresse": settings.ADRESSE,
    }
    return _show(request, "portail/accessibilite.html", "Accessibilité", contexte)


def _show(request: HttpRequest, gabarit: str, titre: str, contexte: dict[str, Any]) -> HttpResponse:
    return render(request, gabarit, contexte | {"titre": titre, "fil": [(titre, None)]})


# What machines look for: security.txt, robots.txt, sitemap.xml.

_TEXTE: Final = "text/plain; charset=utf-8"
# Pages that ask to sign in: search engines would only find the form.
_FERMES: Final = (
    "/compte/",
    "/espace/",
    "/editorial/",
    "/faq/questions/",
    "/obligations/a-relire/",
    "/organisations/",
    "/registre/depots/",
    "/registre/moderation/",
)


def securite(request: HttpRequest) -> HttpResponse:
    """Say where to report a vulnerability (RFC 9116)."""
    lignes = [
        f"Contact: {_find_contact()}",
        f"Expires: {read_expiration().isoformat()}T00:00:00Z",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.ADRESSE}{reverse('portail:securite')}",
    ]
    return HttpResponse("\n".join(lignes) + "\n", content_type=_TEXTE)


def read_expiration() -> date:
    """Return the day when the security contact expires; 404 on a date that cannot be read."""
    try:
        return date.fromisoformat(read_reglage("SPASER_SECURITE_EXPIRE"))
    except ValueError:
        raise Http404 from None


def _find_contact() -> str:
    """Return the operator's contact for security, else any contact, else the legal page."""
    if contact := read_reglage("SPASER_SECURITE_CONTACT"):
        return contact
    if courriel := read_reglage("SPASER_CONTACT"):
        return f"mailto:{courriel}"
    return f"{settings.ADRESSE}{reverse('portail:mentions')}#faille"


def robots(request: HttpRequest) -> HttpResponse:
    """Let engines read the public pages; a demonstration is left out of them."""
    if settings.DEMONSTRATION:
        return HttpResponse("User-agent: *\nDisallow: /\n", content_type=_TEXTE)
    lignes = [
        "User-agent: *",
        *(f"Disallow: {chemin}" for chemin in _FERMES),
        f"Sitemap: {settings.ADRESSE}{reverse('portail:plan_xml')}",
    ]
    return HttpResponse("\n".join(lignes) + "\n", content_type=_TEXTE)


def plan_xml(request: HttpRequest) -> HttpResponse:
    contexte = {"pages": pages.list_pages(), "racine": settings.ADRESSE}
    return render(request, "portail/sitemap.xml", contexte, content_type="application/xml")


# --- What words of the search stand for one another, as the programme team edits them ---


_FORMES_MIN: Final = 2


def read_synonymes_edites(jour: date) -> tuple[Synonymes, ...]:
    return read_contenus(SYNONYMES, jour)


def find_lacunes(synonymes: Synonymes, _jour: date) -> list[str]:
    comptes = Counter(map(fold_mots, synonymes.formes))
    lacunes = []
    if len(comptes) < _FORMES_MIN:
        lacunes.append("Donnez au moins deux mots différents\u00a0: un seul n’a pas de synonyme.")
    lacunes += [f"«\u00a0{mot}\u00a0» est donné deux fois." for mot, n in comptes.items() if n > 1]
    return lacunes


def _render(synonymes: Synonymes, _jour: date) -> SafeString:
    return format_html(
        "<h3>{}</h3><p>Qui cherche l’un de ces mots trouve aussi les autres&nbsp;: {}.</p>",
        synonymes.titre,
        ", ".join(synonymes.formes),
    )


def _list_pages(synonymes: Synonymes) -> list[tuple[str, str]]:
    demande = urlencode({"q": synonymes.formes[0]}) if synonymes.formes else ""
    return [("Chercher sur le site", f"{reverse('recherche:page')}?{demande}")]


SYNONYMES: Final = genres.Genre(
    code="synonymes",
    titre="Synonymes de la recherche",
    un="un groupe de synonymes",
    forme=Synonymes,
    load=load_synonymes,
    render=_render,
    pages=_list_pages,
    check=find_lacunes,
    start=partial(begin, Synonymes),
)
