"""Collecting a year: who is asked what, what came back, who is late."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.documents.classeur import Format
from spaser.documents.francais import pluriel
from spaser.donnees.tables.modele import Remarque
from spaser.metier.annees import annee_montree
from spaser.metier.droits import Operation
from spaser.web.cibles.collecte.fiche import make_onglet
from spaser.web.cibles.collecte.retour import (
    FICHIERS_MAX,
    OCTETS_MAX,
    Recu,
    compare,
    list_remarques,
    read_fichiers,
    seal,
    unseal,
)
from spaser.web.cibles.collecte.selectors import (
    EtatFiche,
    FicheLisible,
    list_collectes,
    read_collecte,
)
from spaser.web.cibles.collecte.services import keep_rendues, mark_envoyee, start_collecte
from spaser.web.cibles.forms.collecte import FormCollecte, FormRetour
from spaser.web.cibles.views.communs import fil_cibles
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import Pas, exige_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.organisations.notices import make_notice
from spaser.web.socle.envois import recoit
from spaser.web.socle.reponses import reply_classeur

TITRE = "Collecte des valeurs"


def _fil(request: HttpRequest, espace: Espace, *suite: Pas) -> list[Pas]:
    racine = reverse("cibles:collectes", args=[espace.siren]) if suite else None
    return fil_cibles(request, espace, (TITRE, racine), *suite)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def collectes(request: HttpRequest, espace: Espace) -> HttpResponse:
    initial = {"annee": annee_montree(timezone.localdate())}
    return _show_collectes(request, espace, FormCollecte(initial=initial))


@exige_espace(Operation.ARRETER_INDICATEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def preparer(request: HttpRequest, espace: Espace) -> HttpResponse:
    form = FormCollecte(request.POST if request.method == "POST" else None)
    if form.is_valid():
        lus = form.cleaned_data
        collecte = start_collecte(espace, lus["annee"], lus["echeance"], auteur_of(request))
        messages.success(request, f"Les fiches de {collecte.annee} sont prêtes.")
        return redirect("cibles:collecte", espace.siren, collecte.annee)
    return _show_collectes(request, espace, form)


def _show_collectes(request: HttpRequest, espace: Espace, form: FormCollecte) -> HttpResponse:
    contexte = {
        "fil": _fil(request, espace),
        "espace": espace,
        "collectes": list_collectes(espace),
        "form": form,
        "preparer": peut_dans(request, espace, Operation.ARRETER_INDICATEURS),
        "reprendre": peut_dans(request, espace, Operation.REMPLIR_GRILLE),
    }
    return render(request, "cibles/collecte/collectes.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def collecte(request: HttpRequest, espace: Espace, annee: int) -> HttpResponse:
    lue = read_collecte(espace, annee)
    if lue is None:
        raise Http404
    contexte = {
        "fil": _fil(request, espace, (str(annee), None)),
        "espace": espace,
        "lue": lue,
        "etats": [(etat, lue.count(etat)) for etat in EtatFiche],
        "form": FormCollecte(initial={"annee": annee, "echeance": lue.collecte.echeance}),
        "preparer": peut_dans(request, espace, Operation.ARRETER_INDICATEURS),
        "reprendre": peut_dans(request, espace, Operation.REMPLIR_GRILLE),
    }
    return render(request, "cibles/collecte/collecte.html", contexte)


def _get_fiche(espace: Espace, annee: int, pk: int) -> FicheLisible:
    lue = read_collecte(espace, annee)
    fiche = next((f for f in lue.fiches if f.fiche.pk == pk), None) if lue else None
    if fiche is None:
        raise Http404
    return fiche


@exige_espace(Operation.REMPLIR_GRILLE)
@require_safe
def fiche(request: HttpRequest, espace: Espace, annee: int, pk: int) -> HttpResponse:
    lisible = _get_fiche(espace, annee, pk)
    ou = (str(annee), reverse("cibles:collecte", args=[espace.siren, annee]))
    contexte = {
        "fil": _fil(request, espace, ou, (lisible.fiche.referent, None)),
        "espace": espace,
        "lisible": lisible,
        "formats": (Format.XLSX, Format.ODS),
        "modifier": peut_dans(request, espace, Operation.REMPLIR_GRILLE),
    }
    return render(request, "cibles/collecte/fiche.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def fiche_classeur(
    request: HttpRequest, espace: Espace, annee: int, pk: int, classeur: Format
) -> HttpResponse:
    lisible = _get_fiche(espace, annee, pk)
    notice = make_notice(
        espace,
        f"Fiche de collecte {annee}",
        ("Pour", lisible.fiche.referent),
        ("Réponse attendue le", lisible.fiche.collecte.echeance),
        ("À remplir", "La colonne « Valeur » ; une case vide : valeur non connue."),
        ("À garder", "La colonne « Repère » : elle dit de quel indicateur est chaque ligne."),
    )
    nom = f"collecte-{annee}-{pk}-{espace.siren}"
    return reply_classeur([make_onglet(lisible)], classeur, nom, notice)


@exige_espace(Operation.REMPLIR_GRILLE)
@require_POST
def envoyee(request: HttpRequest, espace: Espace, annee: int, pk: int) -> HttpResponse:
    lisible = _get_fiche(espace, annee, pk)
    mark_envoyee(espace, lisible.fiche, auteur_of(request))
    messages.success(request, f"Fiche envoyée : {lisible.fiche.referent}.")
    return redirect("cibles:collecte", espace.siren, annee)


@exige_espace(Operation.REMPLIR_GRILLE)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(OCTETS_MAX * FICHIERS_MAX)
def retour(request: HttpRequest, espace: Espace) -> HttpResponse:
    if request.method == "POST" and "contenu" in request.POST:
        return _keep(request, espace)
    envoye = request.method == "POST"
    form = FormRetour(request.POST, request.FILES) if envoye else FormRetour()
    if form.is_valid():
        recus, remarques, refuses = read_fichiers(form.cleaned_data["fichiers"])
        for nom, texte in refuses:
            form.add_error("fichiers", f"« {nom} » : {texte}")
        if recus:
            return _show_retour(request, espace, recus, remarques, refuses)
    contexte = {"fil": _fil(request, espace, ("Fiches remplies", None)), "espace": espace}
    return render(request, "cibles/collecte/retour.html", contexte | {"form": form})


def _keep(request: HttpRequest, espace: Espace) -> HttpResponse:
    recus = unseal(espace, request.POST["contenu"])
    if recus is None:
        messages.error(request, "Ces fiches ne sont plus valables : envoyez-les de nouveau.")
        return redirect("cibles:retour", espace.siren)
    rendues = [rendue for rendue in compare(espace, recus) if rendue.change]
    lot = keep_rendues(espace, rendues, auteur_of(request))
    if lot is None:
        messages.info(request, "Rien n’a changé : ces valeurs étaient déjà notées.")
        return redirect("cibles:collectes", espace.siren)
    messages.success(request, f"{pluriel(len(rendues), 'valeur')} : c’est noté.")
    return redirect("cibles:lot", espace.siren, lot)


def _show_retour(
    request: HttpRequest,
    espace: Espace,
    recus: Sequence[Recu],
    remarques: Sequence[Remarque],
    refuses: Sequence[tuple[str, str]],
) -> HttpResponse:
    rendues = compare(espace, recus)
    contexte = {
        "fil": _fil(request, espace, ("Fiches remplies", None)),
        "espace": espace,
        "changees": [rendue for rendue in rendues if rendue.change],
        "identiques": sum(r.valeur is not None and not r.change for r in rendues),
        "vides": sum(not rendue.lue.valeur for rendue in rendues),
        "remarques": [*remarques, *list_remarques(rendues)],
        "refuses": refuses,
        "contenu": seal(espace, recus),
    }
    return render(request, "cibles/collecte/verifier.html", contexte)
