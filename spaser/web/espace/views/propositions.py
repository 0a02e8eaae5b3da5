"""The page « Propositions », and what is decided on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from spaser.donnees.indicateurs.catalogue import PAR_CODE
from spaser.metier.droits import Operation
from spaser.metier.fiches import find_fiche
from spaser.metier.formation import find_lecon
from spaser.metier.indicateurs import load_bibliotheque
from spaser.metier.propositions import EtatProposition, NatureProposition
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.espace.forms import FormDecisionProposition
from spaser.web.espace.models import Proposition
from spaser.web.espace.propositions import decide, list_propositions, name_origine
from spaser.web.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace

_GROUPES = (
    (EtatProposition.PROPOSEE, "À décider"),
    (EtatProposition.RETENUE, "Retenues"),
    (EtatProposition.ECARTEE, "Écartées"),
)


@exige_espace(Operation.VOIR_ESPACE)
@require_http_methods(["GET", "HEAD"])
def propositions(request: HttpRequest, espace: Espace) -> HttpResponse:
    return _show(request, espace, {})


@exige_espace(Operation.DECIDER_PROPOSITION)
@require_POST
def decider_proposition(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    proposition = list_propositions(espace).filter(pk=pk).first()
    if proposition is None:
        raise Http404
    form = FormDecisionProposition(request.POST)
    if not form.is_valid():
        return _show(request, espace, {pk: form})
    try:
        decide(espace, proposition, form.read(), request.user)
    except VersionDepassee:
        return _tell_conflit(request, espace, proposition, form)
    etat = proposition.get_etat_display().lower()
    messages.success(request, f"« {proposition.libelle} » : {etat}.")
    return redirect("espace:propositions", espace.siren)


def _show(
    request: HttpRequest, espace: Espace, refuses: dict[int, FormDecisionProposition]
) -> HttpResponse:
    """Show the page; a form that was refused keeps its text beside its proposal."""
    toutes = list(list_propositions(espace))
    contexte = {
        "fil": fil_espace(request, espace, ("Propositions", None)),
        "espace": espace,
        "groupes": [
            (etat, titre, [_present(p, refuses) for p in toutes if p.etat == etat])
            for etat, titre in _GROUPES
        ],
        "nombre": len(toutes),
        "refuses": bool(refuses),
        "decider": peut_dans(request, espace, Operation.DECIDER_PROPOSITION),
    }
    return render(request, "espace/propositions/propositions.html", contexte)


def _present(
    proposition: Proposition, refuses: dict[int, FormDecisionProposition]
) -> tuple[Proposition, str, str, FormDecisionProposition | None]:
    origine, refus = name_origine(proposition.origine), refuses.get(proposition.pk)
    return proposition, origine, _link(proposition), refus


def _link(proposition: Proposition) -> str:
    """Return the sheet, the lesson, or what an indicator is: in the library, else its method."""
    if proposition.nature == NatureProposition.FICHE:
        fiche = find_fiche(proposition.code)
        return reverse("fiches:fiche", args=[fiche.code]) if fiche else ""
    if proposition.nature == NatureProposition.LECON:
        lecon = find_lecon(proposition.code)
        return reverse("formation:lecon", args=[lecon.module, lecon.court]) if lecon else ""
    if proposition.nature != NatureProposition.INDICATEUR:
        return ""
    if load_bibliotheque().find(proposition.code):
        return reverse("grille:indicateur", args=[proposition.code])
    if proposition.code in PAR_CODE:
        return reverse("chiffres:methode", args=[proposition.code])
    return ""


def _tell_conflit(
    request: HttpRequest, espace: Espace, actuelle: Proposition, form: FormDecisionProposition
) -> HttpResponse:
    decision = form.read()
    contexte = {
        "fil": fil_espace(
            request,
            espace,
            ("Propositions", reverse("espace:propositions", args=[espace.siren])),
            ("Deux décisions", None),
        ),
        "espace": espace,
        "actuelle": actuelle,
        "decision": decision,
    }
    return render(request, "espace/propositions/conflit.html", contexte, status=409)
