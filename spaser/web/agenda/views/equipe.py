"""The team's pages: events listed, written, published, closed, cancelled, told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spaser.metier.agenda.places import GesteRefuse, is_ouverte
from spaser.metier.droits import Operation
from spaser.web.agenda.forms.evenement import LISTES, Page
from spaser.web.agenda.forms.tenue import (
    FormAcces,
    FormAnnulation,
    FormChercher,
    FormMessage,
    FormSuites,
)
from spaser.web.agenda.models import Acces, Evenement
from spaser.web.agenda.mots import format_evenement
from spaser.web.agenda.selectors import (
    count_accords,
    list_a_faire,
    read_places,
    search_demandes,
    tell_publication,
)
from spaser.web.agenda.services.evenements import (
    cancel_evenement,
    create_evenement,
    make_code,
    save_acces,
    save_evenement,
    save_suites,
    send_message,
)
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.acces import exige
from spaser.web.socle.repetitions import (
    focus_liste,
    is_turned,
    turn_page,
)

TITRE: Final = "Événements du programme"
PAR_PAGE: Final = 50


@exige(Operation.TENIR_AGENDA)
@require_safe
def evenements(request: HttpRequest) -> HttpResponse:
    contexte = {
        "fil": [(TITRE, None)],
        "titre": TITRE,
        "evenements": [(e, format_evenement(e), dus) for e, dus in list_a_faire(timezone.now())],
    }
    return render(request, "agenda/equipe/liste.html", contexte)


@exige(Operation.TENIR_AGENDA)
@require_safe
def tenir(request: HttpRequest, code: str) -> HttpResponse:
    lu = find_evenement(code)
    maintenant = timezone.now()
    form = FormChercher(request.GET)
    form.full_clean()
    cherche = form.cleaned_data.get("q", "")
    trouvees = search_demandes(lu, cherche)
    contexte: dict[str, Any] = {
        "fil": [(TITRE, reverse("agenda:equipe")), (lu.titre, None)],
        "evenement": lu,
        "quand": format_evenement(lu),
        "publication": tell_publication(lu),
        "places": read_places(lu),
        "accords": count_accords(lu) if lu.enregistre else None,
        "ouverte": is_ouverte(lu.salle, maintenant),
        "passe": lu.is_passe(maintenant),
        "commence": lu.debut <= maintenant,
        "acces": Acces.objects.filter(evenement=lu).first(),
        "page": Paginator(trouvees, PAR_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "cherche": cherche,
        "messages_envoyes": list(lu.messages.all()[:20]),
    }
    return render(request, "agenda/equipe/tenir.html", contexte)


@exige(Operation.TENIR_AGENDA)
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau(request: RequeteConnectee) -> HttpResponse:
    def keep(page: Page) -> Evenement:
        ecrit = page.read()
        code = make_code(ecrit.champs["titre"], ecrit.champs["debut"])
        return create_evenement(code, ecrit, request.user)

    comme = Evenement.objects.filter(code=request.GET.get("comme", "")).first()
    return _write(request, None, keep, comme)


@exige(Operation.TENIR_AGENDA)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: RequeteConnectee, code: str) -> HttpResponse:
    """Change an event: a new day is told to those who come."""
    lu = find_evenement(code)

    def keep(page: Page) -> Evenement:
        version = page.form.cleaned_data["version"]
        save_evenement(lu, version, page.read(), request.user, timezone.now())
        return lu

    return _write(request, lu, keep)


def _write(
    request: RequeteConnectee,
    lu: Evenement | None,
    keep: Callable[[Page], Evenement],
    comme: Evenement | None = None,
) -> HttpResponse:
    if request.method != "POST":
        return _show(request, lu, Page(lu, comme=comme))
    donnees, touchee = turn_page(request.POST, LISTES)
    page = Page(lu, donnees)
    if is_turned(request.POST):
        page.is_valid()
        focus_liste(page.repetitions, touchee)
        return _show(request, lu, page)
    if page.is_valid():
        try:
            garde = keep(page)
        except VersionDepassee:  # somebody else has just saved
            page = Page(lu, donnees)
            page.is_valid()
        else:
            messages.success(request, "L’événement est enregistré.")
            return redirect("agenda:tenir", garde.code)
    return _show(request, lu, page)


def _show(request: HttpRequest, lu: Evenement | None, page: Page) -> HttpResponse:
    titre = f"Modifier\u00a0: {lu.titre}" if lu else "Nouvel événement"
    contexte = {
        "fil": [(TITRE, reverse("agenda:equipe")), (titre, None)],
        "titre": titre,
        "evenement": lu,
        "page": page,
        "form": page.form,
    }
    return render(request, "agenda/equipe/modifier.html", contexte)


@exige(Operation.TENIR_AGENDA)
@require_http_methods(["GET", "HEAD", "POST"])
def acces(request: RequeteConnectee, code: str) -> HttpResponse:
    lu = find_evenement(code)
    form = FormAcces(
        request.POST or None, initial=FormAcces.start(Acces.objects.filter(evenement=lu).first())
    )
    if request.method == "POST" and form.is_valid():
        dit = form.cleaned_data
        prevenues = save_acces(lu, dit["adresse"], dit["consignes"] or "", request.user)
        suite = f" Personnes prévenues\u00a0: {prevenues}." if prevenues else ""
        messages.success(request, f"Le lien est gardé.{suite}")
        return redirect("agenda:tenir", code)
    return _ask(request, lu, form, "Lien de connexion", "Garder ce lien")


@exige(Operation.TENIR_AGENDA)
@require_http_methods(["GET", "HEAD", "POST"])
def suites(request: RequeteConnectee, code: str) -> HttpResponse:
    lu = find_evenement(code)
    initial = {
        "replay": lu.replay_adresse,
        "ailleurs": lu.replay_ailleurs,
        "transcription": lu.transcription,
    }
    form = FormSuites(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        dit = form.cleaned_data
        try:
            prevenues = save_suites(
                lu,
                dit["replay"] or "",
                dit["transcription"],
                request.user,
                timezone.now(),
                dit["ailleurs"] or "",
            )
        except GesteRefuse as refus:
            form.add_error(None, str(refus))
        else:
            suite = f" Personnes prévenues\u00a0: {prevenues}." if prevenues else ""
            messages.success(request, f"C’est enregistré.{suite}")
            return redirect("agenda:tenir", code)
    return _ask(request, lu, form, "Replay et transcription", "Enregistrer")


@exige(Operation.TENIR_AGENDA)
@require_http_methods(["GET", "HEAD", "POST"])
def annuler(request: RequeteConnectee, code: str) -> HttpResponse:
    lu = find_evenement(code)
    form = FormAnnulation(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_evenement(lu, form.cleaned_data["motif"] or "", request.user, timezone.now())
        except GesteRefuse as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, "L’événement est annulé. Chaque personne est prévenue.")
            return redirect("agenda:tenir", code)
    return _ask(request, lu, form, "Annuler l’événement", "Annuler l’événement et prévenir")


@exige(Operation.TENIR_AGENDA)
@require_http_methods(["GET", "HEAD", "POST"])
def ecrire(request: RequeteConnectee, code: str) -> HttpResponse:
    lu = find_evenement(code)
    form = FormMessage(request.POST or None)
    if request.method == "POST" and form.is_valid():
        dit = form.cleaned_data
        message = send_message(lu, dit["objet"], dit["texte"], request.user, timezone.now())
        messages.success(request, f"Message envoyé. Destinataires\u00a0: {message.destinataires}.")
        return redirect("agenda:tenir", code)
    return _ask(request, lu, form, "Écrire aux personnes inscrites", "Envoyer")


def _ask(request: HttpRequest, lu: Evenement, form: Form, titre: str, bouton: str) -> HttpResponse:
    page = reverse("agenda:tenir", args=[lu.code])
    contexte = {
        "fil": [(TITRE, reverse("agenda:equipe")), (lu.titre, page), (titre, None)],
        "titre": titre,
        "evenement": lu,
        "form": form,
        "bouton": bouton,
        "retour": page,
    }
    return render(request, "agenda/equipe/demander.html", contexte)


def find_evenement(code: str) -> Evenement:
    """Return any event by its code; 404 otherwise."""
    return get_object_or_404(Evenement, code=code)
