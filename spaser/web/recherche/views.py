"""One search over the whole site: its page, and what is proposed while words are typed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from spaser.web.recherche.reponses import Resultat, answer, suggest
from spaser.web.recherche.textes import list_sources
from spaser.web.socle.limites import check_lectures

TITRE: Final = "Chercher sur le site"
_GARDEES: Final = 300  # seconds that a browser keeps what was proposed
_NOMBRE: Final = 300  # of one address, in a period: one a letter, for several people behind it
_PERIODE: Final = timedelta(minutes=5)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    libelles = {source.nom: source.libelle for source in list_sources()}
    dans = request.GET.get("dans", "")
    dans = dans if dans in libelles else ""
    reponse = answer(request.GET.get("q", ""), timezone.localdate(), dans)
    contexte: dict[str, Any] = {
        "fil": [(TITRE, None)],
        "titre": TITRE,
        "reponse": reponse,
        "dans": libelles.get(dans, ""),
    }
    return render(request, "recherche/page.html", contexte)


@cache_control(max_age=_GARDEES)
@require_safe
def propositions(request: HttpRequest) -> JsonResponse:
    check_lectures(request, "recherche.propositions", _NOMBRE, _PERIODE)
    trouves = suggest(request.GET.get("q", ""), timezone.localdate())
    return JsonResponse({"propositions": [_propose(resultat) for resultat in trouves]})


def _propose(resultat: Resultat) -> dict[str, str]:
    texte = resultat.texte
    return {"nom": texte.titre, "precision": resultat.libelle, "adresse": texte.adresse}
