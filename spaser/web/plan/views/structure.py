"""The shape of a plan: its edition, its axes, its objectives, in the order that it gives them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.web.commun.versions import FormVersionne, save_form
from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.plan.forms.structure import FormAxe, FormObjectif, FormPlan
from spaser.web.plan.models import Axe, Objectif
from spaser.web.plan.selectors import find_plan, list_axes, list_objectifs, list_places
from spaser.web.plan.services.structure import (
    create_axe,
    create_objectif,
    delete_rangee,
    save_plan,
    save_rangee,
    swap_rangees,
)
from spaser.web.plan.views.commun import make_contexte


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def structure(request: HttpRequest, espace: Espace) -> HttpResponse:
    return _show(request, espace, _read_reglage(None, espace))


@exige_espace(Operation.STRUCTURER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def reglage(request: HttpRequest, espace: Espace) -> HttpResponse:
    if request.method != "POST":
        return redirect("plan:structure", espace.siren)
    form = save_form(
        lambda: _read_reglage(request, espace),
        lambda form: save_plan(espace, form.read(), auteur_of(request), form.actuelle),
    )
    if form is not None:
        return _show(request, espace, form)
    messages.success(request, "Les dates du plan sont enregistrées.")
    return redirect("plan:structure", espace.siren)


@exige_espace(Operation.STRUCTURER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def axe_ajouter(request: HttpRequest, espace: Espace) -> HttpResponse:
    form = FormAxe(request.POST if request.method == "POST" else None)
    if form.is_valid():
        axe = create_axe(espace, form.read(), auteur_of(request))
        messages.success(request, f"« {axe.titre} » est ajouté.")
        return redirect("plan:structure", espace.siren)
    return _show_form(request, espace, form, "Ajouter un axe")


@exige_espace(Operation.STRUCTURER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def objectif_ajouter(request: HttpRequest, espace: Espace) -> HttpResponse:
    axes = list_axes(espace)
    if not axes.exists():
        messages.info(request, "Ajoutez d’abord un axe : un objectif est toujours dans un axe.")
        return redirect("plan:axe_ajouter", espace.siren)
    envoye = request.POST if request.method == "POST" else None
    form = FormObjectif(envoye, axes=axes, initial={"axe": request.GET.get("axe", "")})
    if form.is_valid():
        objectif = create_objectif(espace, form.read(), auteur_of(request))
        messages.success(request, f"« {objectif.titre} » est ajouté.")
        return redirect("plan:structure", espace.siren)
    return _show_form(request, espace, form, "Ajouter un objectif")


@exige_espace(Operation.STRUCTURER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def axe_modifier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    axe = get_object_or_404(list_axes(espace), pk=pk)
    return _change(request, espace, axe, FormAxe)


@exige_espace(Operation.STRUCTURER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def objectif_modifier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    """Change an objective; its actions follow it to another axis."""
    objectif = get_object_or_404(list_objectifs(espace), pk=pk)
    axes = list_axes(espace)
    return _change(request, espace, objectif, lambda **tout: FormObjectif(axes=axes, **tout))


@exige_espace(Operation.STRUCTURER_PLAN)
@require_POST
def axe_geste(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    axes = list(list_axes(espace))
    return _act(request, espace, axes, get_object_or_404(list_axes(espace), pk=pk))


@exige_espace(Operation.STRUCTURER_PLAN)
@require_POST
def objectif_geste(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    objectif = get_object_or_404(list_objectifs(espace), pk=pk)
    voisins = list(list_objectifs(espace).filter(axe=objectif.axe))
    return _act(request, espace, voisins, objectif)


def _act(
    request: RequeteConnectee, espace: Espace, rangees: list[Any], rangee: Axe | Objectif
) -> HttpResponse:
    geste, place = request.POST.get("geste", ""), rangees.index(rangee)
    if geste == "retirer":
        _remove(request, rangee)
    elif geste == "monter" and place > 0:
        swap_rangees(rangee, rangees[place - 1], request.user)
    elif geste == "descendre" and place + 1 < len(rangees):
        swap_rangees(rangee, rangees[place + 1], request.user)
    return redirect("plan:structure", espace.siren)


def _remove(request: RequeteConnectee, rangee: Axe | Objectif) -> None:
    suite = " Ses actions restent dans le plan." if rangee.actions.exists() else ""
    try:
        delete_rangee(rangee, request.user)
    except RestrictedError:
        messages.error(
            request,
            f"« {rangee.titre} » n’est pas retiré. Retirez ou déplacez d’abord ses objectifs.",
        )
    else:
        messages.success(request, f"« {rangee.titre} » est retiré.{suite}")


def _change(
    request: HttpRequest,
    espace: Espace,
    rangee: Axe | Objectif,
    make: Any,  # noqa: ANN401 - a form
) -> HttpResponse:
    envoye = request.POST if request.method == "POST" else None
    initial: dict[str, Any] = {"titre": rangee.titre, "texte": rangee.texte}
    if isinstance(rangee, Objectif):
        initial["axe"] = rangee.axe
    form = save_form(
        lambda: make(data=envoye, initial=initial, version=rangee.version),
        lambda form: save_rangee(rangee, form.read(), auteur_of(request), form.actuelle),
    )
    if form is None:
        messages.success(request, f"« {rangee.titre} » est enregistré.")
        return redirect("plan:structure", espace.siren)
    return _show_form(request, espace, form, f"Modifier {rangee.code}", rangee)


def _read_reglage(request: HttpRequest | None, espace: Espace) -> FormPlan:
    plan = find_plan(espace)
    envoye = request.POST if request else None
    if plan is None:
        return FormPlan(envoye)
    initial = {"edition": plan.edition, "debut": plan.debut, "fin": plan.fin}
    return FormPlan(envoye, initial=initial, version=plan.version)


def _show(request: HttpRequest, espace: Espace, form: FormPlan) -> HttpResponse:
    contexte = make_contexte(
        request,
        espace,
        ("Axes et objectifs", None),
        form=form,
        places=list_places(espace),
    )
    return render(request, "plan/structure.html", contexte)


def _show_form(
    request: HttpRequest,
    espace: Espace,
    form: FormVersionne,
    titre: str,
    rangee: Axe | Objectif | None = None,
) -> HttpResponse:
    contexte = make_contexte(
        request, espace, (titre, None), form=form, titre=titre, action=rangee, court=True
    )
    return render(request, "plan/formulaire.html", contexte)
