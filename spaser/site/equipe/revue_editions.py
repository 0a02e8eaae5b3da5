"""The editions of the programme, the review of one, where buyers stand; what a space agrees to."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Min, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from spaser.contenus.faits import cache_faits
from spaser.documents.corps import LectureTextes
from spaser.documents.document import Document, map_textes
from spaser.documents.editions import (
    name_bilan,
    tell_periode,
    write_bilan,
    write_diapositives_bilan,
    write_sections_bilan,
)
from spaser.documents.rendus import html
from spaser.documents.rendus.pdf import write_pdf
from spaser.documents.rendus.pptx import write_pptx
from spaser.regles.droits import Operation
from spaser.regles.editions import (
    JALONS,
    PREUVES,
    SEUIL,
    Edition,
    Mesures,
    arrange_editions,
    load_editions,
)
from spaser.regles.editorial import begin
from spaser.site.comptes.sessions import RequeteConnectee
from spaser.site.editorial import genres
from spaser.site.editorial.images import read_corps, read_images, stay
from spaser.site.editorial.services import find_contenu, read_contenus
from spaser.site.editorial.views import check_adresses, check_textes
from spaser.site.equipe import avancee_revue_editions
from spaser.site.equipe.models import Participation
from spaser.site.organisations.acces import ouverte_a_tous
from spaser.site.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import list_manifestes
from spaser.site.registre.models import Depot, EtatDepot, NatureDepot
from spaser.site.rencontres.agenda.evenements import count_evenements, list_organismes
from spaser.site.rencontres.formation.services import count_modules
from spaser.site.rencontres.questionnaires.resultats import list_verbatims, read_satisfaction
from spaser.site.schema.vote.fichiers import find_mime
from spaser.site.socle.requetes import check_fichiers, reply_fichier
from spaser.site.socle.templatetags.socle import insecables
from spaser.site.socle.vues import Rendu, shows

# --- The review of an edition as its page shows it ---


_SOUS_LE_TITRE: Final = 2


def show_edition(edition: Edition, jour: date) -> SafeString:
    """Write what the team says of an edition, without what the site counted."""
    return show_bilan(edition, Mesures(jour=jour))


def show_bilan(edition: Edition, mesures: Mesures) -> SafeString:
    """Write a review as its page shows it, once for as long as it says the same."""
    return _write_page(edition, mesures, read_images())


@cache_faits(8)
def _write_page(edition: Edition, mesures: Mesures, _images: str) -> SafeString:
    sections = write_sections_bilan(edition, mesures, open_lecture(mesures.jour))
    document = Document(titre=edition.titre, jour=mesures.jour, sections=sections)
    propre = map_textes(document, insecables)
    return stay(html.write_sections(propre.sections, _SOUS_LE_TITRE))


def open_lecture(jour: date) -> LectureTextes:
    return LectureTextes(settings.ADRESSE, partial(read_corps, jour=jour))


# --- The editions as the programme team edits them ---


RESERVES: Final = frozenset({"acheteurs"})
"""The words that stand where the code of an edition would, in addresses."""


def check_edition(edition: Edition, _jour: date) -> list[str]:
    adresses = [r.adresse for r in edition.ressources] + [p.adresse for p in edition.parrains]
    fautes = check_textes(*edition.textes) + check_adresses(*filter(None, adresses))
    if edition.code in RESERVES:
        fautes.append(f"«\u00a0{edition.code}\u00a0» est une page du site\u00a0: changez de code.")
    if edition.debut and edition.fin and edition.fin < edition.debut:
        fautes.append("Le dernier jour vient avant le premier\u00a0: corrigez l’un des deux.")
    if edition.fin and not edition.debut:
        fautes.append("Donnez aussi le premier jour, ou aucun des deux.")
    return fautes


EDITIONS: Final = genres.Genre(
    code="editions",
    titre="Éditions du programme",
    un="une édition",
    forme=Edition,
    load=load_editions,
    render=show_edition,
    pages=lambda edition: [
        (edition.titre, reverse("bilan:edition", args=[edition.code])),
        ("Bilan en PDF", reverse("bilan:pdf", args=[edition.code])),
        ("Éditions et bilans", reverse("bilan:liste")),
    ],
    check=check_edition,
    start=partial(begin, Edition, ordre=99),
    arrange=arrange_editions,
)


# --- The review of an edition as it is taken away: a PDF, slides ---


def make_pdf(edition: Edition, mesures: Mesures) -> bytes:
    return _write_pdf(edition, mesures, read_images())


def make_diapositives(edition: Edition, mesures: Mesures) -> bytes:
    document = write_diapositives_bilan(edition, mesures, open_lecture(mesures.jour))
    return write_pptx(map_textes(document, insecables))


@cache_faits(4)
def _write_pdf(edition: Edition, mesures: Mesures, _images: str) -> bytes:
    document = write_bilan(edition, mesures, open_lecture(mesures.jour))
    return write_pdf(map_textes(document, insecables), sommaire=True)


# --- Reads the editions, and counts what the site knows of each ---


def read_editions(jour: date) -> tuple[Edition, ...]:
    return read_contenus(EDITIONS, jour)


def read_mesures(edition: Edition, jour: date) -> Mesures:
    comptes: dict[str, Any] = {}
    if edition.debut:
        fin = min(edition.fin or jour, jour)
        comptes |= {
            "depots": _count_depots(edition.debut, fin),
            "modules": tuple(
                m for m in count_modules(edition.debut, fin) if m.commences or m.termines
            ),
        }
        for outil in list_manifestes():
            comptes |= outil.mesures(edition.debut, fin)
    avant = min(timezone.now(), _start_bilan_(jour + timedelta(days=1)))
    return Mesures(
        jour=jour,
        seances=count_evenements(edition.code, avant),
        organismes=list_organismes(edition.code),
        satisfaction=read_satisfaction(edition.code),
        paroles=list_verbatims(edition.code),
        **comptes,
    )


def _count_depots(debut: date, fin: date) -> int | None:
    """Count the deposits of some days; None when the register took none so early."""
    depots = Depot.objects.exclude(etat=EtatDepot.BROUILLON).exclude(nature=NatureDepot.CORRECTION)
    return _count_between(
        depots, "soumis_le", _start_bilan_(debut), _start_bilan_(fin + timedelta(days=1))
    )


def _count_between(lignes: QuerySet[Any], champ: str, debut: datetime, fin: datetime) -> int | None:
    """Count the lines of a time; None when the first one came after it: nobody counted then."""
    dedans = Q(**{f"{champ}__gte": debut, f"{champ}__lt": fin})
    lus = lignes.order_by().aggregate(nombre=Count("pk", filter=dedans), premier=Min(champ))
    nombre: int = lus["nombre"]
    return nombre if lus["premier"] and lus["premier"] < fin else None


def _start_bilan_(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time.min))


def list_demandes_aide() -> list[Participation]:
    """Return the organisations that ask the team for help, the first to ask first."""
    lues = Participation.objects.filter(aide=True, espace__organisation__isnull=False)
    demandes = lues.select_related("espace__organisation").order_by("aide_le", "pk")
    return [demande for demande in demandes if not demande.espace.est_fictif]


# --- The editions, the review of one, where buyers stand; what a space agrees to ---


TITRE: Final = "Éditions et bilans"
ACHETEURS: Final = "Où en sont les acheteurs"
PARTICIPATION: Final = "Ce que nous disons au programme"


@ouverte_a_tous
@shows("bilan/liste.html")
def liste_bilans(request: HttpRequest) -> Rendu:
    editions = read_editions(timezone.localdate())
    return {
        "fil": [(TITRE, None)],
        "titre": TITRE,
        "editions": [(lue, tell_periode(lue)) for lue in editions],
    }


@ouverte_a_tous
@shows("bilan/edition.html")
def edition(request: HttpRequest, code: str) -> Rendu:
    jour = timezone.localdate()
    lue = _find(code, jour)
    mesures = read_mesures(lue, jour)
    return {
        "fil": [(TITRE, reverse("bilan:liste")), (lue.titre, None)],
        "edition": lue,
        "seances": mesures.seances,
        "titre": name_bilan(lue),
        "periode": tell_periode(lue),
        "corps": show_bilan(lue, mesures),
    }


@ouverte_a_tous
@require_safe
def fichier_bilan(request: HttpRequest, code: str, suffixe: str) -> HttpResponse:
    jour = timezone.localdate()
    lue = _find(code, jour)
    check_fichiers(request, "bilan.fichier")
    nom = f"bilan-{lue.code}.{suffixe}"
    return reply_fichier(_FICHIERS[suffixe](lue, read_mesures(lue, jour)), nom, find_mime(nom))


_FICHIERS: Final = {"pdf": make_pdf, "pptx": make_diapositives}


@ouverte_a_tous
@shows("bilan/acheteurs.html")
def avancee_acheteurs(request: HttpRequest) -> Rendu:
    lus = avancee_revue_editions.read_comptes()
    compte = lus.compte if lus and lus.compte.total is not None else None
    contexte: dict[str, Any] = {
        "fil": [(TITRE, reverse("bilan:liste")), (ACHETEURS, None)],
        "titre": ACHETEURS,
        "jour": lus.jour if lus else None,
        "compte": compte,
        "seuil": SEUIL,
        "preuves": [(jalon, PREUVES[jalon]) for jalon in JALONS],
    }
    if compte:
        contexte["ensemble"] = list(zip(JALONS, compte.jalons, strict=True))
        contexte["tableaux"] = [
            (titre, list(zip(axe.valeurs, axe.cellules, axe.lignes, strict=True)))
            for titre, axe in (("Par région", compte.regions), ("Par nature", compte.types))
        ]
    return contexte


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def participation(request: HttpRequest, espace: Espace) -> HttpResponse:
    return _show(request, espace, None)


@exige_espace(Operation.PARTAGER_VUE)
@require_POST
def accorder(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    form = avancee_revue_editions.FormParticipation(request.POST)
    if espace.est_essai or not form.is_valid():
        return _show(request, espace, form)
    comptee, aide = form.read()
    avancee_revue_editions.agree(espace, request.user, timezone.now(), comptee=comptee, aide=aide)
    messages.success(request, "C’est enregistré.")
    return redirect("bilan:participation", espace.siren)


def _show(
    request: HttpRequest, espace: Espace, form: avancee_revue_editions.FormParticipation | None
) -> HttpResponse:
    part = Participation.objects.filter(espace=espace).first() or Participation(espace=espace)
    contexte = {
        "fil": fil_espace(request, espace, (PARTICIPATION, None)),
        "espace": espace,
        "titre": PARTICIPATION,
        "part": part,
        "jalon": None if espace.est_essai else avancee_revue_editions.read_jalon(espace),
        "peut": not espace.est_essai and peut_dans(request, espace, Operation.PARTAGER_VUE),
        "form": form or avancee_revue_editions.FormParticipation(instance=part),
    }
    return render(request, "bilan/participation.html", contexte)


def _find(code: str, jour: date) -> Edition:
    lue = find_contenu(EDITIONS, code, jour)
    if lue is None:
        raise Http404
    return lue
