"""Lines of the grid: added, typed back after a workshop, mended, taken out, suggested."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spaser.documents.francais import pluriel
from spaser.metier.droits import Operation
from spaser.metier.grille.choix import load_plafonds
from spaser.metier.indicateurs import Rubrique
from spaser.web.commun.versions import save_form
from spaser.web.comptes.connexion import auteur_of
from spaser.web.grille.forms.lignes import FormLigne, FormsLignes, fill_ligne
from spaser.web.grille.selectors import list_lignes, list_suggestions
from spaser.web.grille.services import add_lignes, add_suggestions, delete_ligne, save_ligne
from spaser.web.grille.views.grille import fil_grille
from spaser.web.organisations.espaces import exige_espace, peut_dans
from spaser.web.organisations.models import Espace


@exige_espace(Operation.REMPLIR_GRILLE)
@require_http_methods(["GET", "HEAD", "POST"])
def ajouter(request: HttpRequest, espace: Espace) -> HttpResponse:
    envoye = request.POST if request.method == "POST" else None
    rubrique = read_rubrique(request)
    form = FormLigne(envoye, initial={"rubrique": rubrique.value} if rubrique else {})
    if form.is_valid():
        add_lignes(espace, [form.make_ligne()], auteur_of(request))
        messages.success(request, "La ligne est ajoutée.")
        return redirect("grille:grille", espace.siren)
    titre = "Ajouter une ligne"
    contexte = {"fil": fil_grille(request, espace, (titre, None)), "espace": espace, "form": form}
    return render(request, "grille/ligne.html", contexte | {"titre": titre})


@exige_espace(Operation.REMPLIR_GRILLE)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    """Change a line; show both versions when somebody else did meanwhile."""
    ligne = list_lignes(espace).filter(pk=pk).first()
    if ligne is None:
        return _offer_again(request, espace)
    envoye = request.POST if request.method == "POST" else None
    form = save_form(
        lambda: FormLigne(envoye, initial=fill_ligne(ligne), version=ligne.version),
        lambda form: save_ligne(espace, ligne, form.read(), auteur_of(request)),
    )
    if form is None:
        messages.success(request, "La ligne est enregistrée.")
        return redirect("grille:grille", espace.siren)
    contexte = {
        "fil": fil_grille(request, espace, (ligne.titre, None)),
        "espace": espace,
        "form": form,
        "ligne": ligne,
        "titre": ligne.titre,
    }
    return render(request, "grille/ligne.html", contexte)


def _offer_again(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Show the form of a new line, filled with what was typed of one taken out meanwhile."""
    if request.method != "POST":
        raise Http404
    contexte = {
        "fil": fil_grille(request, espace, ("Ligne retirée", None)),
        "espace": espace,
        "form": FormLigne(request.POST),
        "titre": "Cette ligne n’est plus dans la grille",
        "remettre": reverse("grille:ajouter", args=[espace.siren]),
    }
    return render(request, "grille/ligne.html", contexte, status=HTTPStatus.NOT_FOUND)


@exige_espace(Operation.REMPLIR_GRILLE)
@require_http_methods(["GET", "HEAD", "POST"])
def supprimer(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    ligne = get_object_or_404(list_lignes(espace), pk=pk)
    if ligne.retenu and not peut_dans(request, espace, Operation.ARRETER_INDICATEURS):
        messages.error(
            request,
            f"« {ligne.titre} » est sur la liste courte : demandez d’abord à une personne qui "
            "rédige ou administre de l’en retirer.",
        )
        return redirect("grille:grille", espace.siren)
    if request.method == "POST":
        delete_ligne(espace, ligne, auteur_of(request))
        messages.success(request, f"« {ligne.titre} » est retiré de la grille.")
        return redirect("grille:grille", espace.siren)
    contexte = {
        "fil": fil_grille(request, espace, ("Retirer", None)),
        "espace": espace,
        "ligne": ligne,
    }
    return render(request, "grille/supprimer.html", contexte)


@exige_espace(Operation.REMPLIR_GRILLE)
@require_http_methods(["GET", "HEAD", "POST"])
def saisie(request: HttpRequest, espace: Espace) -> HttpResponse:
    rubrique = read_rubrique(request) or Rubrique.ENVIRONNEMENT
    prefixe: dict[str, Any] = {
        "prefix": "ligne",
        "form_kwargs": {"initial": {"rubrique": rubrique.value}},
    }
    envoyee = request.method == "POST" and "ligne-TOTAL_FORMS" in request.POST
    formes = FormsLignes(request.POST, **prefixe) if envoyee else FormsLignes(**prefixe)
    if envoyee and formes.is_valid():
        lignes = [form.make_ligne() for form in formes if form.has_changed()]
        if lignes:
            nombre = add_lignes(espace, lignes, auteur_of(request))
            messages.success(request, f"{pluriel(nombre, 'ligne')} ajoutée{'s'[: nombre > 1]}.")
            return redirect("grille:grille", espace.siren)
        messages.info(request, "Rien n’est encore écrit : remplissez une ligne au moins.")
    contexte = {
        "fil": fil_grille(request, espace, ("Saisie rapide", None)),
        "espace": espace,
        "formes": formes,
    }
    return render(request, "grille/saisie.html", contexte)


@exige_espace(Operation.REMPLIR_GRILLE)
@require_http_methods(["GET", "HEAD", "POST"])
def suggestions(request: HttpRequest, espace: Espace) -> HttpResponse:
    rubrique, toutes = read_rubrique(request), request.GET.get("toutes") == "oui"
    proposees = list_suggestions(espace, rubrique, toutes=toutes or request.method == "POST")
    choisis = set(request.POST.getlist("code"))
    if request.method == "POST" and choisis:
        retenues = [s for s in proposees if s.fiche.code in choisis]
        nombre = add_suggestions(espace, retenues, auteur_of(request))
        messages.success(request, f"{pluriel(nombre, 'ligne')} ajoutée{'s'[: nombre > 1]}.")
        return redirect("grille:grille", espace.siren)
    contexte = {
        "fil": fil_grille(request, espace, ("Suggestions", None)),
        "espace": espace,
        "suggestions": proposees,
        "rubriques": list(Rubrique),
        "rubrique": rubrique,
        "toutes": toutes,
        "oublie": request.method == "POST",
        "repere": load_plafonds().suggestions,
    }
    return render(request, "grille/suggestions.html", contexte)


def read_rubrique(request: HttpRequest) -> Rubrique | None:
    code = request.GET.get("rubrique", "")
    return Rubrique(code) if code in set(Rubrique) else None
