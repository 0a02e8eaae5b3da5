"""The team's pages: events listed, written, published, closed, cancelled, told."""

from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from spaser.regles import agenda
from spaser.regles.droits import Operation
from spaser.site.comptes.sessions import RequeteConnectee
from spaser.site.organisations.acces import exige
from spaser.site.rencontres.agenda import forms, services
from spaser.site.rencontres.agenda.evenements import (
    count_accords,
    format_evenement,
    list_a_faire,
    list_attendues,
    name_places,
    read_places,
    search_demandes,
    tell_publication,
)
from spaser.site.rencontres.models import Acces, Evenement, Inscription
from spaser.site.socle import versions
from spaser.site.socle.requetes import recoit
from spaser.site.socle.vues import Rendu, shows

TITRE: Final = "Événements du programme"
PAR_PAGE: Final = 50


@exige(Operation.TENIR_AGENDA)
@shows("agenda/equipe/liste.html")
def evenements(request: HttpRequest) -> Rendu:
    return {
        "fil": [(TITRE, None)],
        "titre": TITRE,
        "evenements": [(e, format_evenement(e), dus) for e, dus in list_a_faire(timezone.now())],
    }


@exige(Operation.TENIR_AGENDA)
@shows("agenda/equipe/tenir.html")
def tenir(request: HttpRequest, code: str) -> Rendu:
    lu = find_evenement(code)
    maintenant = timezone.now()
    form = forms.FormChercher(request.GET)
    form.full_clean()
    cherche = form.cleaned_data.get("q", "")
    trouvees = search_demandes(lu, cherche)
    return {
        "fil": [(TITRE, reverse("agenda:equipe")), (lu.titre, None)],
        "evenement": lu,
        "quand": format_evenement(lu),
        "publication": tell_publication(lu),
        "places": read_places(lu),
        "accords": count_accords(lu) if lu.enregistre else None,
        "ouverte": agenda.is_ouverte(lu.salle, maintenant),
        "passe": lu.is_passe(maintenant),
        "commence": lu.debut <= maintenant,
        "acces": Acces.objects.filter(evenement=lu).first(),
        "page": Paginator(trouvees, PAR_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "cherche": cherche,
        "messages_envoyes": list(lu.messages.all()[:20]),
    }


@exige(Operation.TENIR_AGENDA)
@require_http_methods(["GET", "HEAD", "POST"])
def nouvel_evenement(request: RequeteConnectee) -> HttpResponse:
    comme = Evenement.objects.filter(code=request.GET.get("comme", "")).first()
    return _write(request, None, comme)


@exige(Operation.TENIR_AGENDA)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_evenement(request: RequeteConnectee, code: str) -> HttpResponse:
    """Change an event: a new day is told to those who come."""
    return _write(request, find_evenement(code))


def _write(
    request: RequeteConnectee, lu: Evenement | None, comme: Evenement | None = None
) -> HttpResponse:
    if request.method != "POST":
        return _show_equipe(request, lu, forms.PageEvenement(lu, comme=comme))
    garde = lu

    def save(page: forms.PageEvenement) -> None:
        nonlocal garde
        ecrit, version = page.read(), page.form.cleaned_data["version"]
        if lu:
            services.save_evenement(lu, version, ecrit, request.user, timezone.now())
        else:
            code = services.make_code(ecrit.champs["titre"], ecrit.champs["debut"])
            garde = services.create_evenement(code, ecrit, request.user)

    read = partial(forms.PageEvenement, lu)
    page = versions.save_page(request.POST, forms.LISTES.values(), read, save)
    if page:
        return _show_equipe(request, lu, page)
    messages.success(request, "L’événement est enregistré.")
    return redirect("agenda:tenir", garde.code if garde else "")


def _show_equipe(
    request: HttpRequest, lu: Evenement | None, page: forms.PageEvenement
) -> HttpResponse:
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
    form = forms.FormAcces(
        request.POST or None, instance=Acces.objects.filter(evenement=lu).first()
    )
    if request.method == "POST" and form.is_valid():
        dit = form.cleaned_data
        prevenues = services.save_acces(lu, dit["adresse"], dit["consignes"], request.user)
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
    form = forms.FormSuites(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        dit = form.cleaned_data
        try:
            prevenues = services.save_suites(
                lu,
                dit["replay"] or "",
                dit["transcription"],
                request.user,
                timezone.now(),
                dit["ailleurs"] or "",
            )
        except agenda.GesteRefuse as refus:
            form.add_error(None, str(refus))
        else:
            suite = f" Personnes prévenues\u00a0: {prevenues}." if prevenues else ""
            messages.success(request, f"C’est enregistré.{suite}")
            return redirect("agenda:tenir", code)
    return _ask(request, lu, form, "Replay et transcription", "Enregistrer")


@exige(Operation.TENIR_AGENDA)
@require_http_methods(["GET", "HEAD", "POST"])
def annuler_evenement(request: RequeteConnectee, code: str) -> HttpResponse:
    lu = find_evenement(code)
    form = forms.FormAnnulation(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_evenement(
                lu, form.cleaned_data["motif"] or "", request.user, timezone.now()
            )
        except agenda.GesteRefuse as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, "L’événement est annulé. Chaque personne est prévenue.")
            return redirect("agenda:tenir", code)
    return _ask(request, lu, form, "Annuler l’événement", "Annuler l’événement et prévenir")


@exige(Operation.TENIR_AGENDA)
@require_http_methods(["GET", "HEAD", "POST"])
def ecrire_message(request: RequeteConnectee, code: str) -> HttpResponse:
    lu = find_evenement(code)
    form = forms.FormMessage(request.POST or None)
    if request.method == "POST" and form.is_valid():
        dit = form.cleaned_data
        message = services.send_message_inscrits(
            lu, dit["objet"], dit["texte"], request.user, timezone.now()
        )
        messages.success(request, f"Message envoyé. Destinataires\u00a0: {message.destinataires}.")
        return redirect("agenda:tenir", code)
    return _ask(request, lu, form, "Écrire aux personnes inscrites", "Envoyer")


def _ask(request: HttpRequest, lu: Evenement, form: Form, titre: str, bouton: str) -> HttpResponse:
    page = reverse("agenda:tenir", args=[lu.code])
    contexte = {
        "fil": [(TITRE, reverse("agenda:equipe")), (lu.titre, page), (titre, None)],
        "evenement": lu,
    }
    demande = versions.make_demande(form, titre, bouton, page)
    return render(request, "agenda/equipe/demander.html", contexte | demande)


def find_evenement(code: str) -> Evenement:
    """Return any event by its code; 404 otherwise."""
    return get_object_or_404(Evenement.objects, code=code)


# --- Who came: ticked by the team, or proposed from the export of a videoconference tool ---
# The file is kept nowhere: what it says is ticked on the page, and somebody confirms.


@exige(Operation.TENIR_AGENDA)
@require_http_methods(["GET", "HEAD", "POST"])
def presences(request: RequeteConnectee, code: str) -> HttpResponse:
    lu = find_evenement(code)
    inscrites = list_attendues(lu)
    if request.method == "POST":
        cochees = {int(n) for n in request.POST.getlist("presente") if n.isascii() and n.isdigit()}
        venues = services.note_presences(lu, cochees, request.user)
        dues = name_places(sum(inscription.taille for inscription in inscrites))
        messages.success(request, f"Présences notées\u00a0: {venues} sur {dues}.")
        return redirect("agenda:tenir", code)
    return _show_presences(request, lu, inscrites, forms.FormReleve())


@exige(Operation.TENIR_AGENDA)
@require_http_methods(["GET", "HEAD", "POST"])
def ajouter_presence(request: RequeteConnectee, code: str) -> HttpResponse:
    lu = find_evenement(code)
    if request.method != "POST":
        return redirect("agenda:presences", code)
    form = forms.FormVenue(request.POST)
    if form.is_valid():
        adresse = form.cleaned_data["courriel"]
        try:
            venue = services.add_presente(lu, adresse, form.read(), request.user, timezone.now())
        except agenda.GesteRefuse as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, f"Présence notée\u00a0: {venue.nom_complet}.")
            return redirect("agenda:presences", code)
    return _show_presences(request, lu, list_attendues(lu), forms.FormReleve(), venue=form)


@exige(Operation.TENIR_AGENDA)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(forms.RELEVE.octets)
def lire_presences(request: HttpRequest, code: str) -> HttpResponse:
    """Read who came in a file, and tick them: nothing is noted before the page is sent."""
    lu = find_evenement(code)
    if request.method != "POST":
        return redirect("agenda:presences", code)
    inscrites = list_attendues(lu)
    form = forms.FormReleve(request.POST, request.FILES)
    releve = forms.RELEVE.receive(form)
    if releve is None:
        return _show_presences(request, lu, inscrites, form)
    invites = [agenda.Invite(i.pk, f"{i.prenom} {i.nom}", i.courriel) for i in inscrites]
    trouvees = agenda.match(releve.lignes, invites, form.cleaned_data["minutes"] or 0)
    return _show_presences(request, lu, inscrites, form, releve=releve, trouvees=trouvees)


def _show_presences(
    request: HttpRequest,
    lu: Evenement,
    inscrites: list[Inscription],
    form: forms.FormReleve,
    venue: forms.FormVenue | None = None,
    **lecture: Any,
) -> HttpResponse:
    page = reverse("agenda:tenir", args=[lu.code])
    trouvees = lecture["trouvees"].presentes if lecture else frozenset()
    contexte: dict[str, Any] = {
        "fil": [(TITRE, reverse("agenda:equipe")), (lu.titre, page), ("Présences", None)],
        "evenement": lu,
        "inscrites": sorted(inscrites, key=lambda i: (i.nom.casefold(), i.prenom.casefold())),
        "cochees": trouvees | {i.pk for i in inscrites if i.present},
        "form": form,
        "venue": venue or forms.FormVenue(),
        "commence": lu.est_publie and lu.debut <= timezone.now(),
        "trouvees": None,
        **lecture,
    }
    return render(request, "agenda/equipe/presences.html", contexte)
