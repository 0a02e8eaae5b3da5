"""« Une erreur ? Répondre »: a reader's remark, and the team's answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from spaser.metier.droits import Operation
from spaser.web.acheteurs.forms import FormRemarque, FormReponse
from spaser.web.acheteurs.models import Remarque
from spaser.web.acheteurs.selectors import find_acheteur_public
from spaser.web.acheteurs.services import answer_remarque, send_remarque
from spaser.web.comptes.client import read_adresse
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.acces import exige, ouverte_a_tous
from spaser.web.registre.selectors.porteurs import list_schemas_de
from spaser.web.socle.limites import check_limite
from spaser.web.socle.models import EtatRequete

HEURE: Final = timedelta(hours=1)
PAR_HEURE: Final = 5
MONTREES: Final = 100
REMARQUES: Final = "Remarques sur les pages publiques"


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remarquer(request: HttpRequest, siren: str) -> HttpResponse:
    connu = find_acheteur_public(siren, list_schemas_de(siren))
    if connu is None:
        raise Http404
    page = reverse("acheteurs:acheteur", args=[siren])
    form = FormRemarque(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lu = form.cleaned_data
        if not lu["site"]:  # a trap that machines fill: keep nothing then
            check_limite("acheteurs.remarque", read_adresse(request), PAR_HEURE, HEURE)
            send_remarque(connu.identite, lu["message"], lu["courriel"], timezone.now())
        messages.success(request, "Merci. L’équipe du programme va vérifier.")
        return redirect(page)
    contexte = {
        "fil": [
            ("Trouver un acheteur", reverse("acheteurs:recherche")),
            (connu.identite.nom, page),
            ("Signaler une erreur", None),
        ],
        "identite": connu.identite,
        "form": form,
    }
    return render(request, "acheteurs/remarquer.html", contexte)


@exige(Operation.MODERER_DEPOT)
@require_safe
def remarques(request: HttpRequest) -> HttpResponse:
    attendent = Remarque.objects.filter(etat=EtatRequete.EN_ATTENTE)
    closes = Remarque.objects.exclude(etat=EtatRequete.EN_ATTENTE).order_by("-traitee_le")
    contexte = {
        "fil": [("Modération", reverse("registre:moderation")), (REMARQUES, None)],
        "titre": REMARQUES,
        "attendent": attendent[:MONTREES],
        "closes": closes.select_related("traitee_par")[:MONTREES],
    }
    return render(request, "acheteurs/remarques.html", contexte)


@exige(Operation.MODERER_DEPOT)
@require_http_methods(["GET", "HEAD", "POST"])
def repondre(request: RequeteConnectee, pk: int) -> HttpResponse:
    remarque = get_object_or_404(Remarque, pk=pk)
    form = FormReponse(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reponse = form.cleaned_data["reponse"]
        if answer_remarque(remarque, reponse, request.user, timezone.now()):
            messages.success(request, "La remarque est close.")
        else:
            messages.error(request, "Une autre personne de l’équipe a déjà répondu.")
        return redirect("acheteurs:remarques")
    contexte = {
        "fil": [
            ("Modération", reverse("registre:moderation")),
            (REMARQUES, reverse("acheteurs:remarques")),
            (remarque.nom, None),
        ],
        "remarque": remarque,
        "form": form,
    }
    return render(request, "acheteurs/repondre.html", contexte)
