"""Opening a session, or not: second factor, lock-out, links of a demonstration."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import auth
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django_otp.models import Device

from spaser.web.comptes.appareils import is_appareil_connu, remember_appareil
from spaser.web.comptes.models import Utilisateur
from spaser.web.comptes.second_facteur import has_second_facteur
from spaser.web.comptes.sessions import mark_preuve
from spaser.web.comptes.suivant import CHAMP_SUIVANT, choose_suivant, note_arrivee
from spaser.web.socle.demonstration import USAGE
from spaser.web.socle.intergiciels import is_local
from spaser.web.socle.jetons import JetonRefuse, make_jeton, use_jeton
from spaser.web.socle.limites import name_duree

# Opening a session: at once, or after the second factor of those who have one.

CLE_ATTENTE: Final = "second_facteur_attendu"
DUREE_ATTENTE: Final = timedelta(minutes=10)
DORSAL: Final = "django.contrib.auth.backends.ModelBackend"


class RequeteConnectee(HttpRequest):
    """What a view that is not public receives: somebody has signed in."""

    user: Utilisateur


def auteur_of(request: HttpRequest) -> Utilisateur:
    """Return the signed-in person; PermissionDenied for a visitor of the demonstration."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def begin_session(
    request: HttpRequest, utilisateur: Utilisateur, suivant: str, dorsal: str = DORSAL
) -> HttpResponse:
    if not has_second_facteur(utilisateur):
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
    attente = request.session.pop(CLE_ATTENTE)
    utilisateur.otp_device = moyen
    return open_session(request, utilisateur, attente["suivant"], attente["dorsal"])


def open_session(
    request: HttpRequest, utilisateur: Utilisateur, suivant: str, dorsal: str = DORSAL
) -> HttpResponse:
    auth.login(request, utilisateur, backend=dorsal)
    request.session.cycle_key()
    mark_preuve(request)
    note_arrivee(request, suivant)
    reponse = HttpResponseRedirect(choose_suivant(request, suivant))
    remember_appareil(request, reponse, utilisateur)
    return reponse


# Lock-out after wrong passwords: what django-axes counts, and the page it answers with.

STATUT = 429


def is_spared(request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
    """Spare some sign-ins from the lock-out that wrong passwords typed elsewhere caused.

    Those without a password: a ProConnect failure guesses nothing. Those from a known device.
    """
    courriel = (credentials or {}).get(settings.AXES_USERNAME_FORM_FIELD)
    return not courriel or is_appareil_connu(request, courriel)


def answer_verrou(
    request: HttpRequest,
    reponse: HttpResponse | None = None,
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """Say that the account waits, for how long, and what can be done meanwhile."""
    duree = settings.AXES_COOLOFF_TIME
    page = render(request, "comptes/verrou.html", {"duree": name_duree(duree)}, status=STATUT)
    page["Retry-After"] = str(int(duree.total_seconds()))
    return page


# Single-use links that sign in as a fictitious person: demonstration only, this machine only.

DUREE: Final = timedelta(hours=12)
DOMAINES: Final = ("@exemple.fr", "@demo.exemple")
REFUSE: Final = "Ce lien n’ouvre que les comptes fictifs de la démonstration."


def is_offered(request: HttpRequest) -> bool:
    """Say whether such links work here: a demonstration site, seen from its own machine."""
    return bool(settings.DEMONSTRATION) and is_local(request)


def make_lien(utilisateur: Utilisateur, suivant: str = "") -> str:
    jeton = make_jeton(USAGE, str(utilisateur.pk), DUREE)
    chemin = reverse("comptes:lien_demonstration", args=[jeton])
    return f"{chemin}?{urlencode({CHAMP_SUIVANT: suivant})}" if suivant else chemin


def use_lien(jeton: str) -> Utilisateur:
    """Return who a link signs in; JetonRefuse if it opens nothing."""
    utilisateur = Utilisateur.objects.filter(pk=use_jeton(USAGE, jeton), is_active=True).first()
    if utilisateur is None or not utilisateur.courriel.endswith(DOMAINES):
        raise JetonRefuse(REFUSE)
    return utilisateur
