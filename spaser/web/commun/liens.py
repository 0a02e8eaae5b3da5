"""Links that open one thing to whoever holds them, without an account.

A purpose is a `SignedPage` (`socle/jetons.py`): it makes and reads addresses, of which
`LienPartage` is the one table. A later need declares a purpose in its manifest (`outil.py`). A link
that only stops mails is kept nowhere (ADR 72).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from spaser.web.commun.models import LienPartage, LiensPartage
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.socle.carnet import Lectures, note_passage
from spaser.web.socle.jetons import SignedPage
from spaser.web.socle.journal import record

LU: Final = "partage.lu"
_NOTER_CHAQUE: Final = timedelta(hours=1)  # readings noted in the journal, at most


@transaction.atomic
def make_partage(
    page: SignedPage, espace: Espace, pour: str, duree: timedelta, auteur: Utilisateur
) -> LienPartage:
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
def open_sien(page: SignedPage, personne: Utilisateur) -> None:
    """Give somebody an address of her own: a new one, if she had one."""
    Utilisateur.objects.select_for_update().get(pk=personne.pk)  # two clicks at once: one row
    connu = LienPartage.objects.filter(vue=page.vue, porteur=personne).first()
    if connu is not None:
        return renew_partage(connu, personne)
    lien = LienPartage.objects.create(vue=page.vue, porteur=personne, cree_par=personne)
    return _note("partage.cree", lien, personne)


@transaction.atomic
def renew_partage(lien: LienPartage, auteur: Utilisateur) -> None:
    """Change an address: the former one opens nothing from now on."""
    tel_quel = LienPartage.objects.filter(pk=lien.pk, retire_le=lien.retire_le)
    if tel_quel.update(tirage=F("tirage") + 1, retire_le=None):  # False: revoked meanwhile
        _note("partage.renouvele", lien, auteur)


@transaction.atomic
def revoke_partage(lien: LienPartage, auteur: Utilisateur) -> None:
    libres = LienPartage.objects.filter(pk=lien.pk, retire_le__isnull=True)
    if libres.update(retire_le=timezone.now()):
        _note("partage.retire", lien, auteur)


def list_partages(page: SignedPage) -> LiensPartage:
    """Return the links of a page that open it: neither taken back nor over."""
    ouverts = LienPartage.objects.filter(vue=page.vue).ouverts()
    return ouverts.select_related("espace__organisation", "cree_par", "porteur")


def note_lecture(lien: LienPartage, maintenant: datetime) -> None:
    """Note a reading; the scheduler counts it within minutes."""
    note_passage(LU, lien.pk, maintenant)


def write_lectures(lectures: Lectures) -> None:
    """Count readings; the journal notes one an hour at most."""
    for lien in LienPartage.objects.filter(pk__in=lectures):
        for quand in sorted(lectures[lien.pk]):
            if lien.espace and (lien.lu_le is None or quand - lien.lu_le >= _NOTER_CHAQUE):
                _note(LU, lien, None)
            lien.lu_le = max(quand, lien.lu_le or quand)
        nombre = F("lectures") + len(lectures[lien.pk])
        LienPartage.objects.filter(pk=lien.pk).update(lectures=nombre, lu_le=lien.lu_le)


def answer_ferme(request: HttpRequest) -> HttpResponse:
    """Answer to an address that opens nothing, or nothing any more."""
    return seal(render(request, "commun/lien_ferme.html", status=404))


def seal(reponse: HttpResponse) -> HttpResponse:
    """Keep a page opened by a link out of search engines and shared caches."""
    reponse["X-Robots-Tag"] = "noindex, nofollow"
    reponse["Cache-Control"] = "private, no-store"
    return reponse


def _note(geste: str, lien: LienPartage, auteur: Utilisateur | None) -> None:
    record(geste, auteur=auteur, objet=lien, espace=lien.espace)
