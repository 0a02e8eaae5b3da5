"""The page of an organisation, and what it says of itself."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_safe

from spaser.donnees.referentiels.annuaire import date_des_tables
from spaser.metier.droits import Operation
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.comptes.models import Utilisateur
from spaser.web.comptes.second_facteur import keep_proteges
from spaser.web.organisations.acces import exige_organisation, roles_for
from spaser.web.organisations.forms import FormIdentite
from spaser.web.organisations.models import Appartenance, IdentiteOrganisation, Organisation
from spaser.web.organisations.selectors import list_administrations, list_demandes_recues
from spaser.web.organisations.services.creation import save_identite
from spaser.web.organisations.services.membres import require_second_facteur
from spaser.web.organisations.views.gestes import Ligne, fil_organisation, try_gesture


@exige_organisation(Operation.VOIR_ORGANISATION)
@require_safe
def organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    administrations = list(list_administrations(organisation))
    contexte = {
        "fil": fil_organisation(organisation),
        "organisation": organisation,
        "lignes": describe(organisation),
        "administrations": administrations,
        "roles": sorted(role.libelle for role in roles_for(request, organisation)),
        "nombre_demandes": list_demandes_recues(organisation).count(),
        "seule": [a.utilisateur_id for a in administrations] == [request.user.pk],
    }
    return render(request, "organisations/organisation.html", contexte)


@exige_organisation(Operation.MODIFIER_ORGANISATION)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: RequeteConnectee, organisation: Organisation) -> HttpResponse:
    if organisation.identite == IdentiteOrganisation.REFERENCE:
        messages.info(request, "Le nom et le territoire viennent des tables de référence.")
        return redirect(organisation)
    form = FormIdentite(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try_gesture(
            request,
            lambda: save_identite(form.fill(), request.user),
            "C’est enregistré. L’équipe du programme vérifiera ces informations.",
        )
        return redirect(organisation)
    contexte = {
        "fil": fil_organisation(organisation, ("Corriger les informations", None)),
        "organisation": organisation,
        "form": form,
    }
    return render(request, "organisations/modifier.html", contexte)


@exige_organisation(Operation.GERER_MEMBRES)
@require_http_methods(["GET", "HEAD", "POST"])
def second_facteur(request: RequeteConnectee, organisation: Organisation) -> HttpResponse:
    """Choose whether members owe a second factor; who asks for it has one."""
    prouve = request.user.is_verified()
    if request.method == "POST":
        exige = request.POST.get("exige") == "oui"
        if exige and not prouve:
            messages.error(request, "Activez d’abord votre propre second facteur.")
        else:
            require_second_facteur(organisation, request.user, exige=exige)
            messages.success(request, "C’est enregistré.")
        return redirect(request.path)
    membres = Utilisateur.objects.filter(
        appartenances__in=Appartenance.objects.actives().filter(organisation=organisation)
    )
    contexte = {
        "fil": fil_organisation(organisation, ("Second facteur", None)),
        "organisation": organisation,
        "prouve": prouve,
        "nombre": membres.count(),
        "proteges": keep_proteges(membres).count(),
    }
    return render(request, "organisations/second_facteur.html", contexte)


def describe(organisation: Organisation) -> list[Ligne]:
    habitants = organisation.population
    source = (
        f"Tables de référence du {date_format(date_des_tables(), 'j F Y')}"
        if organisation.identite == IdentiteOrganisation.REFERENCE
        else organisation.get_identite_display()
    )
    return [
        Ligne("SIREN", organisation.siren),
        Ligne("Type de structure", organisation.get_type_display()),
        Ligne("Région", organisation.nom_region),
        Ligne("Départements", ", ".join(organisation.noms_departement)),
        Ligne("Habitants", "" if habitants is None else intcomma(habitants)),
        Ligne("Origine de ces informations", source),
    ]
