"""Attestations: asked for by who has completed a module, confirmed to whoever holds one."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from spaser.metier.questionnaires.modele import Moment
from spaser.web.comptes.client import read_adresse
from spaser.web.formation.attestation import write_attestation
from spaser.web.formation.forms import FormNom
from spaser.web.formation.selectors import find_attestation, follow, read_suivis
from spaser.web.formation.services import hand_attestation, matches
from spaser.web.formation.views.publiques import HEURE, TITRE, find_module_or_404
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.questionnaires.selectors import list_ouverts
from spaser.web.socle.limites import check_limite
from spaser.web.socle.reponses import reply_fichier

ATTESTATIONS_PAR_HEURE: Final = 60  # from one address: a whole room may share it
ESSAIS_PAR_HEURE: Final = 30
_AIDE: Final = "Tel qu’il sera écrit sur l’attestation. Le site ne le garde pas."
_AIDE_VERIFIER: Final = "Tel qu’il est écrit sur l’attestation que vous avez reçue."


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demander(request: HttpRequest, module: str) -> HttpResponse:
    jour = timezone.localdate()
    lu, lecons = find_module_or_404(module, jour)
    suivi = follow(lu, lecons, read_suivis(request, jour))
    form = FormNom(request.POST or None, aide=_AIDE)
    if request.method == "POST" and not suivi.fini:
        return redirect("formation:attestation", lu.code)
    if request.method == "POST" and form.is_valid():
        check_limite("formation.attestation", read_adresse(request), ATTESTATIONS_PAR_HEURE, HEURE)
        nom = form.cleaned_data["nom"]
        attestation = hand_attestation(lu, lecons, nom, jour)
        octets = write_attestation(attestation, lu, lecons, nom)
        return reply_fichier(octets, f"attestation-{lu.code}.pdf", "application/pdf")
    contexte: dict[str, Any] = {
        "fil": [
            (TITRE, reverse("formation:accueil")),
            (lu.titre, reverse("formation:module", args=[lu.code])),
            ("Attestation", None),
        ],
        "suivi": suivi,
        "form": form,
        "questionnaires": list_ouverts(jour, Moment.MODULE) if suivi.fini else [],
    }
    return render(request, "formation/attestation.html", contexte)


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verifier(request: HttpRequest, code: str) -> HttpResponse:
    attestation = find_attestation(code)
    if attestation is None:
        raise Http404
    form = FormNom(request.POST or None, aide=_AIDE_VERIFIER)
    reponse = None
    if request.method == "POST" and form.is_valid():
        check_limite(
            "formation.verifier", f"{read_adresse(request)} {code}", ESSAIS_PAR_HEURE, HEURE
        )
        reponse = matches(attestation, form.cleaned_data["nom"])
    contexte: dict[str, Any] = {
        "fil": [(TITRE, reverse("formation:accueil")), ("Attestation de suivi", None)],
        "attestation": attestation,
        "form": form,
        "reponse": reponse,
        "nom": form.cleaned_data["nom"] if reponse is not None else "",
    }
    return render(request, "formation/verifier.html", contexte)
