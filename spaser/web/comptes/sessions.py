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
from spaser.web.socle.taches.verrous import hurry

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
        """Name the table; imported late because settings name this module."""
        from spaser.web.comptes.models import SessionOuverte  # noqa: PLC0415

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
