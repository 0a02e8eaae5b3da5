"""The page of the tables written in the background: asked for, waited for, handed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from spaser.documents.classeur import Format
from spaser.metier.droits import Operation
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.marches.exports.selectors import list_exports, may_ask
from spaser.web.marches.exports.services import GARDE, TropDExports, ask_export
from spaser.web.marches.liste.filtre import read_filtre_garde
from spaser.web.marches.models import EtatExport, ExportMarches
from spaser.web.marches.tasks import write_export
from spaser.web.organisations.espaces import exige_espace, fil_espace
from spaser.web.organisations.models import Espace
from spaser.web.socle.fichiers import serve_fichier
from spaser.web.socle.taches.etat import tell_attente

_RAFRAICHI: Final = 5  # seconds


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def exports(request: HttpRequest, espace: Espace) -> HttpResponse:
    lignes = [(ligne, _tell_attente(ligne)) for ligne in list_exports(espace)]
    contexte = {
        "fil": fil_espace(
            request,
            espace,
            ("Mes marchés", reverse("marches:liste", args=[espace.siren])),
            ("Fichiers préparés", None),
        ),
        "espace": espace,
        "lignes": lignes,
        "classeur": _read_classeur(request.GET),
        "filtre": read_filtre_garde(request.GET).requete,
        "jours": GARDE.days,
        "demander": may_ask(request, espace),
    }
    reponse = render(request, "marches/exports.html", contexte)
    if any(ligne.etat == EtatExport.ATTENTE for ligne, _ in lignes):
        reponse["Refresh"] = str(_RAFRAICHI)
    return reponse


@exige_espace(Operation.VOIR_ESPACE)
@require_POST
def preparer(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    retour = redirect("marches:exports", espace.siren)
    classeur = _read_classeur(request.POST)
    if classeur is None:
        return retour
    try:
        with transaction.atomic():
            ligne, nouveau = ask_export(
                espace, request.user, classeur, read_filtre_garde(request.POST)
            )
            if nouveau:
                write_export.enqueue(numero=ligne.pk)
    except TropDExports as refus:
        messages.error(request, str(refus))
    return retour


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def telecharger(request: HttpRequest, espace: Espace, pk: int) -> HttpResponseBase:
    ligne = get_object_or_404(list_exports(espace), pk=pk)
    if ligne.fichier is None:
        raise Http404
    return serve_fichier(ligne.fichier)


def _tell_attente(ligne: ExportMarches) -> str:
    en_cours = ligne.etat == EtatExport.ATTENTE
    return tell_attente(write_export, numero=ligne.pk) if en_cours else ""


def _read_classeur(parametres: Mapping[str, str]) -> Format | None:
    try:
        return Format(parametres.get("classeur", ""))
    except ValueError:
        return None
