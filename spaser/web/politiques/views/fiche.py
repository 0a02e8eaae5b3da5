"""A plan of a space: read, described, mended, taken out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spaser.metier.droits import Operation
from spaser.metier.indicateurs import load_bibliotheque
from spaser.metier.politiques import Plan, find_au_catalogue, find_plan, is_echue, load_plans
from spaser.web.commun.versions import save_form
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import exige_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.politiques.forms.politique import FormPolitique, fill_politique
from spaser.web.politiques.models import Politique
from spaser.web.politiques.selectors import list_politiques
from spaser.web.politiques.services import create_politique, delete_politique, save_politique
from spaser.web.politiques.views.inventaire import fil_politiques


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def fiche(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    politique = get_object_or_404(list_politiques(espace), pk=pk)
    bibliotheque = load_bibliotheque()
    contexte = {
        "fil": fil_politiques(request, espace, (politique.nom, None)),
        "espace": espace,
        "politique": politique,
        "plan": politique.plan,
        "sujet": f"politiques:{politique.pk}",
        "echue": is_echue(politique.fin, timezone.localdate().year),
        "themes": politique.read().sous_themes,
        "objectifs": [
            (objectif, bibliotheque.find(objectif.indicateur))
            for objectif in politique.list_objectifs()
        ],
        "modifier": peut_dans(request, espace, Operation.DECRIRE_POLITIQUES),
    }
    return render(request, "politiques/fiche.html", contexte)


@exige_espace(Operation.DECRIRE_POLITIQUES)
@require_http_methods(["GET", "HEAD", "POST"])
def ajouter(request: HttpRequest, espace: Espace) -> HttpResponse:
    plan = find_plan(request.GET.get("plan", ""))
    deja = list_politiques(espace).filter(code_plan=plan.code).first() if plan else None
    if deja and request.method == "POST":  # somebody else described it meanwhile
        return _edit(request, espace, deja)
    if deja:
        return redirect("politiques:modifier", espace.siren, deja.pk)
    form = _read_form(request, espace, plan)
    if _wants_line(request):
        form.add_ligne()
    elif form.is_valid():
        code = plan.code if plan else ""
        ajoutee = create_politique(espace, form.read(), auteur_of(request), code)
        messages.success(request, f"« {ajoutee.nom} » est enregistré.")
        return redirect(ajoutee)
    return _show(request, espace, plan.nom if plan else "Décrire un autre plan", form, plan=plan)


@exige_espace(Operation.DECRIRE_POLITIQUES)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    politique = list_politiques(espace).filter(pk=pk).first()
    return _edit(request, espace, politique) if politique else _offer_again(request, espace)


def _edit(request: HttpRequest, espace: Espace, politique: Politique) -> HttpResponse:
    """Save what is sent; show both versions when somebody else wrote meanwhile."""

    def read() -> FormPolitique:
        return _read_form(request, espace, politique.plan, politique)

    def save(form: FormPolitique) -> None:
        save_politique(espace, politique, form.read(), auteur_of(request))

    form: FormPolitique | None
    if _wants_line(request):
        form = read()
        form.add_ligne()
    else:
        form = save_form(read, save)
    if form is None:
        messages.success(request, f"« {politique.nom} » est enregistré.")
        return redirect(politique)
    plan = politique.plan
    return _show(request, espace, politique.nom, form, plan=plan, politique=politique)


@exige_espace(Operation.DECRIRE_POLITIQUES)
@require_http_methods(["GET", "HEAD", "POST"])
def supprimer(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    politique = get_object_or_404(list_politiques(espace), pk=pk)
    if request.method == "POST":
        delete_politique(espace, politique, auteur_of(request))
        messages.success(request, f"« {politique.nom} » est retiré de vos plans.")
        return redirect("politiques:liste", espace.siren)
    contexte = {
        "fil": fil_politiques(
            request, espace, (politique.nom, politique.get_absolute_url()), ("Retirer", None)
        ),
        "espace": espace,
        "politique": politique,
    }
    return render(request, "politiques/supprimer.html", contexte)


def _offer_again(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Show the form of a new plan, filled with what was typed of one taken out meanwhile."""
    if request.method != "POST":
        raise Http404
    plan = find_au_catalogue(request.POST.get("nom", ""), load_plans())
    form = _read_form(request, espace, plan)
    adresse = reverse("politiques:ajouter", args=[espace.siren])
    reponse = _show(
        request,
        espace,
        "Ce plan n’est plus dans votre liste",
        form,
        plan=plan,
        remettre=f"{adresse}?plan={plan.code}" if plan else adresse,
    )
    reponse.status_code = HTTPStatus.NOT_FOUND
    return reponse


def _read_form(
    request: HttpRequest, espace: Espace, plan: Plan | None, politique: Politique | None = None
) -> FormPolitique:
    initial = {"nom": plan.nom, "sous_themes": list(plan.sous_themes)} if plan else {}
    autres = list_politiques(espace)
    if politique:
        initial, autres = fill_politique(politique), autres.exclude(pk=politique.pk)
    return FormPolitique(
        request.POST if request.method == "POST" else None,
        initial=initial,
        version=politique.version if politique else None,
        objectifs=politique.objectifs if politique else (),
        autres=[autre.nom for autre in autres],
        du_catalogue=plan is not None,
    )


def _wants_line(request: HttpRequest) -> bool:
    return request.method == "POST" and "ajouter_ligne" in request.POST


def _show(
    request: HttpRequest,
    espace: Espace,
    titre: str,
    form: FormPolitique,
    **contexte: Any,
) -> HttpResponse:
    page = {
        "fil": fil_politiques(request, espace, (titre, None)),
        "espace": espace,
        "titre": titre,
        "form": form,
        "formes": form.objectifs,
    }
    return render(request, "politiques/modifier.html", page | contexte)
