"""The plan seen as a table, by pilot, on a timeline, on a page for who decides; taken away."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spaser.documents.classeur import Format
from spaser.donnees.referentiels.embarques import read_familles
from spaser.metier.droits import Operation
from spaser.metier.plan.modele import A_RANGER, EtatAction
from spaser.web.commun.versions import save_form
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.identite import find_instance
from spaser.web.organisations.models import Espace
from spaser.web.organisations.notices import make_notice
from spaser.web.plan.exports import list_onglets, name_actions
from spaser.web.plan.forms.action import Cadre, FormLigne, fill_ligne
from spaser.web.plan.frise import draw_frise
from spaser.web.plan.lecture import SANS_PILOTE, ActionLue
from spaser.web.plan.selectors import (
    OUVERTES,
    find_plan,
    list_actions,
    list_axes,
    list_completes,
    list_courtes,
    list_etapes_dues,
    list_preuves,
)
from spaser.web.plan.services.actions import save_action
from spaser.web.plan.services.entree import read_entrees
from spaser.web.plan.tableau import (
    PAR_PAGE,
    SANS_AXE,
    Comptes,
    FiltrePlan,
    count_actions,
    list_datees,
    list_gardees,
    list_retards,
    read_par_pilote,
    read_tableau,
)
from spaser.web.plan.views.commun import locate_action, make_contexte
from spaser.web.socle.formulaires import list_choix
from spaser.web.socle.reponses import reply_classeur, stream_csv

TETE: Final = 12  # what a body that decides reads of a list


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def plan(request: HttpRequest, espace: Espace) -> HttpResponse:
    return _show(request, espace)


@exige_espace(Operation.MODIFIER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def ligne(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    action = get_object_or_404(list_actions(espace), pk=pk)
    cadre = Cadre.read(espace, action)
    envoye = request.POST if request.method == "POST" else None
    form = save_form(
        lambda: FormLigne(
            envoye,
            initial=fill_ligne(action),
            version=action.version,
            cadre=cadre,
            action=action,
        ),
        lambda form: save_action(action, form.read(), auteur_of(request)),
    )
    if form is None:
        messages.success(request, f"« {action.titre} » est enregistrée.")
        return redirect(locate_action(espace, pk, request.GET))
    return _show(request, espace, ouverte=pk, titre_ouvert=action.titre, form=form, action=action)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def pilotes(request: HttpRequest, espace: Espace) -> HttpResponse:
    page, groupes = read_par_pilote(espace, request.GET.get("page"))
    contexte = make_contexte(request, espace, ("Par pilote", None), page=page, groupes=groupes)
    return render(request, "plan/pilotes.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def calendrier(request: HttpRequest, espace: Espace) -> HttpResponse:
    jour = timezone.localdate()
    page = Paginator(list_datees(espace), PAR_PAGE).get_page(request.GET.get("page"))
    datees = [ActionLue(action, jour) for action in page.object_list]
    contexte = make_contexte(
        request,
        espace,
        ("Calendrier", None),
        page=page,
        frise=draw_frise(datees, jour),
        datees=datees,
        etapes=list_etapes_dues(espace)[:PAR_PAGE],
        maximum=PAR_PAGE,
    )
    return render(request, "plan/calendrier.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def instance(request: HttpRequest, espace: Espace) -> HttpResponse:
    jour, courtes = timezone.localdate(), list_courtes(espace).prefetch_related(None)
    comptes = count_actions(courtes, jour)
    sans, quittee = comptes.pilotes.get(SANS_PILOTE), EtatAction.ABANDONNEE.value
    contexte = make_contexte(
        request,
        espace,
        ("Pour l’instance de décision", None),
        comptes=comptes,
        bilan=_list_bilan(espace, comptes),
        en_retard=[ActionLue(action, jour) for action in list_retards(espace, jour)[:TETE]],
        sans_pilote=courtes.filter(OUVERTES, sans.qui)[: TETE + 1] if sans else [],
        abandons=courtes.filter(etat=quittee)[: PAR_PAGE + 1]
        if comptes.count(etat=quittee)
        else [],
        preuves=_list_prouvees(espace),
        reglage=find_plan(espace),
        instance=find_instance(espace),
        aujourdhui=jour,
    )
    return render(request, "plan/instance.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def export(request: HttpRequest, espace: Espace, classeur: Format) -> HttpResponseBase:
    jour = timezone.localdate()
    gardees = list_gardees(list_completes(espace), FiltrePlan.read(request.GET), jour)
    onglets, nom = list_onglets(gardees, name_actions(espace), jour), f"plan-{espace.siren}"
    if classeur is Format.CSV:
        return stream_csv(onglets[0], nom)
    notice = make_notice(
        espace,
        "Plan d’actions",
        ("États", " ; ".join(etat.libelle for etat in EtatAction)),
        ("Dates", "Un mois (06/2027) ou un jour (15/06/2027)."),
        ("Étapes", "Une par ligne : « Titre | échéance | faite le 15/06/2027 »."),
        ("Code", "Donné par ce site : gardez-le, il retrouve l’action."),
    )
    return reply_classeur(onglets, classeur, nom, notice)


def _show(request: HttpRequest, espace: Espace, ouverte: int = 0, **encore: Any) -> HttpResponse:
    demande = FiltrePlan.read(request.GET)
    lu = read_tableau(espace, demande, request.GET.get("page"), ouverte)
    contexte = make_contexte(
        request,
        espace,
        plan=lu,
        page=lu.page,
        ouverte=ouverte,
        demande=demande,
        filtres=(
            ("axe", "Axe", [("", "Tous"), *lu.titres, (SANS_AXE, A_RANGER)]),
            ("pilote", "Pilote", [("", "Tous"), *lu.comptes.choix_pilotes]),
            ("etat", "État", list_choix(EtatAction, "Tous")),
            ("famille", "Famille d’achat", [("", "Toutes"), *read_familles().items()]),
        ),
        formats=list(Format),
        racine=reverse("plan:plan", args=[espace.siren]),
        filtres_gardes=f"?{request.GET.urlencode()}" if request.GET else "",
        **encore,
    )
    contexte["a_entrer"] = len(read_entrees(espace).actions) if contexte["structurer"] else 0
    return render(request, "plan/plan.html", contexte)


def _list_bilan(espace: Espace, comptes: Comptes) -> Iterator[tuple[str, int, int, int]]:
    for pk, titre in (*list_axes(espace).values_list("pk", "titre"), (None, A_RANGER)):
        nombre = comptes.count(axe=pk)
        if pk or nombre:
            finies = comptes.count(axe=pk, etat=EtatAction.TERMINEE.value)
            yield titre, nombre, comptes.count("retards", axe=pk), finies


def _list_prouvees(espace: Espace) -> list[tuple[str, str]]:
    """Return the first actions that something proves, with what; a refused file proves nothing."""
    tenues = (p for p in list_preuves(espace).iterator() if not p.refusee)
    groupes = groupby(tenues, key=lambda preuve: preuve.action)
    return [
        (action.titre, " ; ".join(preuve.libelle for preuve in siennes))
        for action, siennes in islice(groupes, PAR_PAGE + 1)
    ]
