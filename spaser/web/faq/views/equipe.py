"""What the team reads: the questions received, and what readers say of the answers."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.editorial.services import TexteRefuse
from spaser.web.faq.forms import FormReponse, FormTransformer
from spaser.web.faq.models import QuestionRecue
from spaser.web.faq.selectors import find_reponse, list_avis, list_suites, read_faq
from spaser.web.faq.services import answer_question, close_question, start_reponse
from spaser.web.organisations.acces import exige
from spaser.web.socle.models import EtatRequete

TITRE: Final = "Questions reçues"
MONTREES: Final = 100


@exige(Operation.RELIRE_TEXTE)
@require_safe
def questions_recues(request: HttpRequest) -> HttpResponse:
    attendent = QuestionRecue.objects.filter(etat=EtatRequete.EN_ATTENTE)
    closes = QuestionRecue.objects.exclude(etat=EtatRequete.EN_ATTENTE).order_by("-traitee_le")
    contexte: dict[str, Any] = {
        "fil": [(TITRE, None)],
        "titre": TITRE,
        "nombre": attendent.count(),
        "attendent": attendent[:MONTREES],
        "closes": closes.select_related("traitee_par")[:MONTREES],
        "avis": list_avis(timezone.localdate()),
    }
    return render(request, "faq/questions_recues.html", contexte)


@exige(Operation.RELIRE_TEXTE)
@require_http_methods(["GET", "HEAD", "POST"])
def repondre(request: RequeteConnectee, pk: int) -> HttpResponse:
    question = get_object_or_404(QuestionRecue, pk=pk)
    maintenant = timezone.now()
    jour = timezone.localdate(maintenant)
    ferme = "fermer" in request.POST
    form = FormReponse(None if ferme else request.POST or None, reponses=read_faq(jour))
    if request.method == "POST" and (ferme or form.is_valid()):
        if ferme:
            faite = close_question(question, request.user, maintenant)
        else:
            lu = form.cleaned_data
            faite = answer_question(
                question, lu["reponse"], lu["devenue"], request.user, maintenant
            )
        if faite:
            messages.success(request, "La question est close.")
        else:
            messages.error(request, "Une autre personne de l’équipe a déjà répondu.")
        return redirect("faq:questions_recues")
    contexte: dict[str, Any] = {
        "fil": [(TITRE, reverse("faq:questions_recues")), (f"Question {question.pk}", None)],
        "question": question,
        "suite": list_suites(question).first(),
        "devenue": find_reponse(question.devenue, jour) if question.devenue else None,
        "form": form,
        "transformer": FormTransformer(reponses=read_faq(jour)),
    }
    return render(request, "faq/repondre.html", contexte)


@exige(Operation.REDIGER_TEXTE)
@require_POST
def transformer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Write an answer of the FAQ from a question, in the editor of texts."""
    question = get_object_or_404(QuestionRecue, pk=pk, etat=EtatRequete.EN_ATTENTE)
    maintenant = timezone.now()
    form = FormTransformer(request.POST, reponses=read_faq(timezone.localdate(maintenant)))
    if not form.is_valid():
        messages.error(request, str(form.errors["depuis"][0]))
        return redirect(question)
    try:
        texte = start_reponse(question, form.cleaned_data["depuis"], request.user, maintenant)
    except TexteRefuse as refus:
        messages.error(request, str(refus))
        return redirect(question)
    messages.success(request, "La question est liée à ce texte. Complétez-le, puis envoyez-le.")
    return redirect("editorial:modifier", texte.genre, texte.code)
