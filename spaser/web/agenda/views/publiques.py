"""What everybody reads: what comes, what took place, one event."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.metier.agenda.evenements import RoleIntervenant
from spaser.metier.agenda.places import is_ouverte
from spaser.metier.droits import Operation
from spaser.web.agenda.avis import list_avis
from spaser.web.agenda.forms.inscription import FormFiltres
from spaser.web.agenda.liens import MIENNE
from spaser.web.agenda.models import Evenement
from spaser.web.agenda.mots import format_evenement, read_heures
from spaser.web.agenda.selectors import (
    find_sienne,
    list_a_venir,
    list_editions,
    list_participants,
    list_passes,
    list_publics,
    read_places,
)
from spaser.web.comptes.models import Utilisateur
from spaser.web.editorial.selectors import read_titres
from spaser.web.organisations.acces import ouverte_a_tous, peut

TITRE: Final = "Agenda"
_APARTE: Final = RoleIntervenant.PARRAINAGE.value


@ouverte_a_tous
@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    maintenant = timezone.now()
    form = FormFiltres(request.GET, editions=list_editions(list_publics().only("edition")))
    choix = form.read()
    a_venir = list_a_venir(maintenant).filter(**choix)
    passes = list_passes(maintenant).filter(**choix)
    contexte: dict[str, Any] = {
        "fil": [(TITRE, None)],
        "form": form,
        "filtree": bool(choix),
        "calendrier": f"{reverse('agenda:calendrier')}?{urlencode(choix)}".rstrip("?"),
        "connue": read_connue(request),
        "a_venir": [(e, format_evenement(e)) for e in a_venir],
        "passes": [(e, format_evenement(e)) for e in passes],
        "peut_tenir": request.user.is_authenticated and peut(request, Operation.TENIR_AGENDA),
    }
    return render(request, "agenda/liste.html", contexte)


def read_connue(request: HttpRequest) -> Utilisateur | None:
    """Return who is signed in, if her address is known to be hers."""
    personne = request.user
    if isinstance(personne, Utilisateur) and personne.courriel_verifie_le is not None:
        return personne
    return None


def _find_sienne(request: HttpRequest, lu: Evenement) -> str:
    personne = read_connue(request)
    sienne = find_sienne(lu, personne) if personne else None
    return MIENNE.path_of(sienne) if sienne else ""


@ouverte_a_tous
@require_safe
def evenement(request: HttpRequest, code: str) -> HttpResponse:
    lu = find_public(code)
    maintenant = timezone.now()
    passe = lu.is_passe(maintenant)
    gens = list(lu.intervenants.all())
    contexte: dict[str, Any] = {
        "fil": [(TITRE, reverse("agenda:liste")), (lu.titre, None)],
        "evenement": lu,
        "edition": read_titres("editions", timezone.localdate()).get(lu.edition, ""),
        "avis": list_avis(lu, timezone.localdate()) if passe else (),
        "quand": format_evenement(lu),
        "heures": read_heures(lu),
        "passe": passe,
        "mienne": "" if passe or not lu.est_publie else _find_sienne(request, lu),
        "ouverte": is_ouverte(lu.salle, maintenant),
        "places": None if lu.source else read_places(lu),
        "intervenants": [i for i in gens if i.role != _APARTE and i.nom_montre],
        "parrains": [i for i in gens if i.role == _APARTE and i.nom_montre],
        "materiels": list(lu.materiels.all()),
        "participants": list_participants(lu) if passe else (),
        "peut_tenir": request.user.is_authenticated and peut(request, Operation.TENIR_AGENDA),
    }
    return render(request, "agenda/evenement.html", contexte)


def find_public(code: str) -> Evenement:
    """Return an event that everybody reads; 404 otherwise."""
    return get_object_or_404(list_publics(), code=code)
