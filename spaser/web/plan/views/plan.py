"""The plan seen as a table, by pilot, on a timeline, on a page for who decides; taken away."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
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
from spaser.web.plan.exports import list_onglets
from spaser.web.plan.forms.action import Cadre, FormLigne, fill_ligne
from spaser.web.plan.frise import LIGNES_MAX, draw_frise
from spaser.web.plan.lecture import SANS_AXE, SANS_PILOTE, AxeLu, FiltrePlan, narrow, read_plan
from spaser.web.plan.selectors import find_plan, list_actions, list_completes, list_preuves
from spaser.web.plan.services.actions import save_action
from spaser.web.plan.services.entree import read_entrees
from spaser.web.plan.views.commun import make_contexte
from spaser.web.socle.formulaires import list_choix
from spaser.web.socle.reponses import reply_classeur


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def plan(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Show the table, as it is filtered."""
    return _show(request, espace)


@exige_espace(Operation.MODIFIER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def ligne(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    """Open a line of the table: where the action stands, who leads it, when, how far."""
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
        filtres = f"?{request.GET.urlencode()}" if request.GET else ""
        racine = reverse("plan:plan", args=[espace.siren])
        return redirect(f"{racine}{filtres}#action-{pk}")
    return _show(request, espace, ouverte=pk, titre_ouvert=action.titre, form=form, action=action)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def pilotes(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Show who leads what; what waits for somebody comes last."""
    contexte = make_contexte(request, espace, ("Par pilote", None), plan=read_plan(espace))
    return render(request, "plan/pilotes.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def calendrier(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Draw the timeline, with the table that says the same."""
    jour = timezone.localdate()
    lu = read_plan(espace, jour)
    datees = [lue for lue in lu.actions if lue.suivie.debut or lue.suivie.fin]
    contexte = make_contexte(
        request,
        espace,
        ("Calendrier", None),
        plan=lu,
        frise=draw_frise(lu.actions, jour),
        datees=datees,
        dessinees=LIGNES_MAX,
        etapes=_list_etapes(lu.actions),
    )
    return render(request, "plan/calendrier.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def instance(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Show on a page what the body that decides has to know."""
    lu = read_plan(espace)
    contexte = make_contexte(
        request,
        espace,
        ("Pour l’instance de décision", None),
        plan=lu,
        bilan=[_sum_up(axe) for axe in lu.axes],
        sans_pilote=[
            lue for lue in lu.actions if lue.cle_pilote == SANS_PILOTE and not lue.etat.est_finie
        ],
        abandons=[lue for lue in lu.actions if lue.etat is EtatAction.ABANDONNEE],
        preuves=_list_prouvees(espace),
        reglage=find_plan(espace),
        instance=find_instance(espace),
        aujourdhui=timezone.localdate(),
    )
    return render(request, "plan/instance.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def export(request: HttpRequest, espace: Espace, classeur: Format) -> HttpResponse:
    """Give the plan as a spreadsheet that can be read back."""
    notice = make_notice(
        espace,
        "Plan d’actions",
        ("États", " ; ".join(etat.libelle for etat in EtatAction)),
        ("Dates", "Un mois (06/2027) ou un jour (15/06/2027)."),
        ("Étapes", "Une par ligne : « Titre | échéance | faite le 15/06/2027 »."),
        ("Code", "Donné par ce site : gardez-le, il retrouve l’action."),
    )
    onglets = list_onglets(list_completes(espace), timezone.localdate())
    return reply_classeur(onglets, classeur, f"plan-{espace.siren}", notice)


def _show(request: HttpRequest, espace: Espace, **encore: Any) -> HttpResponse:
    demande, lu = FiltrePlan.read(request.GET), read_plan(espace)
    axes = narrow(lu, demande)
    choix_axes = [(str(lu_axe.axe.pk), lu_axe.titre) for lu_axe in lu.axes if lu_axe.axe]
    contexte = make_contexte(
        request,
        espace,
        plan=lu,
        axes=axes,
        nombre=sum(len(axe.actions) for axe in axes),
        demande=demande,
        filtres=(
            ("axe", "Axe", [("", "Tous"), *choix_axes, (SANS_AXE, A_RANGER)]),
            ("pilote", "Pilote", [("", "Tous"), *lu.pilotes]),
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


def _sum_up(axe: AxeLu) -> tuple[AxeLu, int, int, int]:
    """Count the actions of an axis, those late, those done."""
    actions = axe.actions
    retards = sum(lue.retard is not None for lue in actions)
    return axe, len(actions), retards, sum(lue.etat is EtatAction.TERMINEE for lue in actions)


def _list_prouvees(espace: Espace) -> list[tuple[str, str]]:
    """Return each action that something proves, with what; a refused file proves nothing."""
    tenues = (preuve for preuve in list_preuves(espace) if not preuve.refusee)
    return [
        (action.titre, " ; ".join(preuve.libelle for preuve in siennes))
        for action, siennes in groupby(tenues, key=lambda preuve: preuve.action)
    ]


def _list_etapes(actions: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 - steps with their action
    """Return the dated steps that are not done, the soonest first."""
    dues = [
        (etape, lue)
        for lue in actions
        if not lue.etat.est_finie
        for etape in lue.action.etapes.all()
        if etape.fin and etape.faite_le is None
    ]
    return sorted(dues, key=lambda paire: (paire[0].fin, paire[0].pk))
