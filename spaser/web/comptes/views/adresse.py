"""Changing one's address."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from spaser.web.comptes import adresse
from spaser.web.comptes.forms.compte import FormNouvelleAdresse
from spaser.web.comptes.models import ChangementAdresse
from spaser.web.comptes.preuve import exige_preuve
from spaser.web.socle.jetons import JetonRefuse
from spaser.web.socle.limites import check_limite

if TYPE_CHECKING:
    from django.http import HttpRequest

    from spaser.web.comptes.connexion import RequeteConnectee

GONE: Final = 410


@never_cache
@exige_preuve()
def changement_adresse(request: RequeteConnectee) -> HttpResponse:
    """Ask for the new address and write to both mailboxes."""
    utilisateur = request.user
    avec_mot_de_passe = utilisateur.has_usable_password()
    form = FormNouvelleAdresse(request.POST or None)
    if avec_mot_de_passe and form.is_valid():
        if form.cleaned_data["courriel"] == utilisateur.courriel:
            form.add_error("courriel", "C’est déjà votre adresse. Saisissez-en une autre.")
        else:
            check_limite("adresse", str(utilisateur.pk), 5, timedelta(hours=1))
            adresse.request_changement(utilisateur, form.cleaned_data["courriel"])
            messages.success(request, "Un message est parti aux deux adresses.")
            return redirect("comptes:adresse")
    contexte = {
        "form": form,
        "avec_mot_de_passe": avec_mot_de_passe,
        "en_cours": ChangementAdresse.objects.filter(utilisateur=utilisateur).first(),
        "rubrique": "adresse",
        "fil": [("Mon compte", reverse("comptes:profil")), ("Adresse électronique", None)],
    }
    return render(request, "comptes/adresse.html", contexte)


@never_cache
@require_POST
def abandon_changement(request: RequeteConnectee) -> HttpResponse:
    """Give up the change under way."""
    adresse.cancel_changement(request.user)
    messages.success(request, "Le changement d’adresse est abandonné.")
    return redirect("comptes:profil")


@never_cache
def accord(request: HttpRequest, jeton: str) -> HttpResponse:
    """Agree to a change, from one of the two mailboxes."""
    try:
        changement_lu, cote = adresse.read_accord(jeton)
        fait = adresse.give_accord(jeton) if request.method == "POST" else None
    except JetonRefuse as refus:
        contexte: dict[str, Any] = {"titre": "Changement d’adresse", "raison": refus.raison}
        return render(request, "comptes/lien_refuse.html", contexte, status=GONE)
    contexte = {
        "changement": changement_lu,
        "cote": cote,
        "fait": fait,
        "fil": [("Changement d’adresse", None)],
    }
    return render(request, "comptes/adresse_accord.html", contexte)
