"""Links that open one thing to whoever holds them, without an account.

`SignedPage` makes and reads such a link for a row that says itself how long it opens;
`LienPartage` is the row of an address that a team gives to people outside. A link that serves once
is a token (`socle/jetons.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from spaser.web.commun.models import LienPartage
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.socle.carnet import Lectures, note_passage
from spaser.web.socle.journal import record

LU: Final = "partage.lu"
_NOTER_CHAQUE: Final = timedelta(hours=1)  # readings noted in the journal, at most


@dataclass(frozen=True)
class SignedPage:
    """A page whose address holds the number of a row, signed for this page alone."""

    vue: str

    def path_of(self, ligne: Model) -> str:
        """Return the path that opens a row; it is kept nowhere."""
        return reverse(self.vue, args=[Signer(salt=self.vue).sign(str(ligne.pk))])

    def find[M: Model](self, jeton: str, parmi: QuerySet[M]) -> M | None:
        """Return the row that a link opens among these; None when it is forged or there no more."""
        try:
            numero = Signer(salt=self.vue).unsign(jeton)
        except BadSignature:
            return None
        return parmi.filter(pk=numero).first()


@transaction.atomic
def make_partage(
    page: SignedPage, espace: Espace, pour: str, duree: timedelta, auteur: Utilisateur
) -> LienPartage:
    """Return a new address of a page."""
    lien = LienPartage.objects.create(
        vue=page.vue,
        espace=espace,
        pour=pour,
        cree_par=auteur,
        expire_le=timezone.now() + duree,
    )
    _note("partage.cree", lien, auteur)
    return lien


@transaction.atomic
def revoke_partage(lien: LienPartage, auteur: Utilisateur) -> None:
    """Take an address back: from now on it opens nothing."""
    libres = LienPartage.objects.filter(pk=lien.pk, retire_le__isnull=True)
    if libres.update(retire_le=timezone.now()):
        _note("partage.retire", lien, auteur)


def list_partages(page: SignedPage) -> QuerySet[LienPartage]:
    """Return the addresses of a page that open it: neither taken back nor over."""
    ouverts = LienPartage.objects.filter(vue=page.vue, retire_le=None, expire_le__gt=timezone.now())
    return ouverts.select_related("espace__organisation", "cree_par")


def note_lecture(lien: LienPartage, maintenant: datetime) -> None:
    """Have a reading counted, in a few minutes."""
    note_passage(LU, lien.pk, maintenant)


def write_lectures(lectures: Lectures) -> None:
    """Count readings; the journal notes one an hour at most."""
    for lien in LienPartage.objects.filter(pk__in=lectures):
        for quand in sorted(lectures[lien.pk]):
            if lien.lu_le is None or quand - lien.lu_le >= _NOTER_CHAQUE:
                _note(LU, lien, None)
            lien.lu_le = max(quand, lien.lu_le or quand)
        nombre = F("lectures") + len(lectures[lien.pk])
        LienPartage.objects.filter(pk=lien.pk).update(lectures=nombre, lu_le=lien.lu_le)


def answer_ferme(request: HttpRequest) -> HttpResponse:
    """Answer to an address that opens nothing, or nothing any more."""
    return seal(render(request, "commun/lien_ferme.html", status=404))


def seal(reponse: HttpResponse) -> HttpResponse:
    """Keep a page that was given to somebody out of engines and of shared memories."""
    reponse["X-Robots-Tag"] = "noindex, nofollow"
    reponse["Cache-Control"] = "private, no-store"
    return reponse


def _note(geste: str, lien: LienPartage, auteur: Utilisateur | None) -> None:
    record(geste, auteur=auteur, objet=lien, espace=lien.espace)
