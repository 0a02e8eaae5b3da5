"""The library of actions: public pages, and the way from it to a plan."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from spaser.donnees.referentiels.embarques import read_familles
from spaser.lettres import fold_mots
from spaser.metier.actions import ActionType, load_actions, search_actions
from spaser.metier.considerations import count_phrases
from spaser.metier.droits import Operation
from spaser.metier.indicateurs import Rubrique
from spaser.metier.obligations.modele import load_obligations
from spaser.metier.plan.entree import Entree, name_axe
from spaser.metier.plan.modele import OrigineAction
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.organisations.espaces import exige_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.plan.forms.bibliotheque import FormRechercheActions
from spaser.web.plan.selectors import list_actions, list_axes
from spaser.web.plan.services.entree import Choisie, enter, find_approche
from spaser.web.plan.views.commun import make_contexte

_TITRE: Final = "Bibliothèque d’actions"
_ORDRE: Final = tuple(Rubrique)


@ouverte_a_tous
@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    contexte = {"fil": [(_TITRE, None)], **_search(request)}
    return render(request, "plan/bibliotheque/actions.html", contexte)


@ouverte_a_tous
@require_safe
def action_type(request: HttpRequest, code: str) -> HttpResponse:
    bibliotheque = load_actions()
    modele = bibliotheque.find(code)
    if modele is None:
        raise Http404
    contexte = {
        "fil": [(_TITRE, reverse("plan:actions")), (code, None)],
        "modele": modele,
        "exemples": bibliotheque.list_exemples(modele),
        "sources": bibliotheque.list_sources(modele),
        "familles": [read_familles()[code] for code in modele.familles],
        "obligations": [o for o in load_obligations() if o.code in modele.obligations],
        "phrases": count_phrases(code),
    }
    return render(request, "plan/bibliotheque/action.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def bibliotheque(request: HttpRequest, espace: Espace) -> HttpResponse:
    presentes = set(list_actions(espace).exclude(modele="").values_list("modele", flat=True))
    contexte = make_contexte(
        request, espace, ("Bibliothèque", None), presentes=presentes, **_search(request)
    )
    return render(request, "plan/bibliotheque/espace.html", contexte)


@exige_espace(Operation.MODIFIER_PLAN)
@require_POST
def prendre(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    """Put an action of the library in the plan, under the axis where it belongs.

    Who does not decide of the axes opens none: without hers, the action waits « à ranger ».
    """
    modele = load_actions().find(request.POST.get("code", ""))
    if modele is None:
        messages.error(request, "Cette action n’est pas dans la bibliothèque : rien n’est ajouté.")
        return redirect("plan:bibliotheque", espace.siren)
    titre = name_axe(modele.rubrique, find_approche(espace))
    connu = next((a for a in list_axes(espace) if fold_mots(a.titre) == fold_mots(titre)), None)
    ouvre = connu is None and peut_dans(request, espace, Operation.STRUCTURER_PLAN)
    choisie = Choisie(_make_entree(modele, titre), axe=connu, nouvel_axe=titre if ouvre else "")
    ajoutees = enter(espace, [choisie], request.user, OrigineAction.BIBLIOTHEQUE)
    if not ajoutees:
        messages.info(request, f"« {modele.titre} » est déjà dans le plan.")
        return redirect("plan:bibliotheque", espace.siren)
    place = f"axe « {titre} »" if ajoutees[0].axe else "à ranger"
    messages.success(request, f"« {modele.titre} » est dans le plan : {ajoutees[0].code}, {place}.")
    return redirect(ajoutees[0])


def _make_entree(modele: ActionType, axe: str) -> Entree:
    return Entree(modele.code, modele.titre, axe, modele, indicateurs=list(modele.indicateurs))


def _search(request: HttpRequest) -> dict[str, Any]:
    form = FormRechercheActions(request.GET)
    form.full_clean()
    toutes = load_actions().actions
    trouvees = sorted(
        search_actions(toutes, form.read()), key=lambda a: (_ORDRE.index(a.rubrique), a.code)
    )
    return {
        "form": form,
        "rubriques": [(r, list(g)) for r, g in groupby(trouvees, key=lambda a: a.rubrique)],
        "nombre": len(trouvees),
        "total": len(toutes),
        "filtree": any(form.cleaned_data.values()),
    }
