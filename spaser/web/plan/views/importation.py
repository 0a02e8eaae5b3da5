"""A plan that exists elsewhere: handed over, looked at, written, undone."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from spaser.documents.francais import pluriel
from spaser.donnees.tables.modele import REMARQUES_MAX, ErreurTable
from spaser.metier.droits import Operation
from spaser.metier.plan.lecture.comparaison import Decision, SortAction
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.plan.forms.importation import (
    FormColonnes,
    FormImport,
    list_champs,
    make_colonnes,
    read_choix,
)
from spaser.web.plan.importation.annulation import find_refus, is_recente, undo_import
from spaser.web.plan.importation.ecriture import apply_import
from spaser.web.plan.importation.prevision import Vue, foresee
from spaser.web.plan.importation.reception import (
    OCTETS_MAX,
    propose,
    receive_colle,
    receive_fichier,
    remember,
    unpack,
)
from spaser.web.plan.models import ImportationPlan
from spaser.web.plan.selectors import list_importations
from spaser.web.plan.views.commun import CHANGE, make_contexte
from spaser.web.socle.envois import recoit

_MONTREES: Final = 100
_A_DECIDER: Final = 400  # Django takes a thousand fields at most
_RECENTS: Final = 5
_A_RELIRE: Final = (
    "Le plan ou le sens des colonnes a changé depuis cette page : rien n’est écrit. Relisez, puis "
    "importez."
)


@exige_espace(Operation.STRUCTURER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(OCTETS_MAX)
def importer(request: HttpRequest, espace: Espace) -> HttpResponse:
    envoye = request.method == "POST"
    form = FormImport(request.POST if envoye else None, request.FILES if envoye else None)
    if form.is_valid():
        fichier = form.cleaned_data["fichier"]
        try:
            if fichier:
                recue = receive_fichier(espace, fichier, auteur_of(request))
            else:
                recue = receive_colle(espace, form.cleaned_data["texte"], auteur_of(request))
        except ErreurTable as refus:
            form.add_error("fichier" if fichier else "texte", str(refus))
        else:
            return redirect("plan:importation", espace.siren, recue.pk)
    contexte = make_contexte(
        request,
        espace,
        ("Importer", None),
        form=form,
        recents=[(r, is_recente(r)) for r in list_importations(espace)[:_RECENTS]],
        colonnes=[libelle for _, libelle in list_champs()],
    )
    return render(request, "plan/importation/importer.html", contexte)


@exige_espace(Operation.STRUCTURER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def verifier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    recue = get_object_or_404(list_importations(espace), pk=pk)
    if recue.faite_le:
        return _show_faite(request, espace, recue)
    lue = unpack(recue)
    proposee = propose(espace, lue, recue)
    form = make_colonnes(lue, proposee, request.POST if request.method == "POST" else None)
    if form.is_valid():
        correspondance = form.read()
        remember(recue, correspondance)
        if "importer" in request.POST and correspondance == proposee:
            return _apply(request, espace, recue, form)
        if "importer" in request.POST:
            messages.warning(request, _A_RELIRE)
        return redirect("plan:importation", espace.siren, pk)
    vue = foresee(espace, lue, proposee) if proposee.est_lisible else None
    return _show(request, espace, recue, form, vue)


@exige_espace(Operation.STRUCTURER_PLAN)
@require_POST
def annuler(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    faite = get_object_or_404(list_importations(espace), pk=pk)
    try:
        refus = undo_import(faite, auteur_of(request))
    except VersionDepassee:
        messages.warning(request, CHANGE)
        return redirect("plan:importation", espace.siren, pk)
    if refus:
        messages.error(request, " ".join([refus.raison, ", ".join(refus.actions[:10])]).strip())
        return redirect("plan:importation", espace.siren, pk)
    messages.success(
        request,
        "L’import est annulé : le plan est comme avant. Ce qu’il avait ajouté est dans la "
        "corbeille.",
    )
    return redirect("plan:plan", espace.siren)


@exige_espace(Operation.STRUCTURER_PLAN)
@require_POST
def abandonner(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    oubliees, _ = list_importations(espace).filter(pk=pk, faite_le=None).delete()
    if not oubliees:
        raise Http404
    messages.success(request, "L’import est abandonné : rien n’a été écrit.")
    return redirect("plan:importer", espace.siren)


def _apply(
    request: HttpRequest, espace: Espace, recue: ImportationPlan, form: FormColonnes
) -> HttpResponse:
    empreinte, choix = request.POST.get("empreinte", ""), read_choix(request.POST)
    try:
        bilan = apply_import(recue, form.read(), empreinte, choix, auteur_of(request))
    except VersionDepassee:
        messages.warning(request, _A_RELIRE)
    else:
        messages.success(
            request,
            f"{pluriel(bilan.ajoutees, 'action ajoutée', 'actions ajoutées')}, "
            f"{pluriel(bilan.modifiees, 'mise à jour', 'mises à jour')}, "
            f"{bilan.inchangees} sans changement"
            f"{f', {pluriel(bilan.laissees, "non importée")}' if bilan.laissees else ''}.",
        )
    return redirect("plan:importation", espace.siren, recue.pk)


def _show(
    request: HttpRequest,
    espace: Espace,
    recue: ImportationPlan,
    form: FormColonnes,
    vue: Vue | None,
) -> HttpResponse:
    dits: dict[str, Any] = {}
    if vue:
        fautes = vue.fautes
        dits = {
            "comptes": [(sort.libelle, len(vue.list_sort(sort))) for sort in SortAction],
            "nouvelles": vue.list_sort(SortAction.CREEE)[:_MONTREES],
            "modifiees": vue.list_sort(SortAction.MODIFIEE)[:_MONTREES],
            "douteuses": vue.douteuses[:_A_DECIDER],
            "decisions": list(Decision),
            "autres_douteuses": max(len(vue.douteuses) - _A_DECIDER, 0),
            "fautes": fautes[:REMARQUES_MAX],
            "autres_fautes": max(len(fautes) - REMARQUES_MAX, 0),
        }
    contexte = make_contexte(
        request,
        espace,
        ("Vérifier l’import", None),
        importation=recue,
        form=form,
        vue=vue,
        montrees=_MONTREES,
        **dits,
    )
    return render(request, "plan/importation/verifier.html", contexte)


def _show_faite(request: HttpRequest, espace: Espace, faite: ImportationPlan) -> HttpResponse:
    contexte = make_contexte(
        request,
        espace,
        ("Import", None),
        importation=faite,
        refus=None if faite.annulee_le else find_refus(faite),
    )
    return render(request, "plan/importation/faite.html", contexte)
