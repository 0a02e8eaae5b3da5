"""Answers given without an account join a space: by a click on their result, or by their code."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.metier.autodiagnostic.questionnaire import (
    ErreurCode,
    Questionnaire,
    load_questionnaire,
    load_questionnaires,
    read_code,
)
from spaser.metier.droits import Operation
from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.diagnostic.campagnes.participations import keep_code
from spaser.web.diagnostic.campagnes.selectors import list_accueillants
from spaser.web.diagnostic.campagnes.views.gestes import fil_diagnostic
from spaser.web.organisations.acces import de_la_personne
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace


class FormCode(DsfrBaseForm):
    code = forms.CharField(
        label="Code des réponses",
        max_length=100,
        error_messages={
            "required": "Recopiez le code : il est sous le résultat, et dans son adresse.",
            "max_length": "Ce code est trop long : recopiez-le depuis le résultat.",
        },
    )

    def clean_code(self) -> tuple[Questionnaire, dict[str, int]]:
        """Read the answers; a code that answers nothing is refused."""
        try:
            questionnaire, reponses = read_code(self.cleaned_data["code"], load_questionnaires())
        except ErreurCode as faute:
            raise forms.ValidationError(str(faute)) from None
        if not reponses:
            raise forms.ValidationError("Ce code ne porte aucune réponse : répondez d’abord.")
        return questionnaire, reponses


@de_la_personne
@require_safe
def garder(request: RequeteConnectee) -> HttpResponse:
    contexte = {
        "fil": [("Autodiagnostic", None)],
        "code": request.GET.get("code", ""),
        "accueillants": list_accueillants(request),
    }
    return render(request, "diagnostic/campagnes/garder.html", contexte)


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@require_http_methods(["GET", "HEAD", "POST"])
def reprendre(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Open a campaign with the answers of a code, as those of who brings them."""
    form = FormCode(request.POST if request.method == "POST" else None)
    if form.is_valid():
        questionnaire, reponses = form.cleaned_data["code"]
        campagne = keep_code(espace, questionnaire, reponses, auteur_of(request))
        messages.success(
            request,
            f"{len(reponses)} réponses sur {len(questionnaire.questions)} sont gardées à votre "
            "nom. Invitez vos collègues, ou figez le résultat.",
        )
        return redirect(campagne)
    contexte = {
        "fil": fil_diagnostic(request, espace, None, ("Reprendre un code", None)),
        "espace": espace,
        "form": form,
        "actuelle": load_questionnaire().version,
    }
    return render(request, "diagnostic/campagnes/reprendre.html", contexte)
