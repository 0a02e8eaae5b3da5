"""Sessions kept in our own table, so that a person sees hers and ends them one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as SessionsEnBase
from django.db import OperationalError
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from spaser.web.comptes.models import SessionOuverte, Utilisateur
from spaser.web.comptes.suivant import add_suivant
from spaser.web.socle.taches.verrous import is_verrou

type Vue = Callable[..., HttpResponseBase]

CLE_APPAREIL: Final = "appareil"
CLE_ADRESSE: Final = "adresse"
CLE_OUVERTE: Final = "ouverte_le"
CLE_VUE: Final = "vue_le"


class SessionStore(SessionsEnBase):
    """Django's database store, with what the list of sessions shows in columns of its own."""

    @classmethod
    def get_model_class(cls) -> type[SessionOuverte]:
        """Name the table; imported late because settings name this module."""
        from spaser.web.comptes.models import SessionOuverte  # noqa: PLC0415

        return SessionOuverte

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's own
        """Tell a locked base from a session that is gone, which Django takes it for."""
        try:
            super().save(must_create)
        except UpdateError as erreur:
            cause = erreur.__context__
            if isinstance(cause, OperationalError) and is_verrou(cause):
                raise cause from cause.__cause__
            raise

    def create_model_instance(self, data: dict[str, Any]) -> SessionOuverte:
        """Fill the columns from the session's content."""
        instance = cast("SessionOuverte", super().create_model_instance(data))
        instance.utilisateur_id = data.get(SESSION_KEY)
        instance.appareil = data.get(CLE_APPAREIL, "")
        instance.adresse = data.get(CLE_ADRESSE, "")
        instance.ouverte_le = read_instant(data.get(CLE_OUVERTE))
        instance.vue_le = read_instant(data.get(CLE_VUE))
        return instance


def read_instant(texte: str | None) -> datetime | None:
    """Return an instant kept in a session, or nothing."""
    return datetime.fromisoformat(texte) if texte else None


# What an account page reads, always for one person.


@dataclass(frozen=True)
class Session:
    """A session as its owner sees it; its key never leaves the server, `signe` stands for it."""

    signe: str
    appareil: str
    adresse: str
    ouverte_le: object
    vue_le: object
    courante: bool


def list_sessions(utilisateur: Utilisateur, cle_courante: str | None) -> list[Session]:
    """Return the sessions this person holds, the one in use first."""
    rangs = SessionOuverte.objects.filter(
        utilisateur=utilisateur, expire_date__gt=timezone.now()
    ).order_by(F("vue_le").desc(nulls_last=True))
    sessions = [
        Session(
            signe=sign_session(rang.session_key),
            appareil=rang.appareil or "Appareil non reconnu",
            adresse=rang.adresse,
            ouverte_le=rang.ouverte_le,
            vue_le=rang.vue_le,
            courante=rang.session_key == cle_courante,
        )
        for rang in rangs
    ]
    return sorted(sessions, key=lambda session: not session.courante)


def find_session(utilisateur: Utilisateur, signe: str) -> SessionOuverte | None:
    """Return one of this person's sessions by its sign."""
    siennes = SessionOuverte.objects.filter(utilisateur=utilisateur)
    return next((s for s in siennes if sign_session(s.session_key) == signe), None)


def sign_session(cle: str) -> str:
    """Return what names a session in a page without giving its key away."""
    return salted_hmac("comptes.session", cle, algorithm="sha256").hexdigest()[:32]


# Proof that the person at the keyboard is still the one who signed in.

CLE_PREUVE: Final = "preuve_le"
DUREE_PREUVE: Final = timedelta(minutes=15)


def mark_preuve(request: HttpRequest) -> None:
    """Note that she has just proved who she is."""
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
