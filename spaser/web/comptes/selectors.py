"""What an account page reads, always for one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from spaser.web.comptes.models import SessionOuverte

if TYPE_CHECKING:
    from spaser.web.comptes.models import Utilisateur


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
