"""The quick entry, for the keyboard."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from spaser.documents.francais import pluriel
from spaser.metier.droits import Operation
from spaser.web.acteurs.saisie import BilanSaisie, Grille
from spaser.web.acteurs.selectors import list_acteurs
from spaser.web.acteurs.views.commun import make_contexte
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace

PAR_PAGE: Final = 30  # Django takes a thousand fields at most


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def saisie(request: HttpRequest, espace: Espace) -> HttpResponse:
    page = Paginator(list_acteurs(espace), PAR_PAGE).get_page(request.GET.get("page"))
    envoye = request.POST if request.method == "POST" else None
    grille = Grille(page, page.start_index() or 1, envoye)
    if envoye is not None and grille.is_valid():
        _tell(request, grille.save(espace, auteur_of(request)))
        return redirect("acteurs:tableau", espace.siren)
    contexte = make_contexte(
        request, espace, ("Saisie rapide", None), grille=grille, page=page,
        erreurs=grille.erreurs if envoye is not None else [],
    )  # fmt: skip
    return render(request, "acteurs/saisie.html", contexte)


def _tell(request: HttpRequest, bilan: BilanSaisie) -> None:
    ajoutes = pluriel(bilan.ajoutes, "acteur ajouté", "acteurs ajoutés")
    modifies = pluriel(bilan.modifies, "modifié")
    messages.success(request, f"{ajoutes}, {modifies}.")
    for nom in bilan.depasses:
        messages.warning(
            request,
            f"« {nom} » a changé entre-temps : votre ligne n’a pas été écrite. Ouvrez sa fiche.",
        )
