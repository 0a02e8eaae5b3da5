"""Addresses given to people outside: made, taken back, opened."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from spaser.web.commun.models import LienPartage
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from spaser.web.comptes.models import Utilisateur
    from spaser.web.organisations.espaces import Espace

_SIGNATURE: Final = Signer(salt="equipe.vue")
_NOTER_CHAQUE: Final = timedelta(hours=1)  # readings noted in the journal, at most


@transaction.atomic
def make_lien(espace: Espace, pour: str, duree: timedelta, auteur: Utilisateur) -> LienPartage:
    """Return a new address."""
    lien = LienPartage.objects.create(
        espace=espace, pour=pour, cree_par=auteur, expire_le=timezone.now() + duree
    )
    _note("partage.cree", lien, auteur)
    return lien


@transaction.atomic
def revoke_lien(lien: LienPartage, auteur: Utilisateur) -> None:
    """Take an address back: from now on it opens nothing."""
    libres = LienPartage.objects.filter(pk=lien.pk, retire_le__isnull=True)
    if libres.update(retire_le=timezone.now()):
        _note("partage.retire", lien, auteur)


def path_of(lien: LienPartage) -> str:
    """Return the path to give; it is kept nowhere."""
    return reverse("accueil:vue_partagee", args=[_SIGNATURE.sign(str(lien.pk))])


def find_lien(jeton: str) -> LienPartage | None:
    """Return what an address opens; None when it was taken back, is over, or was never given."""
    try:
        numero = _SIGNATURE.unsign(jeton)
    except BadSignature:
        return None
    ouverts = LienPartage.objects.filter(retire_le__isnull=True, expire_le__gt=timezone.now())
    return ouverts.filter(pk=numero).select_related("espace__organisation").first()


@transaction.atomic
def note_lecture(lien: LienPartage, maintenant: datetime) -> None:
    """Count a reading; the journal notes one an hour at most."""
    avant = lien.lu_le
    LienPartage.objects.filter(pk=lien.pk).update(lectures=F("lectures") + 1, lu_le=maintenant)
    if avant is None or maintenant - avant >= _NOTER_CHAQUE:
        _note("partage.lu", lien, None)


def _note(geste: str, lien: LienPartage, auteur: Utilisateur | None) -> None:
    record(geste, auteur=auteur, objet=lien, espace=lien.espace)
