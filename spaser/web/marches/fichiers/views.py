"""A space's own files of contracts: sent, mapped, reported on, forgotten."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.donnees.envois.formats import ARCHIVES, TAILLE_TABLEUR
from spaser.erreurs import ErreurSpaser
from spaser.metier.droits import Operation
from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.marches.corrections.views import PAR_PAGE as GESTES_PAR_PAGE
from spaser.web.marches.fichiers.forms import (
    FormColonnes,
    FormFichierMarches,
    list_complements,
)
from spaser.web.marches.fichiers.lecture import read_apercu
from spaser.web.marches.fichiers.reprises import ask_suite, tell_suite
from spaser.web.marches.fichiers.services import (
    TropDeFichiers,
    cancel_fichier,
    choose_colonnes,
    receive_fichier,
    withdraw_fichier,
)
from spaser.web.marches.fonds import find_fonds
from spaser.web.marches.models import EN_COURS, EtatImport, GenreFichier
from spaser.web.marches.selectors import find_lecture, list_fichiers
from spaser.web.marches.tasks import forget_fichier, read_fichier
from spaser.web.organisations.espaces import Pas, exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.socle.envois import recoit
from spaser.web.socle.fichiers import ErreurFichier

PAR_PAGE: Final = 50


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def fichiers(request: HttpRequest, espace: Espace) -> HttpResponse:
    return _show(request, espace, FormFichierMarches())


@exige_espace(Operation.IMPORTER_MARCHES)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(TAILLE_TABLEUR)
def envoyer(request: HttpRequest, espace: Espace) -> HttpResponse:
    if request.method != "POST":
        return redirect("marches:fichiers", espace.siren)
    form = FormFichierMarches(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, espace, form)
    try:
        recu = receive_fichier(
            espace, form.cleaned_data["fichier"], form.cleaned_data["annee"], auteur_of(request)
        )
    except (ErreurFichier, TropDeFichiers) as erreur:
        form.add_error("fichier", str(erreur))
        return _show(request, espace, form)
    messages.success(request, f"« {recu.fichier.nom} » est reçu, son contrôle est en cours.")
    return redirect(recu)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def fichier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    ligne = get_object_or_404(list_fichiers(espace), pk=pk)
    importer = peut_dans(request, espace, Operation.IMPORTER_MARCHES)
    if ligne.etat == EtatImport.COLONNES and importer:
        return redirect("marches:colonnes", espace.siren, pk)
    lecture = find_lecture(espace, ligne)
    remarques = Paginator(ligne.rapport.get("remarques", []), PAR_PAGE)
    contexte = {
        "fil": _fil(request, espace, (ligne.fichier.nom, None)),
        "espace": espace,
        "ligne": ligne,
        "rapport": ligne.rapport,
        "page": remarques.get_page(request.GET.get("page")),
        "importer": importer,
        "tableur": ligne.genre == GenreFichier.TABLEUR,
        "archive": ligne.fichier.format in ARCHIVES,
        "contenus": ligne.rapport.get("fichiers"),
        "complements": ligne.rapport.get("complements"),
        "attente": tell_suite(ligne) if ligne.en_cours else "",
        "lecture": lecture,
        "page_geste": lecture.avant // GESTES_PAR_PAGE + 1 if lecture else None,
    }
    return render(request, "marches/fichier.html", contexte)


@exige_espace(Operation.IMPORTER_MARCHES)
@require_http_methods(["GET", "HEAD", "POST"])
def colonnes(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    ligne = get_object_or_404(list_fichiers(espace), pk=pk)
    if ligne.genre != GenreFichier.TABLEUR or ligne.etat in EN_COURS:
        return redirect(ligne)
    try:
        apercu = read_apercu(ligne, find_fonds(espace))
    except ErreurSpaser as erreur:
        messages.error(request, f"{erreur.message} {erreur.conseil or ''}")
        return redirect("marches:fichiers", espace.siren)
    form = FormColonnes(request.POST if request.method == "POST" else None, apercu)
    if form.is_valid():
        with transaction.atomic():
            choose_colonnes(ligne, form.read())
            read_fichier.enqueue(numero=ligne.pk)
        messages.success(
            request, "Les colonnes sont associées. L’association est gardée pour la prochaine fois."
        )
        return redirect(ligne)
    contexte = {
        "fil": _fil(request, espace, (ligne.fichier.nom, None)),
        "espace": espace,
        "ligne": ligne,
        "apercu": apercu,
        "form": form,
        "complements": list_complements(),
    }
    return render(request, "marches/colonnes.html", contexte)


@exige_espace(Operation.IMPORTER_MARCHES)
@require_POST
def annuler_lecture(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    ligne = get_object_or_404(list_fichiers(espace), pk=pk)
    if cancel_fichier(ligne):
        messages.success(request, "La lecture est annulée : rien n’a été ajouté à vos marchés.")
    else:
        messages.info(request, "La lecture était déjà finie. Vous pouvez retirer le fichier.")
    return redirect(ligne)


@exige_espace(Operation.IMPORTER_MARCHES)
@require_POST
def relancer(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    ligne = get_object_or_404(list_fichiers(espace), pk=pk)
    if ask_suite(ligne):
        messages.success(request, "Le travail est relancé.")
    else:
        messages.info(request, "Il n’y a plus rien à faire pour ce fichier.")
    return redirect(ligne)


@exige_espace(Operation.IMPORTER_MARCHES)
@require_POST
def retirer(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Forget a file and its contracts; the corrections made on them stay."""
    ligne = get_object_or_404(list_fichiers(espace), pk=pk)
    with transaction.atomic():
        withdraw_fichier(ligne, request.user)
        forget_fichier.enqueue(numero=ligne.pk)
    messages.success(
        request, f"« {ligne.fichier.nom} » est en cours de retrait, avec les marchés qu’il donnait."
    )
    return redirect("marches:fichiers", espace.siren)


def _show(request: HttpRequest, espace: Espace, form: FormFichierMarches) -> HttpResponse:
    lignes = list(list_fichiers(espace))
    contexte = {
        "fil": _fil(request, espace),
        "espace": espace,
        "lignes": lignes,
        "en_cours": any(ligne.en_cours for ligne in lignes),
        "form": form if peut_dans(request, espace, Operation.IMPORTER_MARCHES) else None,
    }
    return render(request, "marches/fichiers.html", contexte)


def _fil(request: HttpRequest, espace: Espace, *suite: Pas) -> list[Pas]:
    adresse = reverse("marches:fichiers", args=[espace.siren]) if suite else None
    return fil_espace(
        request,
        espace,
        ("Mes marchés", reverse("marches:liste", args=[espace.siren])),
        ("Vos fichiers", adresse),
        *suite,
    )
