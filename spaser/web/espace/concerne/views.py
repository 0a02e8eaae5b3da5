"""The page « Suis-je concerné ? »: an answer that stands in its own address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.metier.assujettissement.regimes import load_regle
from spaser.metier.assujettissement.regle import decide_assujettissement
from spaser.web.espace.concerne.forms import FormulaireConcerne
from spaser.web.espace.concerne.suites import list_suites


@require_safe
def concerne(request: HttpRequest) -> HttpResponse:
    """Ask, and answer when the address holds the answers; nothing is kept."""
    aujourdhui = timezone.localdate()
    formulaire = FormulaireConcerne(request.GET if "nature" in request.GET else None, aujourdhui)
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
            "suites": list_suites(situation, conclusion.verdict),
        }
    return render(request, "espace/concerne.html", contexte)
