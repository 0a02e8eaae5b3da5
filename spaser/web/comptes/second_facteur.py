"""The second factor: who owes one, who has one, what proves it."""

from __future__ import annotations

import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.crypto import salted_hmac
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from spaser.web.comptes.models import CleAcces, Utilisateur

NOMBRE_CODES: Final = 10
CHIFFRES: Final = 6
NOM_APPLICATION: Final = "application"
NOM_SECOURS: Final = "secours"
NOM_DEMONSTRATION: Final = "démonstration"
NOM_PROCONNECT: Final = "ProConnect"
_ECHECS_COMPTES: Final = 9  # the wait doubles with each wrong code: four minutes at most
_EMPREINTE: Final = 16  # signs that the table of recovery codes has room for: 96 bits

_REGLES: Final[list[Callable[[Utilisateur], bool]]] = []


def register_second_facteur_requis(regle: Callable[[Utilisateur], bool]) -> None:
    """Let an upper floor say who owes a second factor; called from an app's `ready`."""
    _REGLES.append(regle)


def second_facteur_requis(utilisateur: Utilisateur) -> bool:
    """Say whether this person may not work without a second factor."""
    return utilisateur.is_superuser or any(regle(utilisateur) for regle in _REGLES)


def has_second_facteur(utilisateur: Utilisateur) -> bool:
    """Say whether this person is asked for one: she has an authenticator or a passkey."""
    return find_moyen(utilisateur) is not None


def find_moyen(utilisateur: Utilisateur) -> Device | None:
    return find_application(utilisateur) or next(iter(list_cles(utilisateur)), None)


def find_application(utilisateur: Utilisateur) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=utilisateur, confirmed=True).order_by("id").first()


def list_cles(utilisateur: Utilisateur) -> list[CleAcces]:
    return list(CleAcces.objects.filter(user=utilisateur, confirmed=True))


def keep_proteges(personnes: QuerySet[Utilisateur]) -> QuerySet[Utilisateur]:
    """Keep those who have a means of their own."""
    application = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    cles = CleAcces.objects.filter(user=OuterRef("pk"), confirmed=True)
    return personnes.filter(Exists(application) | Exists(cles))


def count_codes(utilisateur: Utilisateur) -> int:
    return StaticToken.objects.filter(device__user=utilisateur, device__name=NOM_SECOURS).count()


@transaction.atomic
def save_application(utilisateur: Utilisateur, cle: str) -> tuple[TOTPDevice, list[str]]:
    """Put an authenticator in place of any other; return it with new recovery codes."""
    TOTPDevice.objects.filter(user=utilisateur).delete()
    application = TOTPDevice.objects.create(user=utilisateur, name=NOM_APPLICATION, key=cle)
    return application, renew_codes(utilisateur)


@transaction.atomic
def renew_codes(utilisateur: Utilisateur) -> list[str]:
    """Draw new recovery codes, kept as hashes; the former ones stop working."""
    StaticDevice.objects.filter(user=utilisateur, name=NOM_SECOURS).delete()
    secours = StaticDevice.objects.create(user=utilisateur, name=NOM_SECOURS)
    codes = [StaticToken.random_token() for _ in range(NOMBRE_CODES)]
    StaticToken.objects.bulk_create(
        StaticToken(device=secours, token=print_code(code)) for code in codes
    )
    return codes


def print_code(code: str) -> str:
    """Return the hash of a recovery code, made with the key of the site.

    Forty bits could be tried one by one against a plain hash.
    """
    marque = salted_hmac("comptes.secours", code, algorithm="sha256").digest()
    return urlsafe_b64encode(marque)[:_EMPREINTE].decode()


@transaction.atomic
def remove_application(utilisateur: Utilisateur) -> None:
    """Forget the authenticator; recovery codes go with the last means."""
    TOTPDevice.objects.filter(user=utilisateur).delete()
    _drop_orphan_codes(utilisateur)


@transaction.atomic
def remove_cle(cle: CleAcces) -> None:
    """Forget a passkey; recovery codes go with the last means."""
    cle.delete()
    _drop_orphan_codes(cle.user)


@transaction.atomic
def remove_second_facteur(utilisateur: Utilisateur) -> None:
    for moyens in (TOTPDevice, StaticDevice, CleAcces):
        moyens.objects.filter(user=utilisateur).delete()


def is_last(utilisateur: Utilisateur) -> bool:
    return (find_application(utilisateur) is not None) + len(list_cles(utilisateur)) == 1


def _drop_orphan_codes(utilisateur: Utilisateur) -> None:
    if not has_second_facteur(utilisateur):
        StaticDevice.objects.filter(user=utilisateur, name=NOM_SECOURS).delete()


def make_preuve_demonstration(utilisateur: Utilisateur) -> StaticDevice:
    """Return a device that stands for the demonstration's single-use link; it has no code."""
    return _make_preuve(utilisateur, NOM_DEMONSTRATION)


def make_preuve_proconnect(utilisateur: Utilisateur) -> StaticDevice:
    """Return a device that stands for ProConnect, which is enough; it has no code."""
    return _make_preuve(utilisateur, NOM_PROCONNECT)


def _make_preuve(utilisateur: Utilisateur, nom: str) -> StaticDevice:
    preuve: StaticDevice
    preuve, _ = StaticDevice.objects.get_or_create(user=utilisateur, name=nom)
    return preuve


def lift_attente(utilisateur: Utilisateur) -> None:
    """Forget the wait that wrong codes typed elsewhere have earned."""
    for moyens in (TOTPDevice, StaticDevice):
        moyens.objects.filter(user=utilisateur).update(throttling_failure_count=0)


def match_code(utilisateur: Utilisateur, code: str) -> Device | None:
    """Return the device this code proves; each attempt is counted and slowed by django-otp."""
    saisi = "".join(code.split()).lower()
    if saisi.isdecimal() and len(saisi) == CHIFFRES:
        moyens = TOTPDevice.objects.filter(user=utilisateur, confirmed=True)
    else:
        moyens = StaticDevice.objects.filter(user=utilisateur, name=NOM_SECOURS)
        saisi = print_code(saisi)
    moyens.filter(throttling_failure_count__gt=_ECHECS_COMPTES).update(
        throttling_failure_count=_ECHECS_COMPTES
    )
    with transaction.atomic():
        return next((m for m in moyens.select_for_update() if m.verify_token(saisi)), None)


def is_slowed(utilisateur: Utilisateur) -> bool:
    """Say whether codes are refused for now because too many were wrong."""
    moyens: list[Device] = [
        *TOTPDevice.objects.filter(user=utilisateur, confirmed=True),
        *StaticDevice.objects.filter(user=utilisateur, name=NOM_SECOURS),
    ]
    return any(not moyen.verify_is_allowed()[0] for moyen in moyens)


def check_totp(essai: TOTPDevice, code: int) -> bool:
    """Check a code against an authenticator not kept yet, give or take half a minute."""
    horloge = TOTP(essai.bin_key, essai.step, essai.t0, essai.digits, essai.drift)
    horloge.time = time.time()
    return bool(horloge.verify(code, essai.tolerance))
