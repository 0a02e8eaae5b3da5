"""The lists of firms that this site has and lacks, for those who run it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spaser.donnees.entrepot.dossier import REFERENTIELS
from spaser.donnees.referentiels.listes import is_importing, list_listes
from spaser.metier.droits import Operation
from spaser.web.organisations.acces import exige


@exige(Operation.VOIR_PROGRAMME)
@require_safe
def listes(request: HttpRequest) -> HttpResponse:
    dossier = settings.ENTREPOT / REFERENTIELS
    connues = list_listes(dossier)
    contexte = {
        "fil": [("Équipe du programme", reverse("organisations:programme")), ("Listes", None)],
        "listes": [(liste, liste.write_commande(settings.ENTREPOT)) for liste in connues],
        "chargees": sum(liste.est_chargee for liste in connues),
        "en_cours": is_importing(dossier),
    }
    return render(request, "espace/listes.html", contexte)
