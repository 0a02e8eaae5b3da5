"""Leaving for ProConnect, coming back, signing out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import auth, messages
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string
from mozilla_django_oidc import auth as oidc
from mozilla_django_oidc.views import (
    OIDCAuthenticationCallbackView,
    OIDCAuthenticationRequestView,
)

from spaser.web.comptes.connexion import begin_session
from spaser.web.comptes.proconnect.identification import is_prise, read_proposee
from spaser.web.comptes.sessions import mark_preuve
from spaser.web.comptes.suivant import add_suivant, choose_suivant, read_suivant

if TYPE_CHECKING:
    from django.http import HttpRequest

    from spaser.web.comptes.models import Utilisateur

DORSAL: Final = "spaser.web.comptes.proconnect.identification.IdentificationProConnect"
CLE_SUIVANT: Final = "oidc_login_next"
CLE_IDENTITE: Final = "oidc_id_token"
CLE_SIRET: Final = "siret_proconnect"
CLE_FIN: Final = "proconnect_fin"

ECHEC: Final = "La connexion par ProConnect n’a pas abouti. Recommencez depuis cette page."
INJOIGNABLE: Final = "ProConnect ne répond pas comme prévu. Réessayez dans quelques minutes."
PRISE: Final = (
    "L’adresse électronique que ProConnect nous donne est déjà celle d’un autre compte. "
    "Écrivez à l’équipe du programme pour le signaler."
)

# The library knows what it may be answered; its exceptions share no parent.
_ERREURS: Final = (OSError, oidc.jwt.PyJWTError, KeyError, ValueError, TypeError)


def is_configured() -> bool:
    """Say whether the operator has given what ProConnect needs."""
    return bool(settings.PROCONNECT_EMETTEUR and settings.OIDC_RP_CLIENT_ID)


class Depart(OIDCAuthenticationRequestView):
    """Leave for ProConnect with a new state and a new nonce."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Remember where to go afterwards, if it is a page of this site."""
        if not is_configured():
            raise Http404
        reponse: HttpResponse = super().get(request)
        request.session[CLE_SUIVANT] = read_suivant(request)
        return reponse


class Retour(OIDCAuthenticationCallbackView):
    """Come back from ProConnect."""

    user: Utilisateur  # who ProConnect says this is, once it has

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer every failure with a page in French, and change nothing."""
        if not is_configured():
            raise Http404
        if request.GET.get("error"):
            request.session.get("oidc_states", {}).pop(request.GET.get("state", ""), None)
            request.session.modified = True
            return self._refuse(ECHEC)
        try:
            reponse: HttpResponse = super().get(request)
        except SuspiciousOperation:
            return self._refuse(ECHEC)
        except _ERREURS:
            return self._refuse(INJOIGNABLE)
        return reponse

    def login_success(self) -> HttpResponse:
        """Sign in, or note a fresh proof if she was signed in already."""
        request = self.request
        kept = {CLE_IDENTITE: request.session.get(CLE_IDENTITE, "")}
        kept[CLE_SIRET] = self.user.siret_proconnect
        suivant = request.session.pop(CLE_SUIVANT, "") or ""
        if request.user.is_authenticated and request.user != self.user:
            auth.logout(request)
        request.session.update(kept)
        if request.user.is_authenticated:
            mark_preuve(request)
            return HttpResponseRedirect(choose_suivant(request, suivant))
        return begin_session(request, self.user, suivant, DORSAL)

    def login_failure(self) -> HttpResponse:
        """Tell an account to link from a refusal."""
        if is_prise(self.request):
            return self._refuse(PRISE)
        if read_proposee(self.request):
            return HttpResponseRedirect(reverse("comptes:proconnect_liaison"))
        return self._refuse(ECHEC)

    def _refuse(self, raison: str) -> HttpResponse:
        messages.error(self.request, raison)
        suivant = self.request.session.get(CLE_SUIVANT) or ""
        if self.request.user.is_authenticated:
            return HttpResponseRedirect(reverse("comptes:profil"))
        return HttpResponseRedirect(add_suivant("comptes:connexion", suivant))


def make_fin(request: HttpRequest) -> str:
    """Sign out here; return the address that signs out of ProConnect too, if she came by it."""
    identite = request.session.get(CLE_IDENTITE)
    auth.logout(request)
    if not identite or not is_configured():
        return ""
    etat = get_random_string(settings.OIDC_STATE_SIZE)
    request.session[CLE_FIN] = etat
    demande = {
        "id_token_hint": identite,
        "state": etat,
        "post_logout_redirect_uri": request.build_absolute_uri(
            reverse("comptes:retour_deconnexion")
        ),
    }
    return f"{settings.PROCONNECT_FIN_DE_SESSION}?{urlencode(demande)}"


def is_fin_voulue(request: HttpRequest) -> bool:
    """Say whether coming back signed out answers a sign-out asked from this browser."""
    etat = request.session.pop(CLE_FIN, "")
    return bool(etat) and constant_time_compare(etat, request.GET.get("state", ""))
