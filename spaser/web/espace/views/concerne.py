"""The page « Suis-je concerné ? »: an answer that stands in its own address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.metier.assujettissement.acheteurs import NatureAcheteur, types_voisins
from spaser.metier.assujettissement.regimes import load_regle
from spaser.metier.assujettissement.regle import (
    Assujettissement,
    Situation,
    decide_assujettissement,
)
from spaser.web.commun.outils import Acte
from spaser.web.espace.forms import FormulaireConcerne


@require_safe
def concerne(request: HttpRequest) -> HttpResponse:
    """Ask, and answer when the address holds the answers; nothing is kept.

    `structure` gives the kind of a buyer that another page knows, to be checked.
    """
    aujourdhui = timezone.localdate()
    formulaire = FormulaireConcerne(request.GET if "nature" in request.GET else None, aujourdhui)
    if request.GET.get("structure") in NatureAcheteur:
        formulaire.initial["nature"] = request.GET["structure"]
    contexte: dict[str, Any] = {
        "fil": [("Suis-je concerné ?", None)],
        "form": formulaire,
        "regle": load_regle(),
        "conclusion": None,
    }
    if formulaire.is_valid():
        situation = formulaire.make_situation()
        conclusion = decide_assujettissement(situation, aujourdhui)
        contexte |= {
            "conclusion": conclusion,
            "situation": situation,
            "suites": _list_suites(situation, conclusion.verdict),
        }
    return render(request, "espace/concerne.html", contexte)


def _list_suites(situation: Situation, verdict: Assujettissement) -> list[Acte]:
    suites = [_obligations(situation, verdict), _voisins(situation.nature)]
    if verdict is Assujettissement.OBLIGE:
        suites.append(
            Acte(
                "Déposer votre schéma",
                "S’il existe déjà : en quatre étapes, avec ou sans compte.",
                reverse("registre:deposer"),
            )
        )
    if (
        verdict is not Assujettissement.NON_OBLIGE
        or situation.nature is not NatureAcheteur.HORS_CODE
    ):
        suites.append(
            Acte(
                "Créer un compte",
                "Pour rejoindre votre organisation et préparer votre schéma à plusieurs.",
                reverse("comptes:inscription"),
            )
        )
    return suites


def _obligations(situation: Situation, verdict: Assujettissement) -> Acte:
    parametres = {"nature": situation.nature.value, "territoire": situation.territoire.value}
    if verdict is not Assujettissement.INDETERMINE:
        parametres["spaser"] = verdict.value
    return Acte(
        "Voir vos obligations",
        "Ce que les textes demandent à votre type de structure, et les prochaines dates.",
        _link("obligations:liste", parametres),
    )


def _voisins(nature: NatureAcheteur) -> Acte:
    types = [type_.value for type_ in types_voisins(nature)]
    if not types:
        return Acte(
            "Lire les schémas des autres",
            "Le registre en rassemble, avec leurs axes et leurs cibles.",
            reverse("registre:liste"),
        )
    return Acte(
        "Lire les schémas de structures comme la vôtre",
        "Le registre les rassemble, avec leurs axes et leurs cibles.",
        _link("registre:liste", {"type": types}),
    )


def _link(vue: str, parametres: Mapping[str, str | list[str]]) -> str:
    requete = QueryDict(mutable=True)
    for nom, valeur in parametres.items():
        requete.setlist(nom, valeur if isinstance(valeur, list) else [valeur])
    return f"{reverse(vue)}?{requete.urlencode()}"
