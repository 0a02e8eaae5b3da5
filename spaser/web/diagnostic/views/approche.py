"""The approach of a space: chosen with its reasons, and the outline that it gives."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.metier.approches import choose_approche, load_approches
from spaser.metier.droits import Operation
from spaser.metier.registre.nomenclatures import Approche
from spaser.web.comptes.connexion import auteur_of
from spaser.web.diagnostic.approche import choose, find_choix, find_conseil, list_choix_approche
from spaser.web.diagnostic.selectors import list_illustrations
from spaser.web.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace


class FormApproche(DsfrBaseForm):
    approche = forms.ChoiceField(
        label="Votre approche",
        choices=[(approche.value, approche.libelle) for approche in Approche],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une approche.",
            "invalid_choice": "Choisissez une des quatre approches.",
        },
    )
    raison = forms.CharField(
        label="Pourquoi celle-ci ?",
        max_length=500,
        help_text="Une phrase pour vos collègues et pour qui décide.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Dites pourquoi en une phrase.",
            "max_length": "Raccourcissez cette phrase : cinq cents signes au plus.",
        },
    )

    def read_approche(self) -> Approche:
        return Approche(self.cleaned_data["approche"])


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def approche(request: HttpRequest, espace: Espace) -> HttpResponse:
    tous = list_choix_approche(espace)
    lues = load_approches()
    actuel = tous[0] if tous else None
    contexte = {
        "fil": fil_espace(request, espace, ("Approche", None)),
        "espace": espace,
        "choix": actuel,
        "anciens": tous[1:],
        "choisir": peut_dans(request, espace, Operation.CHOISIR_APPROCHE),
    }
    if actuel:
        retenue = Approche(actuel.approche)
        contexte |= {
            "description": lues.find(retenue),
            "parties": lues.outline(retenue),
            "fiches": list_illustrations().get(retenue.value, []),
        }
    return render(request, "diagnostic/approche/approche.html", contexte)


@exige_espace(Operation.CHOISIR_APPROCHE)
@require_http_methods(["GET", "HEAD", "POST"])
def choisir_approche(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Ask five questions, say what they point to, record the choice and why.

    Asking for advice records nothing, and leaves what was already written in the form.
    """
    lues = load_approches()
    ancien = find_choix(espace)
    connues = request.POST if request.method == "POST" else (ancien.reponses if ancien else {})
    donnees = {q.code: connues.get(q.code, "") for q in lues.questions}
    if request.method != "POST" or "conseil" in request.POST:
        form = FormApproche(initial=request.POST.dict())
    else:
        form = FormApproche(request.POST)
    if form.is_valid():
        choose(
            espace,
            form.read_approche(),
            form.cleaned_data["raison"],
            {code: valeur for code, valeur in donnees.items() if valeur},
            auteur_of(request),
        )
        messages.success(request, "Votre approche est choisie. Voici le plan qu’elle donne.")
        return redirect("diagnostic:approche", espace.siren)
    contexte = {
        "fil": fil_espace(
            request,
            espace,
            ("Approche", reverse("diagnostic:approche", args=[espace.siren])),
            ("Choisir", None),
        ),
        "espace": espace,
        "posees": [(question, donnees[question.code]) for question in lues.questions],
        "diagnostic": find_conseil(espace),
        "demande": "conseil" in request.POST or any(donnees.values()),
        "choix": choose_approche(lues, donnees),
        "form": form,
    }
    return render(request, "diagnostic/approche/choisir.html", contexte)
