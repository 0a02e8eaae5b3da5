"""« L’année d’un SPASER »: what comes back each year; the yearly review as files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.documents.point_annuel.diapositives import write_diapositives
from spaser.documents.point_annuel.document import write_document
from spaser.documents.rendus import Forme, write_forme
from spaser.documents.rendus.pptx import write_pptx
from spaser.metier.annee_spaser import DateAnnuelle, list_dates
from spaser.metier.droits import Operation
from spaser.web.organisations.espaces import exige_espace, fil_espace
from spaser.web.organisations.models import Espace
from spaser.web.point_annuel.views.commun import describe_etape, get_point
from spaser.web.publication.selectors import find_echeance, find_schema_adopte, list_publications
from spaser.web.redaction.composition import find_charte
from spaser.web.redaction.views.kit import MIME_PPTX, PPTX
from spaser.web.socle.reponses import reply_fichier

TITRE = "L’année d’un SPASER"


def read_dates(espace: Espace) -> tuple[DateAnnuelle, ...]:
    echeance = find_echeance(find_schema_adopte(espace), list_publications(espace).publiees())
    return list_dates(timezone.localdate(), echeance)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def annee(request: HttpRequest, espace: Espace) -> HttpResponse:
    contexte = {
        "fil": fil_espace(request, espace, (TITRE, None)),
        "espace": espace,
        "dates": read_dates(espace),
    }
    return render(request, "redaction/annee.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def point_annuel(request: HttpRequest, espace: Espace, annee: int, extension: str) -> HttpResponse:
    if extension != PPTX and extension not in Forme:
        raise Http404
    lu = get_point(espace, annee)
    etape, nom = describe_etape(lu), f"point-annuel-{espace.siren}-{annee}.{extension}"
    if extension == PPTX:
        diapositives = write_pptx(write_diapositives(lu.contenu, etape), find_charte(espace))
        return reply_fichier(diapositives, nom, MIME_PPTX)
    forme = Forme(extension)
    document = write_document(lu.contenu, etape)
    return reply_fichier(write_forme(document, forme, find_charte(espace)), nom, forme.mime)
