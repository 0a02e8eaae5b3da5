"""Members: the list, one member's role, leaving, handing over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from spaser.metier.droits import LIBELLES_ROLES, ROLES_ORGANISATION, Operation, Role
from spaser.web.comptes.confirmation import confirm_geste
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.acces import exige_organisation, forget_roles, roles_for
from spaser.web.organisations.forms import FormMainPassee, FormRole
from spaser.web.organisations.models import Appartenance, Organisation
from spaser.web.organisations.selectors import list_membres
from spaser.web.organisations.services import membres as services
from spaser.web.organisations.services.refus import GesteRefuse
from spaser.web.organisations.views.gestes import (
    DONNER_ADMINISTRATION,
    fil_organisation,
    try_gesture,
)

LECTURE_ECRITURE: Final = ["GET", "HEAD", "POST"]
EXPLICATIONS: Final = {
    Role.ADMINISTRATION: "gère les membres et leurs rôles, et peut tout ce que peuvent les autres",
    Role.REDACTION: "dépose et met à jour les SPASER de l’organisation",
    Role.CONTRIBUTION: "comme Lecture, pour une personne à qui l’on confie une part du travail",
    Role.LECTURE: "voit l’organisation, ses membres et ses brouillons",
}


@exige_organisation(Operation.VOIR_ORGANISATION)
@require_safe
def membres(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    contexte = {
        "fil": fil_organisation(organisation, ("Membres", None)),
        "organisation": organisation,
        "membres": list_membres(organisation),
        "roles": explain_roles(),
    }
    return render(request, "organisations/membres.html", contexte)


@exige_organisation(Operation.GERER_MEMBRES)
@require_http_methods(LECTURE_ECRITURE)
def membre(request: RequeteConnectee, organisation: Organisation, pk: int) -> HttpResponse:
    appartenance = get_object_or_404(list_membres(organisation), pk=pk)
    roles = roles_for(request, organisation)
    form = FormRole(
        request.POST if request.POST.get("geste") == "role" else None,
        roles=roles,
        initial={"role": appartenance.role},
    )
    if request.method == "POST":
        geste = _find_geste(request, appartenance, form)
        if geste is None and not form.is_bound:
            raise BadRequest("Cette demande n’est pas connue.")
        if geste is not None:
            return _do(request, organisation, geste)
    contexte = {
        "fil": fil_organisation(
            organisation,
            ("Membres", reverse("organisations:membres", args=[organisation.siren])),
            (appartenance.utilisateur.nom_complet, None),
        ),
        "organisation": organisation,
        "appartenance": appartenance,
        "form": form,
        "roles": explain_roles(),
    }
    return render(request, "organisations/membre.html", contexte)


@exige_organisation(Operation.QUITTER_ORGANISATION)
@require_http_methods(LECTURE_ECRITURE)
def quitter(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    sienne = get_object_or_404(list_membres(organisation), utilisateur=request.user)
    if request.method == "POST":
        faite = try_gesture(
            request,
            lambda: services.leave(sienne, sans_suite=request.POST.get("sans_suite") == "oui"),
            f"Vous avez quitté {organisation.nom}.",
        )
        if faite:
            return redirect("organisations:mes_organisations")
        return redirect("organisations:quitter", siren=organisation.siren)
    contexte = {
        "fil": fil_organisation(organisation, ("Quitter l’organisation", None)),
        "organisation": organisation,
        "derniere": services.is_last_administration(sienne),
        "seule": services.is_alone(sienne),
    }
    return render(request, "organisations/quitter.html", contexte)


@exige_organisation(Operation.GERER_MEMBRES)
@require_http_methods(LECTURE_ECRITURE)
def passer_la_main(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    sienne = get_object_or_404(list_membres(organisation), utilisateur=request.user)
    form = FormMainPassee(request.POST or None, appartenance=sienne)
    if request.method == "POST" and form.is_valid():
        confirm_geste(request, DONNER_ADMINISTRATION)
        successeur: Appartenance = form.cleaned_data["successeur"]
        faite = try_gesture(
            request,
            lambda: services.hand_over(sienne, successeur, form.role_ensuite()),
            f"{successeur.utilisateur.nom_complet} administre maintenant {organisation.nom}.",
        )
        return redirect("organisations:mes_organisations" if faite else request.path)
    contexte = {
        "fil": fil_organisation(organisation, ("Passer la main", None)),
        "organisation": organisation,
        "form": form,
        "seule": services.is_alone(sienne),
    }
    return render(request, "organisations/passer_la_main.html", contexte)


def explain_roles() -> list[tuple[str, str]]:
    return [(LIBELLES_ROLES[role], EXPLICATIONS[role]) for role in ROLES_ORGANISATION]


def _find_geste(
    request: RequeteConnectee, appartenance: Appartenance, form: FormRole
) -> tuple[Callable[[], None], str] | None:
    auteur, nom = request.user, appartenance.utilisateur.nom_complet
    if form.is_bound and form.is_valid():
        role = form.cleaned_data["role"]
        if role is Role.ADMINISTRATION:
            confirm_geste(request, DONNER_ADMINISTRATION)
        return (
            lambda: services.change_role(appartenance, role, auteur),
            f"{nom} a maintenant le rôle {role.libelle}.",
        )
    return {
        "suspendre": (
            lambda: services.suspend(appartenance, auteur),
            f"L’accès de {nom} est suspendu.",
        ),
        "retablir": (
            lambda: services.resume(appartenance, auteur),
            f"L’accès de {nom} est rétabli.",
        ),
        "retirer": (
            lambda: _remove(request, appartenance),
            f"{nom} n’est plus membre de l’organisation.",
        ),
    }.get(request.POST.get("geste", ""))


def _remove(request: RequeteConnectee, appartenance: Appartenance) -> None:
    if request.POST.get("confirme") != "oui":
        raise GesteRefuse("Cochez la case qui confirme le retrait, puis recommencez.")
    services.remove(appartenance, request.user)


def _do(
    request: HttpRequest, organisation: Organisation, geste: tuple[Callable[[], None], str]
) -> HttpResponse:
    faire, succes = geste
    if not try_gesture(request, faire, succes):
        return redirect(request.path)
    forget_roles(request)  # she may have changed her own
    return redirect("organisations:membres", siren=organisation.siren)
