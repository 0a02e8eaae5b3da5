"""Where to go after signing in: only ever a page of this site."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

CHAMP_SUIVANT: Final = "next"


def read_suivant(request: HttpRequest) -> str:
    """Return the page asked for after signing in, or nothing if it is not one of ours."""
    return keep_safe(request, request.POST.get(CHAMP_SUIVANT) or request.GET.get(CHAMP_SUIVANT, ""))


def keep_safe(request: HttpRequest, adresse: str) -> str:
    """Return the address if it is a path of this site, else nothing."""
    sure = adresse.startswith("/") and url_has_allowed_host_and_scheme(
        adresse, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return adresse if sure else ""


def choose_suivant(request: HttpRequest, adresse: str = "") -> str:
    return keep_safe(request, adresse) or resolve_url(settings.LOGIN_REDIRECT_URL)


def add_suivant(vue: str, suivant: str) -> str:
    return reverse(vue) + (f"?{urlencode({CHAMP_SUIVANT: suivant})}" if suivant else "")


# The page that somebody signed in to reach: it may go on at once with what she asked for.

CLE_ARRIVEE: Final = "arrivee"


def note_arrivee(request: HttpRequest, suivant: str) -> None:
    request.session[CLE_ARRIVEE] = suivant


def is_arrivee(request: HttpRequest) -> bool:
    """Say, once, whether this is the page that she signed in to reach."""
    return bool(request.session.pop(CLE_ARRIVEE, None) == request.get_full_path())


# What was being typed when a session ended, kept until its author signs in again.

CLE_FINIE: Final = "session_finie"
CLE_SAISIE: Final = "saisie_gardee"
DUREE_GARDE: Final = timedelta(hours=1)
SAISIE_MAXIMUM: Final = 200_000
_SECRETS: Final = ("csrfmiddlewaretoken", "mot_de_passe", "code", "password")


def note_fin(request: HttpRequest, personne: str) -> None:
    """Remember, in a fresh session, whose session has just ended."""
    request.session[CLE_FINIE] = str(personne)


def is_session_finie(request: HttpRequest) -> bool:
    return bool(request.session.get(CLE_FINIE))


def keep_saisie(request: HttpRequest) -> bool:
    """Keep the form just sent if its author's session had ended; say whether it was kept."""
    personne = request.session.get(CLE_FINIE)
    if request.method != "POST" or not personne:
        return False
    champs = [
        (nom, valeurs)
        for nom, valeurs in request.POST.lists()
        if not any(secret in nom for secret in _SECRETS)
    ]
    if sum(len(v) for _, valeurs in champs for v in valeurs) > SAISIE_MAXIMUM:
        return False
    request.session[CLE_SAISIE] = {
        "personne": personne,
        "chemin": request.get_full_path(),
        "champs": champs,
        "fichiers": bool(request.FILES),
        "le": timezone.now().isoformat(),
    }
    return True


def read_saisie(request: HttpRequest) -> dict[str, Any] | None:
    """Return what was kept for this very person; anyone else's is thrown away."""
    saisie: dict[str, Any] | None = request.session.get(CLE_SAISIE)
    if saisie is None:
        return None
    fraiche = timezone.now() - datetime.fromisoformat(saisie["le"]) < DUREE_GARDE
    if not fraiche or saisie["personne"] != str(request.user.pk):
        forget_saisie(request)
        return None
    return saisie


def forget_saisie(request: HttpRequest) -> None:
    request.session.pop(CLE_SAISIE, None)
    request.session.pop(CLE_FINIE, None)
