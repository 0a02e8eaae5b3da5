"""The short list: the indicators that will really be followed."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.metier.grille.choix import is_a_la_main, is_complete, judge, load_plafonds
from spaser.metier.indicateurs import load_bibliotheque
from spaser.web.commun.versions import save_form
from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.grille.forms.lignes import FormSuivi, fill_ligne
from spaser.web.grille.selectors import list_lignes, split_lignes
from spaser.web.grille.services import choose_ligne, save_ligne
from spaser.web.grille.views.grille import fil_grille
from spaser.web.organisations.espaces import exige_espace, peut_dans
from spaser.web.organisations.models import Espace

_TITRE: Final = "Indicateurs à suivre"


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def liste_courte(request: HttpRequest, espace: Espace) -> HttpResponse:
    bibliotheque = load_bibliotheque()
    retenues, candidates = split_lignes(espace)
    lues = [ligne.read() for ligne in retenues]
    contexte = {
        "fil": fil_grille(request, espace, (_TITRE, None)),
        "espace": espace,
        "retenues": [
            (ligne, is_a_la_main(lue, bibliotheque), is_complete(lue))
            for ligne, lue in zip(retenues, lues, strict=True)
        ],
        "avis": judge(lues, bibliotheque),
        "reperes": load_plafonds(),
        "candidates": candidates,
        "decider": peut_dans(request, espace, Operation.ARRETER_INDICATEURS),
    }
    return render(request, "grille/liste_courte.html", contexte)


@exige_espace(Operation.ARRETER_INDICATEURS)
@require_POST
def retenir(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    get_object_or_404(list_lignes(espace), pk=pk)
    retenu = request.POST.get("retenu") != "non"
    ligne = choose_ligne(espace, pk, request.user, retenu=retenu)
    suite = "est sur la liste" if retenu else "n’est plus sur la liste"
    messages.success(request, f"« {ligne.indicateur or ligne.titre} » {suite}.")
    return redirect("grille:liste_courte", espace.siren)


@exige_espace(Operation.ARRETER_INDICATEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def suivi(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    ligne = get_object_or_404(list_lignes(espace), pk=pk)
    envoye = request.POST if request.method == "POST" else None
    form = save_form(
        lambda: FormSuivi(envoye, initial=fill_ligne(ligne), version=ligne.version),
        lambda form: save_ligne(espace, ligne, form.read(), auteur_of(request)),
    )
    if form is None:
        messages.success(request, "Le suivi est enregistré.")
        return redirect("grille:liste_courte", espace.siren)
    adresse = reverse("grille:liste_courte", args=[espace.siren])
    contexte = {
        "fil": fil_grille(
            request, espace, (_TITRE, adresse), (ligne.indicateur or ligne.titre, None)
        ),
        "espace": espace,
        "form": form,
        "ligne": ligne,
    }
    return render(request, "grille/suivi.html", contexte)
