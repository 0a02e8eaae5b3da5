"""Signing in: sessions kept in our own table, known devices, where one goes next."""

import ipaddress
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import auth
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as SessionsEnBase
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_otp.models import Device

from spaser.site.comptes.models import SessionOuverte, Utilisateur
from spaser.site.comptes.preuves import has_second_facteur
from spaser.site.socle import requetes
from spaser.site.socle.jetons import JetonRefuse, make_jeton, use_jeton
from spaser.site.socle.journal import USAGE
from spaser.site.socle.taches.file import hurry

# --- Where to go after signing in: only ever a page of this site ---


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
    """Return the page that was asked for, else one's own: the team of the programme has a desk."""
    if sure := keep_safe(request, adresse):
        return sure
    equipe = cast("Utilisateur", request.user).roles_programme.exists()
    return resolve_url("bureau:accueil" if equipe else settings.LOGIN_REDIRECT_URL)


def add_suivant(vue: str, suivant: str) -> str:
    return reverse(vue) + (f"?{urlencode({CHAMP_SUIVANT: suivant})}" if suivant else "")


# The page that somebody signed in to reach: it may go on at once with what she asked for.

CLE_ARRIVEE: Final = "arrivee"


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


# --- Sessions kept in our own table, so that a person sees hers and ends them one by one ---


type Vue = Callable[..., HttpResponseBase]

CLE_APPAREIL: Final = "appareil"
CLE_ADRESSE: Final = "adresse"
CLE_OUVERTE: Final = "ouverte_le"
CLE_VUE: Final = "vue_le"
# When sessions were last in use, where the database did not take it: as many as there are sessions.
_VUES: Final[dict[str, str]] = {}


class SessionStore(SessionsEnBase):
    """Django's database store, with what the list of sessions shows in columns of its own.

    What only says that somebody is reading (`note`) is written if the database is free, else left.
    """

    _notee = _modifiee = False

    @property
    def modified(self) -> bool:
        return self._modifiee or self._notee

    @modified.setter
    def modified(self, modifiee: bool) -> None:
        self._modifiee = modifiee

    def note(self, cle: str, valeur: str) -> None:
        """Set a value without counting the session as modified."""
        modifiee = self._modifiee
        self[cle] = valeur
        self._modifiee, self._notee = modifiee, True

    def read_vue(self) -> datetime | None:
        """Return when it was last used, as the database or the memory of this process knows it."""
        vues = (self.get(CLE_VUE), _VUES.get(self.session_key or ""))
        return max(map(datetime.fromisoformat, filter(None, vues)), default=None)

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's own
        """Save the session; for a page that was only read, try once and give up if it is locked."""
        if self._modifiee or must_create or self.session_key is None:
            self._write(must_create=must_create)
            return
        try:
            with hurry():
                self._write()
        except OperationalError:
            _VUES[self.session_key] = self[CLE_VUE]

    def _write(self, *, must_create: bool = False) -> None:
        """Save; raise the error of a locked database, where Django would say the row is gone."""
        try:
            super().save(must_create)
        except UpdateError as erreur:
            if isinstance(erreur.__context__, OperationalError):
                raise erreur.__context__ from erreur.__context__.__cause__
            raise

    @classmethod
    def get_model_class(cls) -> type[SessionOuverte]:
        return SessionOuverte

    def create_model_instance(self, data: dict[str, Any]) -> SessionOuverte:
        instance = cast("SessionOuverte", super().create_model_instance(data))
        instance.utilisateur_id = data.get(SESSION_KEY)
        instance.appareil = data.get(CLE_APPAREIL, "")
        instance.adresse = data.get(CLE_ADRESSE, "")
        instance.ouverte_le = read_instant(data.get(CLE_OUVERTE))
        instance.vue_le = read_instant(data.get(CLE_VUE))
        return instance


def session_of(request: HttpRequest) -> SessionStore:
    return cast("SessionStore", request.session)


def read_instant(texte: str | None) -> datetime | None:
    return datetime.fromisoformat(texte) if texte else None


# What an account page reads, always for one person.


def list_sessions(utilisateur: Utilisateur, cle: str | None) -> QuerySet[SessionOuverte]:
    """Return the sessions of a person, the one of this key first: `courante`."""
    siennes = SessionOuverte.objects.filter(utilisateur=utilisateur, expire_date__gt=timezone.now())
    courante = Case(When(session_key=cle, then=True), default=False)
    par_date = F("vue_le").desc(nulls_last=True)
    return siennes.annotate(courante=courante).order_by("-courante", par_date)


def find_session(utilisateur: Utilisateur, signe: str) -> SessionOuverte | None:
    """Return one of this person's sessions by its sign."""
    siennes = SessionOuverte.objects.filter(utilisateur=utilisateur)
    return next((session for session in siennes if session.signe == signe), None)


# Proof that the person at the keyboard is still the one who signed in.

CLE_PREUVE: Final = "preuve_le"
DUREE_PREUVE: Final = timedelta(minutes=15)


def mark_preuve(request: HttpRequest) -> None:
    request.session[CLE_PREUVE] = timezone.now().isoformat()


def has_preuve(request: HttpRequest) -> bool:
    """Say whether the proof is recent enough for a delicate gesture."""
    prouve = read_instant(request.session.get(CLE_PREUVE))
    return prouve is not None and timezone.now() - prouve < DUREE_PREUVE


def exige_preuve(retour: str = "") -> Callable[[Vue], Vue]:
    """Ask her to prove again who she is before a delicate gesture.

    She is then sent back to the same page, or to the view `retour` if the page only takes POST.
    """

    def decorate(vue: Vue) -> Vue:
        @wraps(vue)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if has_preuve(request):
                return vue(request, *args, **kwargs)
            suite = reverse(retour) if retour else request.path
            return HttpResponseRedirect(add_suivant("comptes:preuve", suite))

        return wrapped

    return decorate


# --- The devices that an account has been opened from: a signed cookie, which nothing else reads
# ---
# A device that is known passes where wrong passwords typed by others have slowed the account down.
# A new password makes every cookie void.


_SEL: Final = "comptes.appareil"
_DUREE: Final = timedelta(days=180)
_COMPTES: Final = 5  # accounts remembered by one device
_ESSAIS: Final = 20  # wrong passwords from a known device, in a quarter of an hour
_PERIODE: Final = timedelta(minutes=15)
_DEJA_DIT: Final = "_appareil_connu"  # kept with the request


def remember_appareil(
    request: HttpRequest, reponse: HttpResponse, utilisateur: Utilisateur
) -> None:
    connus = {cle: signe for cle, signe in _read(request).items() if cle != str(utilisateur.pk)}
    gardes = dict(list(connus.items())[-(_COMPTES - 1) :])
    gardes[str(utilisateur.pk)] = utilisateur.get_session_auth_hash()
    reponse.set_signed_cookie(
        settings.APPAREIL_COOKIE_NAME,
        signing.dumps(gardes),
        salt=_SEL,
        max_age=_DUREE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_appareil_connu(request: HttpRequest, courriel: str) -> bool:
    """Tell whether a known device may try a password though others have locked the account.

    An attempt counts once, however often it is asked about.
    """
    reponses: dict[str, bool] = request.__dict__.setdefault(_DEJA_DIT, {})
    if courriel not in reponses:
        reponses[courriel] = _check(request, courriel)
    return reponses[courriel]


def _check(request: HttpRequest, courriel: str) -> bool:
    connus = _read(request)
    if not connus:
        return False
    utilisateur = Utilisateur.objects.filter(courriel=courriel, pk__in=connus).first()
    if utilisateur is None or connus[str(utilisateur.pk)] != utilisateur.get_session_auth_hash():
        return False
    try:
        requetes.check_limite("connexion.appareil", str(utilisateur.pk), _ESSAIS, _PERIODE)
    except requetes.TropDeDemandes:
        return False
    return True


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        lu = request.get_signed_cookie(
            settings.APPAREIL_COOKIE_NAME, default="", salt=_SEL, max_age=_DUREE
        )
        connus: dict[str, str] = signing.loads(lu) if lu else {}
    except signing.BadSignature:
        return {}
    return connus


# --- Opening a session, or not: second factor, lock-out, links of a demonstration ---


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
    request.session[CLE_ARRIVEE] = suivant
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
    page = render(
        request, "comptes/verrou.html", {"duree": requetes.name_duree(duree)}, status=STATUT
    )
    page["Retry-After"] = str(int(duree.total_seconds()))
    return page


# Single-use links that sign in as a fictitious person: demonstration only, this machine only.

DUREE: Final = timedelta(hours=12)
DOMAINES: Final = ("@exemple.fr", "@demo.exemple")
REFUSE: Final = "Ce lien n’ouvre que les comptes fictifs de la démonstration."


def is_offered(request: HttpRequest) -> bool:
    """Say whether such links work here: a demonstration site, seen from its own machine."""
    return bool(settings.DEMONSTRATION) and requetes.is_local(request)


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


# --- What we keep of where a session comes from: enough to recognise it, no more ---


# Order matters: Edge and Opera also say Chrome, and Chrome also says Safari.
_NAVIGATEURS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMES: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_BITS_GARDES: Final = {4: 16, 6: 48}


def read_adresse(request: HttpRequest) -> str:
    """Return the visitor's network address as the server in front of us gives it."""
    return request.META.get("REMOTE_ADDR") or ""


def shorten_adresse(adresse: str) -> str:
    """Keep only the network's part of an address."""
    try:
        ip = ipaddress.ip_address(adresse)
    except ValueError:
        return ""
    reseau = ipaddress.ip_network((ip, _BITS_GARDES[ip.version]), strict=False)
    debut = str(reseau.network_address)
    return f"{debut.removesuffix('.0.0')}.x.x" if ip.version == 4 else f"{debut}…"  # noqa: PLR2004 - IP version


def describe_appareil(agent: str) -> str:
    navigateur = next((nom for signe, nom in _NAVIGATEURS if signe in agent), "")
    systeme = next((nom for signe, nom in _SYSTEMES if signe in agent), "")
    if navigateur and systeme:
        return f"{navigateur} sur {systeme}"
    return navigateur or systeme or "Appareil non reconnu"
