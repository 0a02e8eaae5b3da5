"""A spreadsheet of the grid: what it would change is shown before it does."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from spaser.donnees.tables.modele import ErreurTable
from spaser.metier.droits import Operation
from spaser.metier.grille.importation import GrilleLue
from spaser.metier.grille.modele import COLONNES, PAR_NOM, ContenuLigne
from spaser.web.comptes.connexion import auteur_of
from spaser.web.grille.forms.importation import FormFichier
from spaser.web.grille.importation import (
    OCTETS_MAX,
    Garde,
    compare_with,
    read_fichier,
    seal,
    unseal,
)
from spaser.web.grille.services import apply_import, undecide
from spaser.web.grille.views.grille import fil_grille
from spaser.web.organisations.espaces import exige_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.socle.envois import recoit


@exige_espace(Operation.REMPLIR_GRILLE)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(OCTETS_MAX)
def importer(request: HttpRequest, espace: Espace) -> HttpResponse:
    if request.method == "POST" and "contenu" in request.POST:
        return _apply(request, espace)
    envoye = request.method == "POST"
    form = FormFichier(request.POST, request.FILES) if envoye else FormFichier()
    if form.is_valid():
        try:
            lecture = read_fichier(form.cleaned_data["fichier"])
        except ErreurTable as faute:
            form.add_error("fichier", str(faute))
        else:
            lues = [ligne for _, ligne in lecture.lignes]
            return _show_changes(request, espace, _keep_allowed(request, espace, lues), lecture)
    return _ask_file(request, espace, form)


def _apply(request: HttpRequest, espace: Espace) -> HttpResponse:
    garde = unseal(espace, request.POST["contenu"])
    if garde is None:
        messages.error(request, "Cet import n’est plus valable : envoyez le fichier de nouveau.")
        return redirect("grille:importer", espace.siren)
    ecarts, empreinte = compare_with(espace, garde.lignes)
    if empreinte != garde.empreinte:
        messages.warning(request, "La grille a changé pendant ce temps : relisez avant d’importer.")
        return _show_changes(request, espace, garde.lignes, None)
    apply_import(espace, ecarts, auteur_of(request))
    messages.success(request, "Le fichier est importé.")
    return redirect("grille:grille", espace.siren)


def _keep_allowed(
    request: HttpRequest, espace: Espace, lignes: Sequence[ContenuLigne]
) -> Sequence[ContenuLigne]:
    """Keep the short-list fields of an imported grid only for those who may decide the list."""
    if peut_dans(request, espace, Operation.ARRETER_INDICATEURS):
        return lignes
    if any(ligne.retenu for ligne in lignes):
        messages.info(
            request,
            "Les colonnes de la liste courte (retenu, responsable, fréquence, source) ne sont pas "
            "importées : les personnes qui rédigent ou administrent en décident.",
        )
    return [undecide(ligne) for ligne in lignes]


def _show_changes(
    request: HttpRequest, espace: Espace, lignes: Sequence[ContenuLigne], lecture: GrilleLue | None
) -> HttpResponse:
    ecarts, empreinte = compare_with(espace, lignes)
    contexte = {
        "fil": fil_grille(request, espace, ("Importer", None)),
        "espace": espace,
        "lecture": lecture,
        "ecarts": ecarts,
        "changements": [
            (c.apres, [PAR_NOM[nom].titre for nom in c.champs]) for c in ecarts.changements
        ],
        "contenu": seal(espace, Garde(tuple(lignes), empreinte)),
        "a_faire": bool(ecarts.nouvelles or ecarts.changements),
    }
    return render(request, "grille/import_verifier.html", contexte)


def _ask_file(request: HttpRequest, espace: Espace, form: FormFichier) -> HttpResponse:
    contexte = {
        "fil": fil_grille(request, espace, ("Importer", None)),
        "espace": espace,
        "form": form,
        "colonnes": COLONNES,
    }
    return render(request, "grille/importer.html", contexte)
