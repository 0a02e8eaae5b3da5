"""The page of what the buyer has to settle, and its answers."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from spaser.metier.corrections.suite import Attente
from spaser.metier.droits import Operation
from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.marches.models import VerdictPublications
from spaser.web.marches.selectors import Marche, list_marches
from spaser.web.marches.suite.decisions import list_decisions
from spaser.web.marches.suite.selectors import (
    find_discussion_en_attente,
    find_doute,
    find_groupe,
    list_discussions_en_attente,
    list_en_attente,
    list_prises,
    list_questions,
    split_plus_tard,
)
from spaser.web.marches.suite.services import (
    attach_corrections,
    attach_discussion,
    decide,
    drop_corrections,
    drop_discussion,
    take_back,
)
from spaser.web.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace

_LAISSER: Final = "laisser"
_DITS: Final = {
    VerdictPublications.UN: "C’est noté : un seul marché. Vos chiffres le comptent une fois.",
    VerdictPublications.DEUX: "C’est noté : deux marchés. Vos chiffres les comptent tous les deux.",
    VerdictPublications.PLUS_TARD: "La question est remise à plus tard.",
}


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def a_regler(request: HttpRequest, espace: Espace) -> HttpResponse:
    marches = list_marches(espace)
    questions = list_questions(espace)
    posees, remises = split_plus_tard(espace, questions)
    discussions = list_discussions_en_attente(espace, marches)
    contexte = {
        "fil": fil_espace(
            request,
            espace,
            ("Mes marchés", reverse("marches:liste", args=[espace.siren])),
            ("À régler", None),
        ),
        "espace": espace,
        "questions": posees,
        "remises": remises,
        "attentes": list_en_attente(espace, marches, questions),
        "discussions": [d for d in discussions if d.discussion.raison is not Attente.ECARTEE],
        "ecartees": [d for d in discussions if d.discussion.raison is Attente.ECARTEE],
        "prises": list_prises(espace),
        "regler": peut_dans(request, espace, Operation.CORRIGER_MARCHE),
    }
    return render(request, "marches/a_regler.html", contexte)


@exige_espace(Operation.CORRIGER_MARCHE)
@require_POST
def decider(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    doute = find_doute(espace, request.POST.get("paire", ""))
    verdict = request.POST.get("verdict", "")
    if doute is None or verdict not in VerdictPublications.values:
        messages.info(
            request, "Cette question ne se pose plus : les données ont changé, ou elle est réglée."
        )
    else:
        decide(espace, doute, VerdictPublications(verdict), auteur_of(request))
        messages.success(request, _DITS[VerdictPublications(verdict)])
    return redirect("marches:a_regler", espace.siren)


@exige_espace(Operation.CORRIGER_MARCHE)
@require_POST
def revenir(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    take_back(espace, get_object_or_404(list_decisions(espace), pk=pk), auteur_of(request))
    messages.success(request, "La décision est retirée : la question est posée à nouveau.")
    return redirect("marches:a_regler", espace.siren)


@exige_espace(Operation.CORRIGER_MARCHE)
@require_POST
def rattacher(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    lignes = find_groupe(espace, pk)
    if not lignes:
        raise Http404
    if _LAISSER in request.POST:
        drop_corrections(espace, lignes, auteur_of(request))
        messages.success(request, "Ces corrections sont laissées de côté ; l’historique les garde.")
    elif (marche := _choose(request, espace)) is not None:
        attach_corrections(espace, lignes, marche, auteur_of(request))
        messages.success(request, "Les corrections sont rattachées : elles comptent à nouveau.")
    return redirect("marches:a_regler", espace.siren)


@exige_espace(Operation.CORRIGER_MARCHE)
@require_POST
def rattacher_discussion(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    discussion = find_discussion_en_attente(espace, pk)
    if discussion is None:
        raise Http404
    if _LAISSER in request.POST:
        drop_discussion(espace, discussion, auteur_of(request))
        messages.success(request, "La discussion est laissée de côté ; elle reste lisible ici.")
    elif (marche := _choose(request, espace)) is not None:
        attach_discussion(espace, discussion, marche, auteur_of(request))
        messages.success(request, "La discussion est au pied de la page de ce marché.")
    return redirect("marches:a_regler", espace.siren)


def _choose(request: HttpRequest, espace: Espace) -> Marche | None:
    """Return the contract that is meant, by its number when one is written; say what is wrong."""
    marches = list_marches(espace)
    numero = request.POST.get("numero", "").strip()
    if numero:
        trouves = [m for m in marches if (m.contrat.id or "").casefold() == numero.casefold()]
        erreur = (
            f"Aucun marché ne porte le numéro « {numero} » : reprenez-le dans la liste des marchés."
            if not trouves
            else f"{len(trouves)} marchés portent le numéro « {numero} » : choisissez-en un dans "
            "la liste proposée."
        )
    else:
        vers = request.POST.get("vers", "")
        trouves = [m for m in marches if str(m.cle) == vers]
        erreur = "Choisissez un marché de la liste, ou écrivez son numéro."
    if len(trouves) == 1:
        return trouves[0]
    messages.error(request, erreur)
    return None
