"""Who helps, the glossary and the news: kinds of text, lists, map, pages."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from itertools import groupby
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.safestring import SafeString
from django.views.decorators.http import conditional_page, require_safe

from spaser.documents.dessins import CADRE, CheminSvg, draw_regions
from spaser.documents.rendus.html import write_blocs
from spaser.moteur.referentiels.annuaire import departements, name_departement, name_region
from spaser.regles import aides
from spaser.regles.editorial import begin
from spaser.site.comptes.models import Utilisateur
from spaser.site.editorial import genres
from spaser.site.editorial.images import read_corps
from spaser.site.editorial.services import read_contenus
from spaser.site.editorial.templatetags.editorial import article_appui, ligne_terme
from spaser.site.editorial.views import check_textes
from spaser.site.organisations.acces import ouverte_a_tous
from spaser.site.organisations.identite import list_appartenances, list_espaces_essai
from spaser.site.organisations.models import EtatAppartenance
from spaser.site.socle import formulaires
from spaser.site.socle.courriels.envoi import absolute_url
from spaser.site.socle.vues import Rendu, shows

# --- Which help to show ---


type Choix = list[tuple[str, str]]


_PREMIERE_EN_METROPOLE: Final = "11"  # the codes of overseas regions come before


def list_territoires() -> list[tuple[str, Choix]]:
    dessinees = [(zone.code, zone.nom) for zone, traces in draw_regions() if traces]
    return [
        ("Métropole", [c for c in dessinees if c[0] >= _PREMIERE_EN_METROPOLE]),
        ("Outre-mer", [c for c in dessinees if c[0] < _PREMIERE_EN_METROPOLE]),
    ]


def _offer_deps() -> Choix:
    return [(f"d{zone.code}", f"{zone.nom} ({zone.code})") for zone in departements().values()]


class FormulaireAppuis(formulaires.FormLibre):
    """Which help to show. A question left empty filters nothing."""

    region = formulaires.ask_choix(
        "Votre territoire",
        lambda: [("", "Toute la France"), *list_territoires(), ("Départements", _offer_deps())],
        hors=formulaires.tell_inconnue("une région"),
    )
    sorte = formulaires.ask_choix(
        "Ce que vous cherchez",
        formulaires.list_choix(aides.Sorte, "Toutes les aides"),
        hors=formulaires.tell_inconnue("une sorte d’aide"),
    )

    def clean_region(self) -> str:
        code: str = self.cleaned_data["region"]
        return departements()[code[1:]].code_region if code.startswith("d") else code


# --- Who helps, the glossary and the news, as the programme team edits them ---


_SANS_SOURCE: Final = "Citez au moins un texte lu par le site."
_DEFINITION_MAX: Final = 400


# Who helps.


def _name_regions() -> dict[str, str]:
    return {code: nom for _, regions in list_territoires() for code, nom in regions}


def _name_departements() -> dict[str, str]:
    return {code: name_departement(code) for code in departements()}


def _check_appui(appui: aides.Appui, jour: date) -> list[str]:
    lacunes = _check_faits(appui.faits)
    if not (appui.donne or appui.regions):
        lacunes.append("Dites ce que l’on y trouve, ou dans quelle région.")
    if appui.vu_le > jour.isoformat():
        lacunes.append("L’existence ne peut pas avoir été vérifiée dans l’avenir.")
    if appui.departements and not appui.regions:
        lacunes.append("Cochez la région de ces départements.")
    return lacunes


def _check_faits(citations: Iterable[str], *, requis: bool = True) -> list[str]:
    cites = tuple(citations)
    manque = [_SANS_SOURCE] if requis and not cites else []
    return manque + check_textes(*(f"[[{citation}]]" for citation in cites))


APPUIS: Final = genres.Genre(
    code="appuis",
    titre="Qui peut m’aider",
    un="une aide",
    forme=aides.Appui,
    load=aides.load_appuis,
    sources={"regions": _name_regions, "departements": _name_departements},
    render=lambda appui, _jour: article_appui(appui, deplie=True),
    pages=lambda appui: [
        ("Qui peut m’aider", f"{reverse('appuis:liste')}#{appui.code}"),
        ("Sa fiche", reverse("conseil:aide", args=[appui.code])),
    ],
    check=_check_appui,
    start=partial(begin, aides.Appui),
    arrange=aides.arrange_appuis,
    read_from=aides.read_appuis_from,
)


# The glossary.


def _check_terme(terme: aides.Terme, _jour: date) -> list[str]:
    lacunes = _check_faits(terme.faits, requis=False)
    if not terme.formes:
        lacunes.append("Donnez au moins une façon de l’écrire.")
    if len(terme.definition) > _DEFINITION_MAX:
        lacunes.append(f"Raccourcissez la définition : {_DEFINITION_MAX} signes au plus.")
    return lacunes


GLOSSAIRE: Final = genres.Genre(
    code="glossaire",
    titre="Glossaire",
    un="un terme",
    forme=aides.Terme,
    load=aides.load_glossaire,
    render=lambda terme, _jour: SafeString(f'<dl class="spaser-fiche">{ligne_terme(terme)}</dl>'),
    pages=lambda terme: [("Glossaire", f"{reverse('appuis:glossaire')}#{terme.code}")],
    check=_check_terme,
    start=partial(begin, aides.Terme),
    forme_code=re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*"),
    arrange=aides.arrange_termes,
)


# The news.


ACTUALITES: Final = genres.Genre(
    code="actualites",
    titre="Actualités",
    un="une actualité",
    forme=aides.Actualite,
    load=aides.load_actualites,
    render=lambda note, _jour: SafeString(
        render_to_string("appuis/composants/note.html", {"note": note})
    ),
    pages=lambda note: [("Actualités", f"{reverse('appuis:actualites')}#{note.code}")],
    check=lambda note, _jour: check_textes(note.texte),
    start=lambda code: begin(aides.Actualite, code, jour=timezone.localdate()),
    arrange=aides.arrange_actualites,
)

GENRES: Final = (APPUIS, GLOSSAIRE, ACTUALITES)


# --- The map of the networks and desks of each region, and its table ---


_TEINTES: Final = (0, 2, 4)  # of none, of one, of both
LEGENDE: Final = (
    (0, "Ni réseau ni guichet vert trouvé"),
    (2, "L’un des deux"),
    (4, "Un réseau et un guichet vert"),
)


@dataclass(frozen=True)
class RegionAidee:
    nom: str
    adresse: str
    reseaux: tuple[aides.Appui, ...]
    guichets: tuple[aides.Appui, ...]
    traces: tuple[CheminSvg, ...]
    choisie: bool = False

    @property
    def teinte(self) -> int:
        """Return the rank of its shade: a desk whose carrier is not known does not count."""
        tenus = any(not guichet.a_completer for guichet in self.guichets)
        return _TEINTES[bool(self.reseaux) + tenus]

    @property
    def libelle(self) -> str:
        return f"{self.nom} : {dict(LEGENDE)[self.teinte].lower()}"


def draw_carte_aides(appuis: Sequence[aides.Appui]) -> dict[str, object]:
    liste = reverse("appuis:liste")

    def list_de(code: str, sorte: aides.Sorte) -> tuple[aides.Appui, ...]:
        return tuple(a for a in appuis if a.sorte is sorte and code in a.regions)

    zones = [
        RegionAidee(
            zone.nom,
            f"{liste}?region={zone.code}",
            list_de(zone.code, aides.Sorte.RESEAUX),
            list_de(zone.code, aides.Sorte.GUICHETS),
            traces,
        )
        for zone, traces in draw_regions()
        if traces
    ]
    return {"niveau": "region", "zones": zones, "fond": (), "cadre": CADRE, "legende": LEGENDE}


# --- Reads who helps, the glossary and the news, as the programme team has edited them ---


def read_appuis(jour: date) -> tuple[aides.Appui, ...]:
    return read_contenus(APPUIS, jour)


def read_glossaire(jour: date) -> tuple[aides.Terme, ...]:
    return read_contenus(GLOSSAIRE, jour)


def read_actualites(jour: date) -> tuple[aides.Actualite, ...]:
    return aides.list_parues(read_contenus(ACTUALITES, jour), jour)


def find_region(utilisateur: Utilisateur) -> str:
    """Return the region of this person's organisation, else of her trial, if one has any."""
    actives = list_appartenances(utilisateur).filter(etat=EtatAppartenance.ACTIVE)
    siennes = actives.exclude(organisation__code_region="")
    code = siennes.values_list("organisation__code_region", flat=True).first()
    essais = list_espaces_essai(utilisateur).exclude(code_region="")
    return code or essais.values_list("code_region", flat=True).first() or ""


# --- Pages that anybody reads: who helps, the glossary, the news and their feed ---


AIDES: Final = "Qui peut m’aider"
TITRE_ACTUALITES: Final = "Actualités"
_ENTREES_MAX: Final = 50


@ouverte_a_tous
@shows("appuis/liste.html")
def liste_appuis(request: HttpRequest) -> Rendu:
    form = FormulaireAppuis(request.GET)
    form.full_clean()
    region = form.cleaned_data.get("region") or ""
    sorte = form.cleaned_data.get("sorte")
    tous = read_appuis(timezone.localdate())
    retenus = aides.filter_appuis(tous, region, aides.Sorte(sorte) if sorte else None)
    sienne = region or (find_region(request.user) if request.user.is_authenticated else "")
    proches = [appui for appui in retenus if sienne and sienne in appui.regions]
    autres = [appui for appui in retenus if appui not in proches]
    return {
        "fil": [(AIDES, None)],
        "form": form,
        "region": name_region(region),
        "filtree": bool(region or sorte),
        "sienne": name_region(sienne),
        "adresse_sienne": f"{reverse('appuis:liste')}?region={sienne}",
        "proches": proches,
        "groupes": [(s, list(groupe)) for s, groupe in groupby(autres, key=lambda a: a.sorte)],
        "carte": None if region else draw_carte_aides(tous),
    }


@ouverte_a_tous
@shows("appuis/glossaire.html")
def glossaire(request: HttpRequest) -> Rendu:
    termes = read_glossaire(timezone.localdate())
    return {
        "fil": [("Glossaire", None)],
        "lettres": [(i, list(groupe)) for i, groupe in groupby(termes, key=lambda t: t.initiale)],
        "nombre": len(termes),
        "mise_a_jour": max(filter(None, (t.mise_a_jour for t in termes)), default=None),
    }


@ouverte_a_tous
@shows("appuis/actualites.html")
def actualites(request: HttpRequest) -> Rendu:
    return {"fil": [(TITRE_ACTUALITES, None)], "notes": read_actualites(timezone.localdate())}


@ouverte_a_tous
@require_safe
@conditional_page
def flux_actualites(_request: HttpRequest) -> HttpResponse:
    page = reverse("appuis:actualites")
    fil = Atom1Feed(
        title="SPASER – Actualités",
        link=absolute_url(page),
        feed_url=absolute_url(reverse("appuis:flux")),
        description="Ce qui change sur ce site et dans le programme",
        language="fr",
        author_name="Mission SPASER",
    )
    for note in read_actualites(timezone.localdate())[:_ENTREES_MAX]:
        fil.add_item(
            title=note.titre,
            link=absolute_url(f"{page}#{note.code}"),
            description=_write(note),
            pubdate=_start(note.jour),
            updateddate=_start(note.mise_a_jour or note.jour),
        )
    return HttpResponse(
        fil.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


def _write(note: aides.Actualite) -> str:
    """Return the text of a note, whose links hold the address of the site."""
    return write_blocs(read_corps(note.texte, timezone.localdate()))


def _start(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time()))
