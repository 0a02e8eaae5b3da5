"""People, contacts and next dates."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.web.acteurs.models import Acteur
from spaser.web.acteurs.selectors import (
    list_echanges,
    list_personnes,
    list_relances,
)
from spaser.web.acteurs.suivi.agenda import write_relances
from spaser.web.acteurs.suivi.forms import (
    FormContact,
    FormEchange,
    fill_echange,
    fill_personne,
)
from spaser.web.acteurs.suivi.personnes import export_personne
from spaser.web.acteurs.suivi.services import (
    create_echange,
    create_personne,
    end_relance,
    erase_personne,
    update_echange,
    update_personne,
)
from spaser.web.acteurs.views.commun import find_acteur, link_acteur, make_contexte
from spaser.web.commun.versions import save_form
from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.socle.reponses import reply_fichier


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def personne_ajouter(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    acteur = find_acteur(espace, pk)
    envoye = request.POST if request.method == "POST" else None
    form = FormContact(envoye, initial={"dernier_contact": timezone.localdate()})
    if form.is_valid():
        create_personne(acteur, form.read(), auteur_of(request))
        messages.success(request, "La personne est notée.")
        return redirect(acteur)
    return _ask(request, espace, acteur, form, "Noter une personne")


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def personne_modifier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    personne = get_object_or_404(list_personnes(espace), pk=pk)
    envoye = request.POST if request.method == "POST" else None
    form = save_form(
        lambda: FormContact(envoye, initial=fill_personne(personne), version=personne.version),
        lambda form: update_personne(personne, form.read(), auteur_of(request)),
    )
    if form is None:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(personne.acteur)
    return _ask(request, espace, personne.acteur, form, f"Modifier {personne.nom}")


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def personne_effacer(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    personne = get_object_or_404(list_personnes(espace), pk=pk)
    if request.method == "POST":
        erase_personne(personne, auteur_of(request))
        messages.success(request, "La personne est effacée.")
        return redirect(personne.acteur)
    suite = (link_acteur(personne.acteur), ("Effacer une personne", None))
    contexte = make_contexte(request, espace, *suite, personne=personne)
    return render(request, "acteurs/suivi/effacer.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def personne_donnees(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    personne = get_object_or_404(list_personnes(espace), pk=pk)
    reponse = JsonResponse(export_personne(personne), json_dumps_params={"ensure_ascii": False})
    reponse["Content-Disposition"] = f'attachment; filename="personne-{personne.pk}.json"'
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def echange_ajouter(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    acteur = find_acteur(espace, pk)
    envoye = request.POST if request.method == "POST" else None
    form = FormEchange(envoye, acteur=acteur, initial={"jour": timezone.localdate()})
    if form.is_valid():
        create_echange(acteur, form.read(), auteur_of(request))
        messages.success(request, "L’échange est noté.")
        return redirect(acteur)
    return _ask(request, espace, acteur, form, "Noter un échange")


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def echange_modifier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    echange = get_object_or_404(list_echanges(espace), pk=pk)
    acteur = echange.acteur
    envoye = request.POST if request.method == "POST" else None

    def read() -> FormEchange:
        initial = fill_echange(echange)
        return FormEchange(envoye, acteur=acteur, initial=initial, version=echange.version)

    form = save_form(read, lambda form: update_echange(echange, form.read(), auteur_of(request)))
    if form is None:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(acteur)
    return _ask(request, espace, acteur, form, "Modifier un échange")


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def relances(request: HttpRequest, espace: Espace) -> HttpResponse:
    contexte = make_contexte(
        request,
        espace,
        ("Relances", None),
        relances=list(list_relances(espace)),
        aujourdhui=timezone.localdate(),
        regler=request.user.is_authenticated,
    )
    return render(request, "acteurs/suivi/relances.html", contexte)


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_POST
def relance_faite(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    echange = get_object_or_404(list_relances(espace), pk=pk)
    end_relance(echange, request.user)
    messages.success(request, f"Relance de « {echange.acteur.nom} » faite. Notez l’échange ici.")
    return redirect(echange.acteur)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def agenda(request: HttpRequest, espace: Espace) -> HttpResponse:
    texte = write_relances(list_relances(espace), espace.mention)
    return reply_fichier(texte, "relances.ics", "text/calendar; charset=utf-8")


def _ask(
    request: HttpRequest, espace: Espace, acteur: Acteur, form: Form, titre: str
) -> HttpResponse:
    contexte = make_contexte(
        request,
        espace,
        link_acteur(acteur),
        (titre, None),
        acteur=acteur,
        form=form,
        titre=titre,
    )
    return render(request, "acteurs/suivi/formulaire.html", contexte)
