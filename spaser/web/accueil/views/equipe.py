"""« L’équipe »: who works in a space, what they share, what they put aside."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spaser.metier.droits import Operation
from spaser.web.accueil.elus import name_vue
from spaser.web.accueil.equipe import list_partages, read_equipe
from spaser.web.accueil.outils import list_eteints
from spaser.web.commun.discussions import count_non_lues
from spaser.web.organisations.espaces import exige_espace, fil_espace, is_visite, peut_dans
from spaser.web.organisations.models import Espace


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def equipe(request: HttpRequest, espace: Espace) -> HttpResponse:
    contexte = {
        "fil": fil_espace(request, espace, ("L’équipe", None)),
        "espace": espace,
        "equipe": read_equipe(request, espace),
        "membres": not espace.est_essai and not is_visite(request, espace),
        "partages": [(page, page.name_for(espace)) for page in list_partages(espace)],
        "vue": name_vue(espace),
        "non_lues": count_non_lues(espace, request.user),
        "eteints": list_eteints(espace),
        "choisir": peut_dans(request, espace, Operation.CHOISIR_OUTILS),
    }
    return render(request, "accueil/equipe.html", contexte)
