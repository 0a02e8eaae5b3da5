"""Single-use links sent by e-mail: made, looked at, used once."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from spaser.web.socle.models import Jeton

INCONNU: Final = "Ce lien n’est pas reconnu. Vérifiez qu’il a été copié en entier."
EXPIRE: Final = "Ce lien a expiré. Demandez-en un nouveau."
DEJA_UTILISE: Final = "Ce lien a déjà servi. Demandez-en un nouveau si besoin."


class JetonRefuse(Exception):
    """A link that opens nothing, with the reason in French."""

    def __init__(self, raison: str) -> None:
        super().__init__(raison)
        self.raison = raison


def make_jeton(usage: str, valeur: str, duree: timedelta) -> str:
    """Return a new secret that stands for `valeur`, once, for that long."""
    secret = secrets.token_urlsafe(32)
    Jeton.objects.create(
        usage=usage,
        empreinte=_print_of(secret),
        valeur=valeur,
        expire_le=timezone.now() + duree,
    )
    return secret


def read_jeton(usage: str, jeton: str) -> str:
    """Return what a link stands for and leave it usable; JetonRefuse if it opens nothing."""
    return _find(usage, jeton).valeur


def use_jeton(usage: str, jeton: str) -> str:
    """Return what a link stands for and use it up; JetonRefuse if it opens nothing."""
    trouve = _find(usage, jeton)
    libre = Jeton.objects.filter(pk=trouve.pk, utilise_le__isnull=True)
    if not libre.update(utilise_le=timezone.now()):  # two clicks at once: one wins
        raise JetonRefuse(DEJA_UTILISE)
    return trouve.valeur


def revoke_jetons(usage: str, valeur: str) -> int:
    """Make the unused links of a value useless; return how many there were."""
    libres = Jeton.objects.filter(usage=usage, valeur=valeur, utilise_le__isnull=True)
    return libres.update(utilise_le=timezone.now())


def forget_jetons(adresse: str) -> None:
    """Drop the links that stand for an address, whole or in a value that holds it."""
    Jeton.objects.filter(Q(valeur=adresse) | Q(valeur__contains=json.dumps(adresse))).delete()


def _find(usage: str, jeton: str) -> Jeton:
    trouve = Jeton.objects.filter(usage=usage, empreinte=_print_of(jeton)).first()
    if trouve is None:
        raise JetonRefuse(INCONNU)
    if trouve.utilise_le is not None:
        raise JetonRefuse(DEJA_UTILISE)
    if trouve.expire_le <= timezone.now():
        raise JetonRefuse(EXPIRE)
    return trouve


def _print_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
