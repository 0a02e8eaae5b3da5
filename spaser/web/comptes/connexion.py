"""Opening a session: at once, or after the second factor of those who have one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.contrib import auth
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from spaser.web.comptes.models import Utilisateur
from spaser.web.comptes.second_facteur import find_application
from spaser.web.comptes.sessions import mark_preuve
from spaser.web.comptes.suivant import choose_suivant

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django_otp.models import Device

CLE_ATTENTE: Final = "second_facteur_attendu"
DUREE_ATTENTE: Final = timedelta(minutes=10)
DORSAL: Final = "django.contrib.auth.backends.ModelBackend"


class RequeteConnectee(HttpRequest):
    """What a view that is not public receives: somebody has signed in."""

    user: Utilisateur


def begin_session(
    request: HttpRequest, utilisateur: Utilisateur, suivant: str, dorsal: str = DORSAL
) -> HttpResponse:
    """Sign this person in, or ask first for her second factor."""
    if find_application(utilisateur) is None:
        return open_session(request, utilisateur, suivant, dorsal)
    request.session.cycle_key()
    request.session[CLE_ATTENTE] = {
        "personne": utilisateur.pk,
        "empreinte": utilisateur.get_session_auth_hash(),
        "dorsal": dorsal,
        "suivant": suivant,
        "le": timezone.now().isoformat(),
    }
    return HttpResponseRedirect(reverse("comptes:code"))


def find_attendu(request: HttpRequest) -> Utilisateur | None:
    """Return who has given her password and owes a code; nobody after ten minutes."""
    attente = request.session.get(CLE_ATTENTE)
    if not attente or timezone.now() - datetime.fromisoformat(attente["le"]) > DUREE_ATTENTE:
        return None
    utilisateur = Utilisateur.objects.filter(pk=attente["personne"], is_active=True).first()
    # A password changed meanwhile makes the wait void.
    same = utilisateur and utilisateur.get_session_auth_hash() == attente["empreinte"]
    return utilisateur if same else None


def end_attente(request: HttpRequest, utilisateur: Utilisateur, moyen: Device) -> HttpResponse:
    """Sign in the person whose code was right."""
    attente = request.session.pop(CLE_ATTENTE)
    utilisateur.otp_device = moyen
    return open_session(request, utilisateur, attente["suivant"], attente["dorsal"])


def open_session(
    request: HttpRequest, utilisateur: Utilisateur, suivant: str, dorsal: str = DORSAL
) -> HttpResponse:
    """Open a session under a new key and go on."""
    auth.login(request, utilisateur, backend=dorsal)
    request.session.cycle_key()
    mark_preuve(request)
    return HttpResponseRedirect(choose_suivant(request, suivant))
