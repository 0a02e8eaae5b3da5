"""ProConnect: who it says this is, the account it is linked to, the way there and back."""

import re
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import django_otp
from django.conf import settings
from django.contrib import auth, messages
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string
from mozilla_django_oidc import auth as oidc
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from spaser.site.comptes import sessions
from spaser.site.comptes.models import Utilisateur, fold_courriel
from spaser.site.comptes.preuves import make_preuve_proconnect
from spaser.site.socle.formulaires import has_lien
from spaser.site.socle.journal import record

# Linking an e-mail account to ProConnect, once its owner has proved that it is hers.

CLE_PROPOSEE: Final = "proconnect_liaison_proposee"
CLE_VOULUE: Final = "proconnect_liaison_voulue"
DUREE: Final = timedelta(minutes=15)
PRISE: Final = "prise"


def propose_liaison(request: HttpRequest, existant: Utilisateur, claims: dict[str, Any]) -> None:
    """Keep who ProConnect says this is while she proves that the account is hers."""
    if existant.sub or not existant.courriel_verifie_le or not existant.is_active:
        request.session[CLE_PROPOSEE] = PRISE
        return
    request.session[CLE_PROPOSEE] = {
        "sub": claims["sub"],
        "courriel": fold_courriel(claims["email"]),
        "le": timezone.now().isoformat(),
    }


def is_prise(request: HttpRequest) -> bool:
    """Say whether the address belongs to an account that may not be linked; asked once."""
    if request.session.get(CLE_PROPOSEE) != PRISE:
        return False
    del request.session[CLE_PROPOSEE]
    return True


def read_proposee(request: HttpRequest) -> dict[str, str] | None:
    """Return the proposed link with ProConnect; None once a quarter of an hour has passed."""
    proposee = request.session.get(CLE_PROPOSEE)
    if not isinstance(proposee, dict) or _is_over(proposee):
        return None
    return proposee


def end_liaison(request: HttpRequest, utilisateur: Utilisateur) -> None:
    proposee = request.session.pop(CLE_PROPOSEE)
    link_sub(utilisateur, proposee["sub"])


def want_liaison(request: HttpRequest) -> None:
    """Note that the person signed in wants the next ProConnect identity to be hers."""
    request.session[CLE_VOULUE] = {"personne": request.user.pk, "le": timezone.now().isoformat()}


def find_a_relier(request: HttpRequest) -> Utilisateur | None:
    """Return the person signed in who asked to be linked, if she still may be."""
    voulue = request.session.pop(CLE_VOULUE, None)
    if not voulue or _is_over(voulue):
        return None
    personne = request.user
    if not personne.is_authenticated or personne.pk != voulue["personne"] or personne.sub:
        return None
    return Utilisateur.objects.get(pk=voulue["personne"])


def link_sub(utilisateur: Utilisateur, sub: str) -> Utilisateur:
    utilisateur.sub = sub
    utilisateur.save(update_fields=["sub"])
    record("compte.liaison_proconnect", auteur=utilisateur, objet=utilisateur)
    return utilisateur


def _is_over(liaison: dict[str, Any]) -> bool:
    return timezone.now() - datetime.fromisoformat(liaison["le"]) > DUREE


# Who ProConnect says this is: checked, matched on `sub`, never on an address alone.

SIRET: Final = re.compile(r"\d{14}")


class IdentificationProConnect(OIDCAuthenticationBackend):
    """Our side of the OpenID Connect conversation."""

    def authenticate(  # type: ignore[override]  # as the library does
        self, request: HttpRequest | None, **kwargs: Any
    ) -> Utilisateur | None:
        """Answer only on the way back from ProConnect: its callback always brings a nonce."""
        return super().authenticate(request, **kwargs) if kwargs.get("nonce") else None

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """Check, beyond the signature, who made the token and for whom."""
        payload: dict[str, Any] = super().verify_token(token, **kwargs)
        if kwargs.get("nonce"):  # the identity token owes them all; userinfo, when signed, may not
            manquants = {"iss", "aud", "exp", "sub"} - payload.keys()
            if manquants:
                raise SuspiciousOperation(f"Identity token without {sorted(manquants)}.")
        if payload.get("iss", settings.PROCONNECT_EMETTEUR) != settings.PROCONNECT_EMETTEUR:
            raise SuspiciousOperation("Token made by someone else.")
        if not _is_for_us(payload.get("aud", self.OIDC_RP_CLIENT_ID), self.OIDC_RP_CLIENT_ID):
            raise SuspiciousOperation("Token made for someone else.")
        return payload

    def get_userinfo(
        self, access_token: str, id_token: str, payload: dict[str, Any]
    ) -> dict[str, Any]:
        """Refuse an identity that is not the one of the identity token."""
        identite: dict[str, Any] = super().get_userinfo(access_token, id_token, payload)
        if identite.get("sub") != payload["sub"]:
            raise SuspiciousOperation("Userinfo of someone else.")
        return identite

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        return bool(claims.get("sub") and claims.get("email"))

    def filter_users_by_claims(self, claims: dict[str, Any]) -> QuerySet[Utilisateur]:
        """Find the person by her identifier, the only thing that never changes hands."""
        return Utilisateur.objects.filter(sub=claims["sub"])

    def describe_user_by_claims(self, claims: dict[str, Any]) -> str:
        """Name nobody in the logs."""
        return "unknown sub"

    def create_user(self, claims: dict[str, Any]) -> Utilisateur | None:
        """Record a newcomer, unless an account here may already be hers."""
        connue = find_a_relier(self.request)
        if connue is not None:
            return self.update_user(link_sub(connue, claims["sub"]), claims)
        courriel = fold_courriel(claims["email"])
        existant = Utilisateur.objects.filter(courriel=courriel).first()
        if existant is not None:
            propose_liaison(self.request, existant, claims)
            return None
        utilisateur = Utilisateur.objects.create_user(courriel)
        utilisateur.sub = claims["sub"]
        utilisateur.courriel_verifie_le = timezone.now()
        self.update_user(utilisateur, claims)
        record("compte.inscription_proconnect", auteur=utilisateur, objet=utilisateur)
        return utilisateur

    def update_user(self, user: Utilisateur, claims: dict[str, Any]) -> Utilisateur:
        """Follow what ProConnect says of the name, the employer and, if free, the address."""
        user.prenom = _read_text(claims, "given_name") or user.prenom
        user.nom = _read_text(claims, "usual_name", "family_name") or user.nom
        user.siret_proconnect = read_siret(claims)
        courriel = fold_courriel(claims["email"])
        if courriel != user.courriel and _may_follow(user, courriel):
            user.courriel, user.courriel_verifie_le = courriel, timezone.now()
            record("compte.adresse_proconnect", auteur=user, objet=user)
        user.save()
        return user


def read_siret(claims: dict[str, Any]) -> str:
    """Return the establishment ProConnect gives, if it has the form of one."""
    siret = re.sub(r"\s", "", str(claims.get("siret") or ""))
    return siret if SIRET.fullmatch(siret) else ""


def _is_for_us(destinataires: str | list[str], client: str) -> bool:
    return client in ([destinataires] if isinstance(destinataires, str) else destinataires)


def _read_text(claims: dict[str, Any], *noms: str) -> str:
    """Return the first of these that is given; a name that holds an address is none."""
    dits = (str(claims[nom])[:150].strip() for nom in noms if claims.get(nom))
    return next((dit for dit in dits if not has_lien(dit)), "")


def _may_follow(utilisateur: Utilisateur, courriel: str) -> bool:
    """Say whether the address may change: never under a password, never onto another account."""
    pris = Utilisateur.objects.filter(courriel=courriel).exclude(pk=utilisateur.pk).exists()
    return not utilisateur.has_usable_password() and not pris


# Leaving for ProConnect, coming back, signing out of it.

DORSAL: Final = "spaser.site.comptes.proconnect.IdentificationProConnect"
CLE_SUIVANT: Final = "oidc_login_next"
CLE_IDENTITE: Final = "oidc_id_token"
CLE_SIRET: Final = "siret_proconnect"
CLE_FIN: Final = "proconnect_fin"

ECHEC: Final = "La connexion par ProConnect n’a pas abouti. Recommencez depuis cette page."
INJOIGNABLE: Final = "ProConnect ne répond pas comme prévu. Réessayez dans quelques minutes."
DEJA_PRISE: Final = (
    "L’adresse électronique que ProConnect nous donne est déjà celle d’un autre compte. "
    "Écrivez à l’équipe du programme pour le signaler."
)

# The library knows what it may be answered; its exceptions share no parent.
_ERREURS: Final = (OSError, oidc.jwt.PyJWTError, KeyError, ValueError, TypeError)


def is_configured() -> bool:
    return bool(settings.PROCONNECT_EMETTEUR and settings.OIDC_RP_CLIENT_ID)


class Depart(OIDCAuthenticationRequestView):
    """Leave for ProConnect with a new state and a new nonce."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not is_configured():
            raise Http404
        reponse: HttpResponse = super().get(request)
        request.session[CLE_SUIVANT] = sessions.read_suivant(request)
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
        preuve = make_preuve_proconnect(self.user)
        if request.user.is_authenticated:
            if not request.user.is_verified():
                django_otp.login(request, preuve)
            sessions.mark_preuve(request)
            return HttpResponseRedirect(sessions.choose_suivant(request, suivant))
        self.user.otp_device = preuve  # enough, for who has no means of her own
        return sessions.begin_session(request, self.user, suivant, DORSAL)

    def login_failure(self) -> HttpResponse:
        if is_prise(self.request):
            return self._refuse(DEJA_PRISE)
        if read_proposee(self.request):
            return HttpResponseRedirect(reverse("comptes:proconnect_liaison"))
        return self._refuse(ECHEC)

    def _refuse(self, raison: str) -> HttpResponse:
        messages.error(self.request, raison)
        suivant = self.request.session.get(CLE_SUIVANT) or ""
        if self.request.user.is_authenticated:
            return HttpResponseRedirect(reverse("comptes:profil"))
        return HttpResponseRedirect(sessions.add_suivant("comptes:connexion", suivant))


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
