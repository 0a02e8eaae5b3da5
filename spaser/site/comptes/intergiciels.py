"""Middleware between a request and the pages that ask to be signed in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin

from spaser.site.comptes import sessions
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.preuves import has_second_facteur, second_facteur_requis
from spaser.site.socle.reglages import URLS_PUBLIQUES
from spaser.site.socle.requetes import RECUS, name_duree, read_longueur
from spaser.site.socle.taches.file import hurry

_PAS: Final = timedelta(minutes=1)  # how finely inactivity is measured: one write a minute at most
_SANS_SECOND_FACTEUR: Final = URLS_PUBLIQUES | {
    "comptes:second_facteur",
    "comptes:second_facteur_activer",
    "comptes:cle_ajouter",
    "comptes:preuve",
}
_CLE_LIBRE: Final = "second_facteur_non_du"  # the minute for which nothing is owed


class ConnexionRequise(LoginRequiredMiddleware):
    """Send anyone not signed in to the sign-in page, unless the page is listed public.

    A view may open some of its addresses by its attribute `sans_compte`, a function of the request
    and of the arguments of the address.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Let public pages through; Django decides for the others."""
        if request.resolver_match and request.resolver_match.view_name in URLS_PUBLIQUES:
            return None
        sans_compte = getattr(view_func, "sans_compte", None)
        if sans_compte and sans_compte(request, **view_kwargs):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class EnvoiSansCompte(ConnexionRequise):
    """Send away, before its body is read, a file from somebody who is not signed in.

    A small form of somebody whose session has just ended goes on: what she typed is kept.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if request.method != "POST" or not hasattr(view_func, RECUS):
            return None
        if read_longueur(request) <= sessions.SAISIE_MAXIMUM and sessions.is_session_finie(request):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class FinDeSession(MiddlewareMixin):
    """End a session left unused, and say so on the page that follows."""

    def process_request(self, request: HttpRequest) -> None:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            self._check(request)

    def _check(self, request: HttpRequest) -> None:
        maintenant = timezone.now()
        vue = sessions.session_of(request).read_vue() or maintenant
        ouverte = sessions.read_instant(request.session.get(sessions.CLE_OUVERTE)) or maintenant
        if maintenant - vue >= settings.DUREE_INACTIVITE:
            duree = name_duree(settings.DUREE_INACTIVITE)
            self._end(request, f"Votre session a pris fin après {duree} sans activité.")
        elif maintenant - ouverte >= settings.DUREE_SESSION:
            jours = settings.DUREE_SESSION.days
            self._end(request, f"Votre session a pris fin : elle dure au plus {jours} jours.")
        elif maintenant - vue >= _PAS:
            sessions.session_of(request).note(sessions.CLE_VUE, maintenant.isoformat())

    def _end(self, request: HttpRequest, raison: str) -> None:
        """Close the session; on a locked database its row stays, but opens nothing any more."""
        personne = request.session[SESSION_KEY]
        try:
            with hurry():
                logout(request)
            sessions.note_fin(request, personne)
        except OperationalError:
            if request.method not in {"GET", "HEAD"}:
                raise
            request.session, request.user = sessions.SessionStore(), AnonymousUser()
        messages.info(request, raison)


class ConnexionEtReprise(ConnexionRequise):
    """Ask to sign in, and keep what was being sent when the session ended."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """Go to the sign-in page, then back to the page or to the kept form."""
        if sessions.keep_saisie(request):
            return HttpResponseRedirect(
                sessions.add_suivant("comptes:connexion", reverse("comptes:reprise"))
            )
        return super().handle_no_permission(request, view_func)


class SecondFacteurExige(MiddlewareMixin):
    """Send those who owe a second factor to set it up before anything else.

    Whoever owes none is asked about once a minute, when her session is written anyway.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if request.resolver_match and request.resolver_match.view_name in _SANS_SECOND_FACTEUR:
            return None
        personne = request.user
        if not personne.is_authenticated or personne.is_verified() or _is_libre(request):
            return None
        if not second_facteur_requis(personne):
            if request.session.modified:
                sessions.session_of(request).note(_CLE_LIBRE, request.session[sessions.CLE_VUE])
            return None
        return self._send_away(request, personne)

    def _send_away(self, request: HttpRequest, personne: Utilisateur) -> HttpResponseBase:
        if has_second_facteur(personne):  # set up elsewhere since this session was opened
            logout(request)
            return HttpResponseRedirect(sessions.add_suivant("comptes:connexion", request.path))
        return HttpResponseRedirect(sessions.add_suivant("comptes:second_facteur", request.path))


def _is_libre(request: HttpRequest) -> bool:
    vue = request.session.get(sessions.CLE_VUE)
    return vue is not None and request.session.get(_CLE_LIBRE) == vue


# Login is required everywhere but on the reviewed list of public pages.
