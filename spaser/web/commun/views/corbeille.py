"""The bin of a space."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.web.commun.corbeille import DUREE, find_ecartees, list_ecartees, restore
from spaser.web.commun.outils import find_sorte
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Ecartable, Espace


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def corbeille(request: HttpRequest, espace: Espace) -> HttpResponse:
    contexte = {
        "fil": fil_espace(request, espace, ("Corbeille", None)),
        "espace": espace,
        "ecartees": [
            (ecartee, peut_dans(request, espace, ecartee.sorte.operation))
            for ecartee in list_ecartees(espace, request.user)
        ],
        "jours": DUREE.days,
    }
    return render(request, "commun/corbeille.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_POST
def retablir(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    """Take a line back, with the right that its kind asks for."""
    sorte = find_sorte(request.POST.get("sorte", ""))
    numero = request.POST.get("ligne", "")
    ligne: Ecartable | None = None
    if sorte and numero.isascii() and numero.isdigit():
        ligne = find_ecartees(espace, sorte, request.user).filter(pk=numero).first()
    if sorte is None or ligne is None:
        messages.error(request, "Cette ligne n’est plus dans la corbeille.")
    elif not peut_dans(request, espace, sorte.operation):
        messages.error(request, "Votre rôle ne permet pas de rétablir cette ligne.")
    else:
        restore(espace, sorte, ligne, request.user)
        messages.success(request, f"{sorte.nom} : c’est rétabli.")
    return redirect("commun:corbeille", espace.siren)
