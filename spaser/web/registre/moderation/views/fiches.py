"""What the team does of published sheets: found in a source, merged, withdrawn, links checked."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spaser.donnees.reseau.page import PageLue, PageRefusee, read_page
from spaser.metier.droits import Operation
from spaser.metier.registre.differences import compare_fiches
from spaser.metier.registre.nomenclatures import OrigineFiche
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.acces import exige
from spaser.web.registre.depot.formulaires.etapes import LISTES
from spaser.web.registre.depot.selectors import list_doublons, list_paires
from spaser.web.registre.models import EtatFiche, Fiche
from spaser.web.registre.moderation.forms import FormRetrait
from spaser.web.registre.moderation.recensement import FormLecture, SaisieRecensement, start_from
from spaser.web.registre.moderation.requetes import claim_requete
from spaser.web.registre.moderation.services import count_liens, dead_links
from spaser.web.registre.moderation.views.file import TITRE
from spaser.web.registre.services import (
    ActePublication,
    merge_fiches,
    publish_fiche,
    withdraw_fiche,
)
from spaser.web.registre.tasks import check_un_lien
from spaser.web.socle.limites import check_limite
from spaser.web.socle.repetitions import focus_liste, is_turned, turn_page
from spaser.web.socle.taches.verrous import take_attente

RECENSEE: Final = "Fiche recensée d’après une source publique"
REPUBLIEE: Final = "Fiche publiée de nouveau"
LECTURES_MAX: Final = 30
HEURE: Final = timedelta(hours=1)


@exige(Operation.RECENSER_FICHE)
@require_http_methods(["GET", "HEAD", "POST"])
def recenser(request: RequeteConnectee) -> HttpResponse:
    siren = request.GET.get("siren", "")[:20]
    if "lire" in request.POST:
        return _read_source(request, siren)
    if request.method != "POST":
        return _show_recensement(request, SaisieRecensement(start_from(None, siren)[0]), siren)
    donnees, liste = turn_page(request.POST, LISTES)
    saisie = SaisieRecensement({}, donnees)
    if is_turned(request.POST):
        focus_liste(saisie.repetitions, liste)
        return _show_recensement(request, saisie, siren)
    doublons: list[Fiche] = []
    if saisie.is_valid():
        doublons = list_doublons(saisie.read())
        if not doublons or saisie.source.cleaned_data["malgre_doublon"]:
            fiche = _publish_recense(request, saisie)
            messages.success(request, f"La fiche de {fiche.structure} est publiée.")
            return redirect(fiche)
        saisie.source.add_error(
            "malgre_doublon", "Une fiche semble déjà parler de ce schéma : voyez-la plus haut."
        )
    return _show_recensement(request, saisie, siren, doublons=doublons, erreurs=saisie.erreurs)


def _read_source(request: RequeteConnectee, siren: str) -> HttpResponse:
    """Read the page at an address, and propose what it says; nothing is published."""
    lecture = FormLecture(request.POST)
    page: PageLue | None = None
    adresse = ""
    if lecture.is_valid():
        adresse = lecture.cleaned_data["page"]
        check_limite("registre.lire", str(request.user.pk), LECTURES_MAX, HEURE)
        with take_attente() as libre:
            try:
                page = read_page(adresse) if libre else None
            except PageRefusee as refus:
                lecture.add_error("page", f"Cette page n’a pas été lue : {refus}.")
        if not libre:
            lecture.add_error("page", "Le site est occupé : recommencez dans un instant.")
    contenu, source = start_from(page, siren)
    saisie = SaisieRecensement(contenu, source={"source_url": adresse} | source)
    return _show_recensement(request, saisie, siren, lecture=lecture, page=page)


def _show_recensement(
    request: HttpRequest, saisie: SaisieRecensement, siren: str, **suite: object
) -> HttpResponse:
    contexte = {
        "fil": _fil("Recenser un schéma"),
        "saisie": saisie,
        "siren": siren,
        "lecture": FormLecture(),
        "page": None,
    }
    return render(request, "registre/moderation/recenser.html", contexte | suite)


@exige(Operation.FUSIONNER_FICHES)
@require_safe
def doublons(request: HttpRequest) -> HttpResponse:
    contexte = {"fil": _fil("Doublons"), "paires": list_paires()}
    return render(request, "registre/moderation/doublons.html", contexte)


@exige(Operation.FUSIONNER_FICHES)
@require_http_methods(["GET", "HEAD", "POST"])
def fusionner_fiches(request: RequeteConnectee, une: int, autre: int) -> HttpResponse:
    fiches = Fiche.objects.publiees()
    paire = get_object_or_404(fiches, pk=une), get_object_or_404(fiches.exclude(pk=une), pk=autre)
    if request.method == "POST":
        gardee = next((f for f in paire if str(f.pk) == request.POST.get("garder")), None)
        if gardee is not None:
            doublon = paire[0] if gardee is paire[1] else paire[1]
            _merge(doublon, gardee, request.user)
            messages.success(request, "Les deux fiches n’en font plus qu’une.")
            return redirect(gardee)
        messages.error(request, "Choisissez la fiche à garder.")
    contexte = {
        "fil": [*_fil("Doublons", reverse("registre:doublons")), ("Fusionner", None)],
        "une": paire[0],
        "autre": paire[1],
        "changements": compare_fiches(paire[0].spaser, paire[1].spaser),
    }
    return render(request, "registre/moderation/fusionner.html", contexte)


@exige(Operation.RETIRER_FICHE)
@require_http_methods(["GET", "HEAD", "POST"])
def retirer_fiche(request: RequeteConnectee, numero: int) -> HttpResponse:
    connues = Fiche.objects.exclude(etat=EtatFiche.FUSIONNEE)
    fiche = get_object_or_404(connues, pk=numero)
    form = FormRetrait(request.POST or None)
    if request.method == "POST" and fiche.etat == EtatFiche.RETIREE:
        _publish_again(request, fiche)
        messages.success(request, "La fiche est de nouveau publiée.")
        return redirect(fiche)
    if request.method == "POST" and form.is_valid():
        withdraw_fiche(fiche, form.cleaned_data["motif"], request.user, timezone.now())
        messages.success(request, "La fiche est retirée du registre.")
        return redirect("registre:moderation")
    contexte = {"fil": _fil(f"Retirer {fiche.structure}"), "fiche": fiche, "form": form}
    return render(request, "registre/moderation/retirer.html", contexte)


@exige(Operation.VERIFIER_LIENS)
@require_http_methods(["GET", "HEAD", "POST"])
def liens_morts(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        numero = request.POST.get("lien", "")
        lien = get_object_or_404(dead_links(), pk=int(numero) if numero.isdecimal() else 0)
        check_un_lien.enqueue(numero=lien.pk)
        messages.success(request, "L’adresse va être vérifiée de nouveau, dans la minute.")
        return redirect("registre:liens")
    contexte = {"fil": _fil("Liens à corriger"), "liens": dead_links(), "controle": count_liens()}
    return render(request, "registre/moderation/liens.html", contexte)


@transaction.atomic
def _merge(doublon: Fiche, gardee: Fiche, auteur: Utilisateur) -> None:
    """Fold one into the other; who kept the first goes on keeping the second."""
    if gardee.organisation is None and doublon.organisation is not None:
        claim_requete(gardee, doublon.organisation, auteur)
    merge_fiches(doublon, gardee, auteur, timezone.now())


def _publish_recense(request: RequeteConnectee, saisie: SaisieRecensement) -> Fiche:
    publication = ActePublication(
        spaser=saisie.read(),
        origine=OrigineFiche.RECENSE,
        maintenant=timezone.now(),
        auteur=request.user,
        motif=RECENSEE,
        confiance=saisie.source.cleaned_data["confiance"],
    )
    return publish_fiche(publication, None, [saisie.source.make_provenance()])


def _publish_again(request: RequeteConnectee, fiche: Fiche) -> None:
    publication = ActePublication(
        spaser=fiche.spaser,
        origine=OrigineFiche(fiche.origine),
        maintenant=timezone.now(),
        auteur=request.user,
        motif=REPUBLIEE,
        confiance=fiche.confiance,
    )
    publish_fiche(publication, fiche)


def _fil(page: str, adresse: str | None = None) -> list[tuple[str, str | None]]:
    return [(TITRE, reverse("registre:moderation")), (page, adresse)]
