"""Links of partners: given on the page of an action; what they open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from spaser.metier.droits import Operation
from spaser.web.commun.liens import answer_ferme, note_lecture, seal
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.plan.forms.partenaires import FormAcces, FormMessage
from spaser.web.plan.models import AccesPartenaire
from spaser.web.plan.partenaires import (
    PARTENAIRE,
    ActionPartagee,
    list_acces,
    list_partagees,
    list_partenaires,
    read_partagee,
)
from spaser.web.plan.selectors import list_completes
from spaser.web.plan.services.partenaires import give_acces, send_message
from spaser.web.plan.tableau import PAR_PAGE
from spaser.web.plan.views.action import find_action, show_action
from spaser.web.socle.limites import check_limite

MESSAGES_MAX: Final = 10  # an hour, by one link
PLUS_ASSOCIEE: Final = "Cette action ne vous associe plus : rien n’a été envoyé."
_HEURE: Final = timedelta(hours=1)


@ouverte_a_tous
@require_http_methods(["GET", "HEAD", "POST"])
def partenaire(request: HttpRequest, jeton: str) -> HttpResponse:
    acces = PARTENAIRE.find(jeton, list_acces())
    if acces is None:
        return answer_ferme(request)
    if request.method == "POST":
        return _receive(request, acces)
    note_lecture(acces.lien, timezone.now())
    return _show(request, acces)


@exige_espace(Operation.MODIFIER_PLAN)
@require_POST
def lien_ajouter(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Give a link to a partner of an action; a trial gives none."""
    if espace.est_essai:
        raise PermissionDenied
    trouvee = find_action(list_completes(espace), pk)
    partenaires = list_partenaires(trouvee)
    if not partenaires:
        messages.warning(request, "Cette action n’a aucun partenaire : ajoutez-en un d’abord.")
        return redirect(trouvee)
    form = FormAcces(request.POST, partenaires=partenaires)
    if not form.is_valid():
        return show_action(request, espace, trouvee, form)
    give_acces(espace, form.acteur, form.pendant, request.user)
    messages.success(request, f"Le lien de {form.acteur.nom} est prêt. Copiez-le ci-dessous.")
    return redirect("commun:liens")


def _receive(request: HttpRequest, acces: AccesPartenaire) -> HttpResponse:
    dite = request.POST.get("action", "")
    actions = list_partagees(acces)
    action = actions.filter(pk=dite).first() if dite.isascii() and dite.isdecimal() else None
    if action is None:
        messages.warning(request, PLUS_ASSOCIEE)
        return _show(request, acces)
    form = FormMessage(request.POST, prefix=dite)
    if not form.is_valid():
        return _show(request, acces, form)
    check_limite("plan.partenaire", str(acces.pk), MESSAGES_MAX, _HEURE)
    send_message(acces, action, form.cleaned_data["texte"])
    messages.success(request, f"Votre message sur « {action.titre} » est arrivé.")
    return seal(redirect(request.path))


def _show(
    request: HttpRequest, acces: AccesPartenaire, refuse: FormMessage | None = None
) -> HttpResponse:
    page = Paginator(list_partagees(acces), PAR_PAGE).get_page(request.GET.get("page"))
    actions = [read_partagee(action, acces.lien.lieu) for action in page.object_list]
    contexte: dict[str, Any] = {
        "acces": acces,
        "espace": acces.lien.lieu,
        "refuse": refuse,
        "page": page,
        "actions": [(action, _find_form(action, refuse)) for action in actions],
    }
    return seal(render(request, "plan/partenaire.html", contexte))


def _find_form(action: ActionPartagee, refuse: FormMessage | None) -> FormMessage:
    prefixe = str(action.lue.action.pk)
    return refuse if refuse and refuse.prefix == prefixe else FormMessage(prefix=prefixe)
