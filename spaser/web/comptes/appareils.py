"""The devices that an account has been opened from: a signed cookie, which nothing else reads.

A device that is known passes where wrong passwords typed by others have slowed the account down. A
new password makes every cookie void.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from spaser.web.comptes.models import Utilisateur
from spaser.web.socle.limites import TropDeDemandes, check_limite

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
        check_limite("connexion.appareil", str(utilisateur.pk), _ESSAIS, _PERIODE)
    except TropDeDemandes:
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
