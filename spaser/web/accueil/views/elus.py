"""The page for those who decide: in the space, and by an address given to people outside."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spaser.metier.droits import Operation
from spaser.web.accueil.elus import PARTAGE, name_vue, read_vue
from spaser.web.accueil.forms import FormPartage
from spaser.web.commun.liens import answer_ferme, list_partages, make_partage, note_lecture, seal
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def elus(request: HttpRequest, espace: Espace) -> HttpResponse:
    titre = name_vue(espace)
    contexte = {
        "fil": fil_espace(request, espace, (titre, None)),
        "titre": titre,
        "espace": espace,
        "vue": read_vue(espace),
        "partager": peut_dans(request, espace, Operation.PARTAGER_VUE),
    }
    return render(request, "accueil/elus/vue.html", contexte)


@ouverte_a_tous
@require_safe
def vue_partagee(request: HttpRequest, jeton: str) -> HttpResponse:
    """Show the page to whoever was given its address; engines are kept away."""
    lien = PARTAGE.find(jeton, list_partages(PARTAGE))
    if lien is None:
        return answer_ferme(request)
    note_lecture(lien, timezone.now())
    contexte = {"espace": lien.lieu, "vue": read_vue(lien.lieu), "lien": lien}
    return seal(render(request, "accueil/elus/partage.html", contexte))


@exige_espace(Operation.PARTAGER_VUE)
@require_http_methods(["GET", "HEAD", "POST"])
def liens(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Make an address; those given are listed with all the links of the person."""
    form = FormPartage(request.POST if request.method == "POST" else None)
    if form.is_valid():
        make_partage(PARTAGE, espace, form.cleaned_data["pour"], form.pendant, auteur_of(request))
        messages.success(request, "Le lien est prêt. Copiez-le ci-dessous.")
        return redirect("commun:liens")
    titre = name_vue(espace)
    contexte = {
        "fil": fil_espace(
            request,
            espace,
            (titre, reverse("accueil:elus", args=[espace.siren])),
            ("Partager", None),
        ),
        "titre": titre,
        "espace": espace,
        "form": form,
    }
    return render(request, "accueil/elus/liens.html", contexte)
