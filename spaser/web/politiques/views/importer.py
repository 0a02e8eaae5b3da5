"""The inventory as a spreadsheet: given, taken, and what it would change shown before it does."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.classeur import Format
from spaser.documents.francais import pluriel
from spaser.donnees.tables.modele import ErreurTable
from spaser.metier.droits import Operation
from spaser.metier.politiques import EtatPlan
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.organisations.notices import make_notice
from spaser.web.politiques.importation import (
    OCTETS_MAX,
    Garde,
    apply_import,
    compare,
    list_inventaire,
    make_inventaire,
    read_fichier,
    seal,
    unseal,
)
from spaser.web.politiques.lecture import COLONNES, InventaireLu, LignePlan
from spaser.web.politiques.views.inventaire import fil_politiques
from spaser.web.socle.envois import recoit
from spaser.web.socle.reponses import reply_classeur


class FormFichier(DsfrBaseForm):
    fichier = forms.FileField(
        label="Fichier de l’inventaire",
        help_text="CSV, XLSX ou ODS, 5 Mo au plus.",
        widget=forms.FileInput(attrs={"class": "fr-upload", "accept": ".csv,.xlsx,.ods"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide : enregistrez-le de nouveau.",
        },
    )


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def inventaire_export(request: HttpRequest, espace: Espace, classeur: Format) -> HttpResponse:
    onglet = make_inventaire(list_inventaire(espace))
    notice = make_notice(
        espace,
        "Inventaire des politiques et des plans",
        ("État", ", ".join(etat.libelle for etat in EtatPlan)),
        ("Réimporter", "Modifiez la feuille « Inventaire », puis importez ce classeur."),
    )
    return reply_classeur([onglet], classeur, f"inventaire-{espace.siren}", notice)


@exige_espace(Operation.DECRIRE_POLITIQUES)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(OCTETS_MAX)
def importer(request: HttpRequest, espace: Espace) -> HttpResponse:
    if request.method == "POST" and "contenu" in request.POST:
        return _apply(request, espace)
    form = FormFichier(request.POST, request.FILES) if request.method == "POST" else FormFichier()
    if form.is_valid():
        try:
            lu = read_fichier(form.cleaned_data["fichier"])
        except ErreurTable as faute:
            form.add_error("fichier", str(faute))
        else:
            return _show(request, espace, lu.lignes, lu)
    contexte = {
        "fil": fil_politiques(request, espace, ("Importer", None)),
        "espace": espace,
        "form": form,
        "colonnes": COLONNES,
        "formats": list(Format),
    }
    return render(request, "politiques/importer.html", contexte)


def _apply(request: HttpRequest, espace: Espace) -> HttpResponse:
    garde = unseal(espace, request.POST["contenu"])
    if garde is None:
        messages.error(request, "Cet import n’est plus valable : envoyez le fichier de nouveau.")
        return redirect("politiques:importer", espace.siren)
    try:
        apply_import(espace, garde, auteur_of(request))
    except VersionDepassee:
        messages.warning(request, "L’inventaire a changé entre-temps : relisez avant d’importer.")
        return _show(request, espace, garde.lignes, None)
    messages.success(request, "Le fichier est importé.")
    return redirect("politiques:liste", espace.siren)


def _show(
    request: HttpRequest, espace: Espace, lignes: Sequence[LignePlan], lu: InventaireLu | None
) -> HttpResponse:
    vue = compare(espace, lignes)
    contexte = {
        "fil": fil_politiques(request, espace, ("Importer", None)),
        "espace": espace,
        "vue": vue,
        "ajouts": pluriel(len(vue.nouveaux), "plan à ajouter", "plans à ajouter"),
        "remarques": lu.remarques if lu else [],
        "contenu": seal(espace, Garde(tuple(lignes), vue.empreinte)),
    }
    return render(request, "politiques/import_verifier.html", contexte)
