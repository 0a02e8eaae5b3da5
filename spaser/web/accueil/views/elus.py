"""The page for those who decide: in the space, and by an address given to people outside."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.web.accueil.elus import name_vue, read_vue
from spaser.web.accueil.forms import FormPartage
from spaser.web.commun.liens import (
    SignedPage,
    answer_ferme,
    list_partages,
    make_partage,
    note_lecture,
    revoke_partage,
    seal,
)
from spaser.web.commun.models import LienPartage
from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace

PARTAGE: Final = SignedPage("accueil:vue_partagee")


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def elus(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Show the page in the space."""
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
    contexte = {"espace": lien.espace, "vue": read_vue(lien.espace), "lien": lien}
    return seal(render(request, "accueil/elus/partage.html", contexte))


@exige_espace(Operation.PARTAGER_VUE)
@require_http_methods(["GET", "HEAD", "POST"])
def liens(request: HttpRequest, espace: Espace) -> HttpResponse:
    """List the addresses given, and make one."""
    form = FormPartage(request.POST if request.method == "POST" else None)
    if form.is_valid():
        make_partage(PARTAGE, espace, form.cleaned_data["pour"], form.pendant, auteur_of(request))
        messages.success(request, "Le lien est prêt. Copiez-le ci-dessous.")
        return redirect("accueil:liens", espace.siren)
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
        "liens": [
            (lien, request.build_absolute_uri(PARTAGE.path_of(lien)))
            for lien in _list_ouverts(espace)
        ],
    }
    return render(request, "accueil/elus/liens.html", contexte)


@exige_espace(Operation.PARTAGER_VUE)
@require_POST
def retirer_lien(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Take an address back."""
    lien = get_object_or_404(_list_ouverts(espace), pk=pk)
    revoke_partage(lien, request.user)
    messages.success(request, f"Le lien donné à « {lien.pour} » n’ouvre plus rien.")
    return redirect("accueil:liens", espace.siren)


def _list_ouverts(espace: Espace) -> QuerySet[LienPartage]:
    return list_partages(PARTAGE).filter(espace=espace)
