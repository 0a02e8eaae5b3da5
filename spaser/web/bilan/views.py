"""The editions, the review of one, where buyers stand; what a space agrees to."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from spaser.documents.bilan_edition import name_bilan, tell_periode
from spaser.documents.rendus import Forme
from spaser.metier.avancee import JALONS, PREUVES
from spaser.metier.confidentialite import SEUIL
from spaser.metier.droits import Operation
from spaser.metier.editions import Edition
from spaser.web.bilan.avancee import read_comptes, read_jalon
from spaser.web.bilan.fichiers import make_diapositives, make_pdf
from spaser.web.bilan.forms import FormParticipation
from spaser.web.bilan.models import Participation
from spaser.web.bilan.presentation import show_bilan
from spaser.web.bilan.selectors import find_edition, read_editions, read_mesures
from spaser.web.bilan.services import agree
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.redaction.views.kit import MIME_PPTX
from spaser.web.socle.limites import check_fichiers
from spaser.web.socle.reponses import reply_fichier

TITRE: Final = "Éditions et bilans"
ACHETEURS: Final = "Où en sont les acheteurs"
PARTICIPATION: Final = "Ce que nous disons au programme"


@ouverte_a_tous
@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    editions = read_editions(timezone.localdate())
    contexte = {
        "fil": [(TITRE, None)],
        "titre": TITRE,
        "editions": [(lue, tell_periode(lue)) for lue in editions],
    }
    return render(request, "bilan/liste.html", contexte)


@ouverte_a_tous
@require_safe
def edition(request: HttpRequest, code: str) -> HttpResponse:
    jour = timezone.localdate()
    lue = _find(code, jour)
    mesures = read_mesures(lue, jour)
    contexte = {
        "fil": [(TITRE, reverse("bilan:liste")), (lue.titre, None)],
        "edition": lue,
        "seances": mesures.seances,
        "titre": name_bilan(lue),
        "periode": tell_periode(lue),
        "corps": show_bilan(lue, mesures),
    }
    return render(request, "bilan/edition.html", contexte)


@ouverte_a_tous
@require_safe
def pdf(request: HttpRequest, code: str) -> HttpResponse:
    jour = timezone.localdate()
    lue = _find(code, jour)
    check_fichiers(request, "bilan.fichier")
    octets = make_pdf(lue, read_mesures(lue, jour))
    return reply_fichier(octets, f"bilan-{lue.code}.pdf", Forme.PDF.mime)


@ouverte_a_tous
@require_safe
def diapositives(request: HttpRequest, code: str) -> HttpResponse:
    jour = timezone.localdate()
    lue = _find(code, jour)
    check_fichiers(request, "bilan.fichier")
    octets = make_diapositives(lue, read_mesures(lue, jour))
    return reply_fichier(octets, f"bilan-{lue.code}.pptx", MIME_PPTX)


@ouverte_a_tous
@require_safe
def acheteurs(request: HttpRequest) -> HttpResponse:
    lus = read_comptes()
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
    return render(request, "bilan/acheteurs.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def participation(request: HttpRequest, espace: Espace) -> HttpResponse:
    return _show(request, espace, None)


@exige_espace(Operation.PARTAGER_VUE)
@require_POST
def accorder(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    form = FormParticipation(request.POST)
    if espace.est_essai or not form.is_valid():
        return _show(request, espace, form)
    comptee, aide = form.read()
    agree(espace, request.user, timezone.now(), comptee=comptee, aide=aide)
    messages.success(request, "C’est enregistré.")
    return redirect("bilan:participation", espace.siren)


def _show(request: HttpRequest, espace: Espace, form: FormParticipation | None) -> HttpResponse:
    part = Participation.objects.filter(espace=espace).first() or Participation(espace=espace)
    valeurs = {"comptee": part.comptee, "aide": part.aide, "mot": part.mot}
    contexte = {
        "fil": fil_espace(request, espace, (PARTICIPATION, None)),
        "espace": espace,
        "titre": PARTICIPATION,
        "part": part,
        "jalon": None if espace.est_essai else read_jalon(espace),
        "peut": not espace.est_essai and peut_dans(request, espace, Operation.PARTAGER_VUE),
        "form": form or FormParticipation(initial=valeurs),
    }
    return render(request, "bilan/participation.html", contexte)


def _find(code: str, jour: date) -> Edition:
    lue = find_edition(code, jour)
    if lue is None:
        raise Http404
    return lue
