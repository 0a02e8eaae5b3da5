"""The plans of a space: the list, the inventory, the cross-table."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spaser.documents.classeur import Format
from spaser.metier.assujettissement.acheteurs import NatureAcheteur
from spaser.metier.droits import Operation
from spaser.metier.obligations.application import AcheteurConnu
from spaser.metier.politiques import EtatTheme, is_echue, load_plans
from spaser.web.comptes.connexion import auteur_of
from spaser.web.depenses.acheteur import describe_acheteur
from spaser.web.organisations.espaces import Pas, exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.organisations.notices import make_notice
from spaser.web.politiques.exports import list_onglets
from spaser.web.politiques.forms.inventaire import FormAcheteur, FormInventaire
from spaser.web.politiques.models import Politique
from spaser.web.politiques.selectors import list_politiques, list_recenses, read_croisement
from spaser.web.politiques.services import save_inventaire
from spaser.web.socle.reponses import reply_classeur

TITRE = "Politiques et plans"


def fil_politiques(request: HttpRequest, espace: Espace, *suite: Pas) -> list[Pas]:
    racine = reverse("politiques:liste", args=[espace.siren]) if suite else None
    return fil_espace(request, espace, (TITRE, racine), *suite)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def liste(request: HttpRequest, espace: Espace) -> HttpResponse:
    politiques = list(list_politiques(espace))
    form, acheteur = _read_acheteur(request, espace)
    annee = timezone.localdate().year
    contexte = {
        "fil": fil_politiques(request, espace),
        "espace": espace,
        "presentes": [(p, is_echue(p.fin, annee)) for p in politiques if p.existe],
        "groupes": list_recenses(politiques, acheteur, timezone.localdate()),
        "form": form,
        "modifier": peut_dans(request, espace, Operation.DECRIRE_POLITIQUES),
    }
    return render(request, "politiques/liste.html", contexte)


@exige_espace(Operation.DECRIRE_POLITIQUES)
@require_http_methods(["GET", "HEAD", "POST"])
def inventaire(request: HttpRequest, espace: Espace) -> HttpResponse:
    politiques = list(list_politiques(espace))
    etats = {politique.code_plan: politique.etat for politique in politiques}
    envoye = request.POST if request.method == "POST" else None
    form = FormInventaire(envoye, plans=load_plans(), etats=etats)
    heurts: dict[str, Politique] = {}
    if form.is_valid():
        heurts = save_inventaire(espace, form.list_reponses(), auteur_of(request))
        if not heurts:
            messages.success(request, "L’inventaire est enregistré.")
            return redirect("politiques:liste", espace.siren)
        form = _show_again(request, heurts)
    groupes = list_recenses(politiques, describe_acheteur(espace), timezone.localdate())
    contexte = {
        "fil": fil_politiques(request, espace, ("Inventaire", None)),
        "espace": espace,
        "form": form,
        "groupes": [
            (
                attente,
                [
                    (
                        ligne,
                        form[ligne.proposition.plan.code],
                        form[f"vue-{ligne.proposition.plan.code}"],
                    )
                    for ligne in lignes
                ],
            )
            for attente, lignes in groupes
        ],
        "heurts": list(heurts.values()),
    }
    return render(request, "politiques/inventaire.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def croisement(request: HttpRequest, espace: Espace) -> HttpResponse:
    croise = read_croisement(espace)
    contexte = {
        "fil": fil_politiques(request, espace, ("Tableau croisé", None)),
        "espace": espace,
        "croisement": croise,
        "vide": not any(theme.politiques for theme in croise.themes),
        "etats": [(etat, themes) for etat in EtatTheme if (themes := croise.list_etat(etat))],
        "formats": list(Format),
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "politiques/croisement.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def export(request: HttpRequest, espace: Espace, classeur: Format) -> HttpResponse:
    onglets = list_onglets(read_croisement(espace))
    notice = make_notice(
        espace,
        "Plans existants et thèmes du schéma",
        ("Thèmes", "Pour chaque thème : les plans qui en parlent, leurs objectifs, leur suivi."),
        ("Plans et thèmes", "« x » : ce plan parle de ce thème."),
    )
    return reply_classeur(onglets, classeur, f"politiques-{espace.siren}", notice)


def _read_acheteur(request: HttpRequest, espace: Espace) -> tuple[FormAcheteur, AcheteurConnu]:
    """Take what the space knows, unless the address says otherwise."""
    connu = describe_acheteur(espace)
    if not request.GET:
        nature = connu.nature.value if connu.nature else ""
        return FormAcheteur(initial={"nature": nature, "habitants": connu.habitants}), connu
    form = FormAcheteur(request.GET)
    form.full_clean()
    choisie = form.cleaned_data.get("nature")
    return form, replace(
        connu,
        nature=NatureAcheteur(choisie) if choisie else None,
        habitants=form.cleaned_data.get("habitants"),
    )


def _show_again(request: HttpRequest, heurts: dict[str, Politique]) -> FormInventaire:
    """Keep every answer on the page, beside what the others said meanwhile."""
    donnees = request.POST.copy()
    for code in [plan.code for plan in load_plans()]:
        donnees[f"vue-{code}"] = heurts[code].etat if code in heurts else donnees.get(code, "")
    form = FormInventaire(donnees, plans=load_plans(), etats={})
    form.full_clean()
    return form
