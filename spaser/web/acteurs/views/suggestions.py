"""Who to meet in the region, accepted one by one."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from spaser.donnees.referentiels.annuaire import name_region, regions
from spaser.metier.acteurs.catalogue import load_catalogue
from spaser.metier.droits import Operation
from spaser.web.acteurs.models import Acteur
from spaser.web.acteurs.selectors import list_acteurs, list_ecartees
from spaser.web.acteurs.services import (
    accept_suggestion,
    create_acteur,
    set_aside_suggestion,
    take_back_suggestion,
)
from spaser.web.acteurs.suggestions import (
    find_region,
    list_propositions,
    name_suggestion,
    read_inclusion,
    split_ecartees,
)
from spaser.web.acteurs.views.commun import make_contexte
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace

_DISPARUE: Final = "Cette suggestion n’existe plus : choisissez-en une de la liste."


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def suggestions(request: HttpRequest, espace: Espace) -> HttpResponse:
    catalogue, sorties = load_catalogue(), list_ecartees(espace)
    region = find_region(espace, request.GET.get("region", ""))
    theme = catalogue.find_code(request.GET.get("theme", ""))
    presents = list(list_acteurs(espace))
    propositions, autres = split_ecartees(list_propositions(presents, region, theme, sorties))
    inclusion = read_inclusion(espace.siren, presents, sorties)
    structures, ecartees = split_ecartees(inclusion.structures)
    contexte = make_contexte(
        request,
        espace,
        ("Suggestions", None),
        region=region,
        nom_region=name_region(region),
        regions=sorted(regions().values(), key=lambda zone: zone.nom),
        theme=theme,
        rubriques=catalogue.rubriques,
        typologies=catalogue.list_typologies(theme),
        inclusion=inclusion,
        propositions=propositions,
        structures=structures,
        ecartees=[
            *((p.suggestion.code, p.suggestion.nom, p.ecartee) for p in autres),
            *((s.siren, s.nom, s.ecartee) for s in ecartees),
        ],
    )
    return render(request, "acteurs/suggestions.html", contexte)


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_POST
def accepter(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    suggestion = load_catalogue().find_suggestion(request.POST.get("code", ""))
    if suggestion:
        acteur: Acteur | None = accept_suggestion(espace, suggestion, request.user)
    else:
        valeurs = read_inclusion(espace.siren).make_acteur(request.POST.get("siren", ""))
        acteur = create_acteur(espace, valeurs, request.user) if valeurs else None
    if acteur:
        messages.success(request, f"« {acteur.nom} » est dans le tableau.")
    else:
        messages.error(request, _DISPARUE)
    return _go_back(request, espace)


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_POST
def ecarter(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    """Leave a suggestion out, for everybody in this space."""
    code = request.POST.get("code", "")
    nom = name_suggestion(espace.siren, code)
    if nom:
        set_aside_suggestion(espace, code, request.user)
        messages.success(
            request, f"«\u00a0{nom}\u00a0» est écarté des suggestions. Il reste en bas de la page."
        )
    else:
        messages.error(request, _DISPARUE)
    return _go_back(request, espace)


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_POST
def reprendre(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    code = request.POST.get("code", "")
    take_back_suggestion(espace, code, request.user)
    nom = name_suggestion(espace.siren, code)
    if nom:
        messages.success(request, f"«\u00a0{nom}\u00a0» est de nouveau proposé.")
    else:
        messages.error(request, _DISPARUE)
    return _go_back(request, espace)


def _go_back(request: HttpRequest, espace: Espace) -> HttpResponse:
    choix = {nom: request.POST.get(nom, "") for nom in ("region", "theme")}
    adresse = reverse("acteurs:suggestions", args=[espace.siren])
    return redirect(f"{adresse}?{urlencode({n: v for n, v in choix.items() if v})}".rstrip("?"))
