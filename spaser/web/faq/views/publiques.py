"""The FAQ: read, taken away, judged; and the question box."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from spaser.web.comptes.client import read_adresse
from spaser.web.editorial.selectors import find_mise_a_jour
from spaser.web.faq.document import read_pdf
from spaser.web.faq.forms import QUESTION_MAX, FormAvis, FormQuestion
from spaser.web.faq.selectors import (
    find_reponse,
    list_reponses,
    read_parties,
)
from spaser.web.faq.services import keep_avis, send_question
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.socle.limites import STATUT, TropDeDemandes, check_fichiers, check_limite
from spaser.web.socle.reponses import reply_fichier

TITRE: Final = "Foire aux questions"
HEURE: Final = timedelta(hours=1)
QUESTIONS_PAR_HEURE: Final = 10  # from one address: a whole office may share it
AVIS_PAR_HEURE: Final = 60


@ouverte_a_tous
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    parties = read_parties(timezone.localdate())
    reponses = list_reponses(parties)
    contexte: dict[str, Any] = {
        "fil": [(TITRE, None)],
        "parties": parties,
        "nombre": len(reponses),
        "mise_a_jour": find_mise_a_jour(reponses),
        "form": FormQuestion(),
    }
    return render(request, "faq/page.html", contexte)


@ouverte_a_tous
@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    check_fichiers(request, "faq.fichier")
    jour = timezone.localdate()
    return reply_fichier(read_pdf(jour), f"faq-spaser-{jour}.pdf", "application/pdf")


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def donner_avis(request: HttpRequest, code: str) -> HttpResponse:
    """Keep whether an answer helped; of a « no », ask what is missing."""
    jour = timezone.localdate()
    reponse = find_reponse(code, jour)
    if reponse is None:
        raise Http404
    form = FormAvis(request.POST or None, initial={"utile": request.GET.get("utile")})
    statut = 200
    if request.method == "POST" and form.is_valid():
        lu = form.cleaned_data
        utile = lu["utile"] == "oui"
        try:
            if not lu["site"]:  # a trap that machines fill: keep nothing then
                check_limite("faq.avis", read_adresse(request), AVIS_PAR_HEURE, HEURE)
                keep_avis(code, read_adresse(request), jour, utile=utile, raison=lu["raison"])
        except TropDeDemandes as trop:
            statut = _refuse(form, trop, "avis", AVIS_PAR_HEURE)
        else:
            if not utile and "rapide" in request.POST:
                return redirect(f"{reverse('faq:avis', args=[code])}?utile=non")
            messages.success(request, "Merci, votre avis est noté.")
            return redirect(f"{reverse('faq:page')}#{code}")
    contexte: dict[str, Any] = {
        "fil": [(TITRE, reverse("faq:page")), ("Votre avis", None)],
        "reponse": reponse,
        "note": request.GET.get("utile") == "non",
        "form": form,
    }
    return render(request, "faq/avis.html", contexte, status=statut)


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demander(request: HttpRequest) -> HttpResponse:
    form = FormQuestion(
        request.POST or None, initial={"message": request.GET.get("q", "")[:QUESTION_MAX]}
    )
    statut = 200
    if request.method == "POST" and form.is_valid():
        lu = form.cleaned_data
        try:
            if not lu["site"]:  # a trap that machines fill: keep nothing then
                check_limite("faq.question", read_adresse(request), QUESTIONS_PAR_HEURE, HEURE)
                send_question(lu["message"], lu["courriel"], timezone.now())
        except TropDeDemandes as trop:
            statut = _refuse(form, trop, "questions", QUESTIONS_PAR_HEURE)
        else:
            messages.success(request, _thank(lu["courriel"]))
            return redirect("faq:page")
    contexte: dict[str, Any] = {
        "fil": [(TITRE, reverse("faq:page")), ("Posez votre question", None)],
        "form": form,
    }
    return render(request, "faq/demander.html", contexte, status=statut)


def _thank(adresse: str) -> str:
    if adresse:
        return "Merci. L’équipe du programme a votre question et vous répondra à cette adresse."
    return (
        "Merci. L’équipe du programme a votre question. Sans adresse, elle ne pourra pas vous "
        "écrire : sa réponse paraîtra ici si elle sert à d’autres."
    )


def _refuse(form: BaseForm, trop: TropDeDemandes, quoi: str, nombre: int) -> int:
    form.add_error(
        None,
        f"Votre réseau a déjà envoyé {nombre} {quoi} en une heure, et ceux-ci sont gardés. "
        f"Celui-ci n’est pas parti : votre texte est toujours là, renvoyez-le dans {trop.minutes}.",
    )
    return STATUT
