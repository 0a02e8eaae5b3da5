"""One's own trial: who its buyer is, and the one colleague invited to work in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.comptes.suivant import add_suivant
from spaser.web.organisations.acces import de_la_personne, ouverte_a_tous
from spaser.web.organisations.forms import FormCollegue, FormEssai
from spaser.web.organisations.identite import describe_espace
from spaser.web.organisations.models import CollegueEssai, Espace
from spaser.web.organisations.selectors import list_essais
from spaser.web.organisations.services import espaces as services
from spaser.web.organisations.services.refus import GesteRefuse
from spaser.web.organisations.views.gestes import fil_personne, try_gesture
from spaser.web.socle.jetons import JetonRefuse
from spaser.web.socle.limites import check_limite

PAR_JOUR: Final = 10
DISPARU: Final = 410


@de_la_personne
@require_http_methods(["GET", "HEAD", "POST"])
def essai(request: RequeteConnectee, pk: int) -> HttpResponse:
    sien = get_object_or_404(list_essais(request.user), pk=pk)
    form = FormEssai(request.POST or None, initial=_read_identite(sien))
    if request.method == "POST" and form.is_valid():
        lues = form.cleaned_data
        services.describe_essai(sien, lues["nom"], lues["type"], lues["code_region"])
        try_gesture(request, lambda: None, "C’est enregistré.")
        return redirect("organisations:essai", sien.pk)
    return _show(request, sien, form, FormCollegue())


@de_la_personne
@require_POST
def inviter_collegue(request: RequeteConnectee, pk: int) -> HttpResponse:
    sien = get_object_or_404(list_essais(request.user), pk=pk)
    form = FormCollegue(request.POST)
    if not form.is_valid():
        return _show(request, sien, FormEssai(initial=_read_identite(sien)), form)
    check_limite("organisations.collegue", str(request.user.pk), PAR_JOUR, timedelta(days=1))
    courriel = form.cleaned_data["courriel"]
    try_gesture(
        request,
        lambda: services.invite_collegue(sien, courriel),
        f"L’invitation est envoyée à {courriel}.",
    )
    return redirect("organisations:essai", sien.pk)


@de_la_personne
@require_POST
def retirer_collegue(request: RequeteConnectee, pk: int) -> HttpResponse:
    sien = get_object_or_404(list_essais(request.user), pk=pk)
    services.remove_collegue(sien)
    try_gesture(request, lambda: None, "Cet espace d’essai n’est plus ouvert qu’à vous.")
    return redirect("organisations:essai", sien.pk)


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rejoindre_essai(request: HttpRequest, jeton: str) -> HttpResponse:
    """Show an invitation to a trial to whoever holds its link; let her in once signed in."""
    try:
        collegue = services.read_collegue(jeton)
        if request.method == "POST":
            if not request.user.is_authenticated:
                return HttpResponseRedirect(add_suivant("comptes:connexion", request.path))
            return redirect(services.join_essai(jeton, auteur_of(request)))
    except JetonRefuse as refus:
        contexte: dict[str, Any] = {"fil": fil_personne("Invitation"), "raison": refus.raison}
        return render(request, "organisations/invitation_refusee.html", contexte, status=DISPARU)
    except GesteRefuse as refus:
        return _invite(request, collegue, str(refus))
    return _invite(request, collegue)


def _invite(request: HttpRequest, collegue: CollegueEssai, refus: str = "") -> HttpResponse:
    contexte = {
        "fil": fil_personne("Invitation"),
        "collegue": collegue,
        "refus": refus,
        "connexion": add_suivant("comptes:connexion", request.path),
        "inscription": add_suivant("comptes:inscription", request.path),
    }
    return render(request, "organisations/essai_invitation.html", contexte)


def _read_identite(sien: Espace) -> dict[str, str]:
    connue = describe_espace(sien)
    return {"nom": connue.nom, "type": connue.type, "code_region": connue.code_region}


def _show(
    request: HttpRequest, sien: Espace, form: FormEssai, form_collegue: FormCollegue
) -> HttpResponse:
    contexte = {
        "fil": fil_personne("Espace d’essai"),
        "espace": sien,
        "form": form,
        "form_collegue": form_collegue,
        "collegue": CollegueEssai.objects.filter(espace=sien).first(),
    }
    return render(request, "organisations/essai.html", contexte)
