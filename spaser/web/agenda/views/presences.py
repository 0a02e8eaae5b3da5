"""Who came: ticked by the team, or proposed from the export of a videoconference tool.

The file is kept nowhere: what it says is ticked on the page, and somebody confirms.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from spaser.donnees.tables.modele import ErreurTable
from spaser.metier.agenda.places import GesteRefuse
from spaser.metier.agenda.presences import Invite, match
from spaser.metier.droits import Operation
from spaser.web.agenda.forms.tenue import FormReleve, FormVenue
from spaser.web.agenda.models import Evenement, Inscription
from spaser.web.agenda.mots import name_places
from spaser.web.agenda.releves import OCTETS_MAX, read_classeur
from spaser.web.agenda.selectors import list_attendues
from spaser.web.agenda.services.evenements import note_presences
from spaser.web.agenda.services.inscriptions import add_presente
from spaser.web.agenda.views.equipe import TITRE, find_evenement
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.acces import exige
from spaser.web.socle.envois import recoit
from spaser.web.socle.fichiers.service import read_table


@exige(Operation.TENIR_AGENDA)
@require_http_methods(["GET", "HEAD", "POST"])
def presences(request: RequeteConnectee, code: str) -> HttpResponse:
    lu = find_evenement(code)
    inscrites = list_attendues(lu)
    if request.method == "POST":
        cochees = {int(n) for n in request.POST.getlist("presente") if n.isascii() and n.isdigit()}
        venues = note_presences(lu, cochees, request.user)
        dues = name_places(sum(inscription.taille for inscription in inscrites))
        messages.success(request, f"Présences notées\u00a0: {venues} sur {dues}.")
        return redirect("agenda:tenir", code)
    return _show(request, lu, inscrites, FormReleve())


@exige(Operation.TENIR_AGENDA)
@require_http_methods(["GET", "HEAD", "POST"])
def ajouter(request: RequeteConnectee, code: str) -> HttpResponse:
    lu = find_evenement(code)
    if request.method != "POST":
        return redirect("agenda:presences", code)
    form = FormVenue(request.POST)
    if form.is_valid():
        adresse = form.cleaned_data["courriel"]
        try:
            venue = add_presente(lu, adresse, form.read(), request.user, timezone.now())
        except GesteRefuse as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, f"Présence notée\u00a0: {venue.nom_complet}.")
            return redirect("agenda:presences", code)
    return _show(request, lu, list_attendues(lu), FormReleve(), venue=form)


@exige(Operation.TENIR_AGENDA)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(OCTETS_MAX)
def lire_presences(request: HttpRequest, code: str) -> HttpResponse:
    """Read who came in a file, and tick them: nothing is noted before the page is sent."""
    lu = find_evenement(code)
    if request.method != "POST":
        return redirect("agenda:presences", code)
    inscrites = list_attendues(lu)
    form = FormReleve(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, lu, inscrites, form)
    try:
        releve = read_table(
            form.cleaned_data["fichier"], read_classeur, OCTETS_MAX, "gardez la seule liste."
        )
    except ErreurTable as faute:
        form.add_error("fichier", str(faute))
        return _show(request, lu, inscrites, form)
    invites = [Invite(i.pk, f"{i.prenom} {i.nom}", i.courriel) for i in inscrites]
    trouvees = match(releve.lignes, invites, form.cleaned_data["minutes"] or 0)
    return _show(request, lu, inscrites, form, releve=releve, trouvees=trouvees)


def _show(
    request: HttpRequest,
    lu: Evenement,
    inscrites: list[Inscription],
    form: FormReleve,
    venue: FormVenue | None = None,
    **lecture: Any,
) -> HttpResponse:
    page = reverse("agenda:tenir", args=[lu.code])
    trouvees = lecture["trouvees"].presentes if lecture else frozenset()
    contexte: dict[str, Any] = {
        "fil": [(TITRE, reverse("agenda:equipe")), (lu.titre, page), ("Présences", None)],
        "evenement": lu,
        "inscrites": sorted(inscrites, key=lambda i: (i.nom.casefold(), i.prenom.casefold())),
        "cochees": trouvees | {i.pk for i in inscrites if i.present},
        "form": form if venue is None else venue,
        "releve_form": form,
        "venue": venue or FormVenue(),
        "commence": lu.est_publie and lu.debut <= timezone.now(),
        "trouvees": None,
        **lecture,
    }
    return render(request, "agenda/equipe/presences.html", contexte)
