"""One's data: read, taken away, erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from spaser.web.comptes.donnees_personnelles import (
    EffacementEmpeche,
    erase_compte,
    export_donnees,
    list_obstacles,
    list_restes,
)
from spaser.web.comptes.forms.compte import FormEffacement
from spaser.web.comptes.preuve import exige_preuve

if TYPE_CHECKING:
    from django.http import HttpRequest

    from spaser.web.comptes.connexion import RequeteConnectee


@never_cache
@require_safe
def mes_donnees(request: HttpRequest) -> HttpResponse:
    """Say what one may do with one's data."""
    contexte = {
        "rubrique": "donnees",
        "fil": [("Mon compte", reverse("comptes:profil")), ("Mes données", None)],
    }
    return render(request, "comptes/donnees.html", contexte)


@never_cache
@require_safe
@exige_preuve()
def export_mes_donnees(request: RequeteConnectee) -> HttpResponse:
    """Hand over all that the site keeps of this person."""
    reponse = JsonResponse(
        export_donnees(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    reponse["Content-Disposition"] = 'attachment; filename="mes-donnees-spaser.json"'
    return reponse


@never_cache
@exige_preuve()
def effacement(request: RequeteConnectee) -> HttpResponse:
    """Erase the account, or say what holds it back."""
    empechements = list_obstacles(request.user)
    form = FormEffacement(request.POST or None)
    if not empechements and form.is_valid():
        try:
            erase_compte(request.user)
        except EffacementEmpeche as refus:
            empechements = refus.raisons
        else:
            logout(request)
            messages.success(request, "Votre compte est effacé. Un message vous le confirme.")
            return redirect("comptes:connexion")
    contexte = {
        "form": form,
        "empechements": empechements,
        "restes": list_restes(),
        "rubrique": "donnees",
        "fil": [("Mon compte", reverse("comptes:profil")), ("Effacer mon compte", None)],
    }
    return render(request, "comptes/effacement.html", contexte)
