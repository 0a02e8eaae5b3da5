"""Differences question by question, and the level settled together."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from spaser.metier.autodiagnostic.accord import ANONYMES_MIN, Repartition
from spaser.metier.autodiagnostic.constats import propose_niveaux
from spaser.metier.droits import Operation
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.connexion import auteur_of
from spaser.web.diagnostic.campagnes.faits import read_faits
from spaser.web.diagnostic.campagnes.forms import FormAccord
from spaser.web.diagnostic.campagnes.selectors import (
    EtatCampagne,
    get_campagne,
    list_repondants,
    read_etat,
)
from spaser.web.diagnostic.campagnes.services import CampagneFigee, settle
from spaser.web.diagnostic.campagnes.views.gestes import fil_diagnostic, refuse_figee
from spaser.web.diagnostic.models import Campagne
from spaser.web.organisations.espaces import exige_espace, peut_dans
from spaser.web.organisations.models import Espace


@dataclass(frozen=True)
class QuestionEnCours:
    espace: Espace
    etat: EtatCampagne
    repartition: Repartition
    form: FormAccord


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def accords(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    campagne = get_campagne(espace, pk)
    etat = read_etat(campagne)
    par_code = {r.question.code: r for r in etat.repartitions}
    contexte = {
        "fil": fil_diagnostic(request, espace, campagne, ("Écarts et accords", None)),
        "espace": espace,
        "campagne": campagne,
        "etat": etat,
        "anonymes_min": ANONYMES_MIN,
        "rubriques": [
            (rubrique, [_present(etat, par_code[q.code]) for q in rubrique.questions])
            for rubrique in campagne.questionnaire.rubriques
        ],
        "conduire": peut_dans(request, espace, Operation.CONDUIRE_DIAGNOSTIC),
    }
    return render(request, "diagnostic/campagnes/accords.html", contexte)


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@require_http_methods(["GET", "HEAD", "POST"])
@refuse_figee
def regler(request: HttpRequest, espace: Espace, pk: int, question: str) -> HttpResponse:
    """Settle one question; when two people do it at once, show both texts to the second."""
    campagne = get_campagne(espace, pk)
    if campagne.est_figee:
        raise CampagneFigee
    reglage = _read_reglage(request, espace, campagne, question)
    if not reglage.form.is_valid():
        return _ask(request, reglage)
    try:
        settle(campagne, reglage.form.read(), auteur_of(request))
    except VersionDepassee:  # somebody else has just settled it
        return _ask(request, _read_reglage(request, espace, campagne, question))
    messages.success(request, f"« {reglage.repartition.question.intitule} » : niveau retenu.")
    adresse = reverse("diagnostic:accords", args=[espace.siren, pk])
    return redirect(f"{adresse}#{question}")


def _read_reglage(
    request: HttpRequest, espace: Espace, campagne: Campagne, question: str
) -> QuestionEnCours:
    etat = read_etat(campagne)
    repartition = next((r for r in etat.repartitions if r.question.code == question), None)
    if repartition is None:
        raise Http404
    envoye = request.POST if request.method == "POST" else None
    form = FormAccord(envoye, question=repartition.question, actuel=etat.accords.get(question))
    return QuestionEnCours(espace, etat, repartition, form)


def _ask(request: HttpRequest, reglage: QuestionEnCours) -> HttpResponse:
    espace, etat, campagne = reglage.espace, reglage.etat, reglage.etat.campagne
    proposes = propose_niveaux(campagne.questionnaire, read_faits(espace))
    accords = reverse("diagnostic:accords", args=[espace.siren, campagne.pk])
    contexte = {
        "fil": fil_diagnostic(
            request, espace, campagne, ("Écarts et accords", accords), ("Retenir un niveau", None)
        ),
        "espace": espace,
        "campagne": campagne,
        "etat": etat,
        "anonymes_min": ANONYMES_MIN,
        "ligne": _present(etat, reglage.repartition),
        "propose": proposes.get(reglage.repartition.question.code),
        "form": reglage.form,
    }
    statut = HTTPStatus.CONFLICT if reglage.form.est_depassee else HTTPStatus.OK
    return render(request, "diagnostic/campagnes/regler.html", contexte, status=statut)


def _present(etat: EtatCampagne, repartition: Repartition) -> dict[str, Any]:
    code = repartition.question.code
    noms = list_repondants(etat, repartition)
    return {
        "question": repartition.question,
        "repartition": repartition,
        "niveaux": [
            (niveau, texte, repartition.nombres[niveau], noms[niveau])
            for niveau, texte in enumerate(repartition.question.niveaux)
        ],
        "accord": etat.accords.get(code),
        "retenu": etat.retenus.get(code),
    }
