"""Links that open one thing to whoever holds them, without an account.

`SignedPage` is a purpose: it makes and reads addresses, of which `LienPartage` is the one table. A
later need declares a purpose in its manifest (`outil.py`). A link that serves once is a token
(`socle/jetons.py`); one that only stops mails is kept nowhere (ADR 72).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from spaser.metier.droits import Operation
from spaser.web.commun.models import LienPartage, LiensPartage
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.socle.carnet import Lectures, note_passage
from spaser.web.socle.journal import record

LU: Final = "partage.lu"
_NOTER_CHAQUE: Final = timedelta(hours=1)  # readings noted in the journal, at most
_NUMERO: Final = re.compile(r"\d{1,18}", re.ASCII)


def _say_rien(ligne: Any) -> str:  # noqa: ANN401 - a line of any model
    return ""


@dataclass(frozen=True)
class SignedPage:
    """A page whose address holds the number of a row, signed for this page and this edition alone.

    `nom` says what it opens where links are listed, `lignes` reads the rows that open it when they
    are not links themselves, `nomme` tells them apart. A link belongs to a space, to whoever may do
    `operation` there; else to its bearer, who asks for it herself if it is `a_soi`.
    """

    vue: str
    nom: str = ""
    operation: Operation | None = None
    lignes: Callable[[], QuerySet[Any]] | None = None
    nomme: Callable[[Any], str] = _say_rien
    numero: str = "pk"
    a_soi: bool = False

    @property
    def code(self) -> str:
        """Return its name within its app."""
        return self.vue.partition(":")[2]

    def path_of(self, ligne: Model) -> str:
        """Return the path that opens a row; it is kept nowhere."""
        return reverse(self.vue, args=[self._find_sceau(ligne).sign(self._number(ligne))])

    def find[M: Model](self, jeton: str, parmi: QuerySet[M]) -> M | None:
        """Return the row that a link opens among these; None when it is forged, former or gone."""
        numero = jeton.partition(":")[0]
        connu = _NUMERO.fullmatch(numero) is not None
        ligne = parmi.filter(**{self.numero: numero}).first() if connu else None
        lien = lien_of(ligne) if ligne else None
        if ligne is None or (lien and lien.retire_le):
            return None
        try:
            self._find_sceau(ligne).unsign(jeton)
        except BadSignature:
            return None
        return ligne

    def _number(self, ligne: Model) -> str:
        return str(getattr(ligne, self.numero))

    def _find_sceau(self, ligne: Model) -> Signer:
        """Return what signs a row: as before there were editions, until it is renewed."""
        lien = lien_of(ligne)
        tirage = lien.tirage if lien else 0
        return Signer(salt=f"{self.vue}:{tirage}" if tirage else self.vue)


def lien_of(ligne: Model) -> LienPartage | None:
    """Return the link of a row; none of one that the former version of the site made."""
    return ligne if isinstance(ligne, LienPartage) else getattr(ligne, "lien", None)


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
    if tel_quel.update(tirage=F("tirage") + 1, retire_le=None):  # else taken back meanwhile
        _note("partage.renouvele", lien, auteur)


@transaction.atomic
def revoke_partage(lien: LienPartage, auteur: Utilisateur) -> None:
    """Take an address back: from now on it opens nothing."""
    libres = LienPartage.objects.filter(pk=lien.pk, retire_le__isnull=True)
    if libres.update(retire_le=timezone.now()):
        _note("partage.retire", lien, auteur)


def list_partages(page: SignedPage) -> LiensPartage:
    """Return the links of a page that open it: neither taken back nor over."""
    ouverts = LienPartage.objects.filter(vue=page.vue).ouverts()
    return ouverts.select_related("espace__organisation", "cree_par", "porteur")


def note_lecture(lien: LienPartage, maintenant: datetime) -> None:
    """Have a reading counted, in a few minutes."""
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
    """Keep a page that was given to somebody out of engines and of shared memories."""
    reponse["X-Robots-Tag"] = "noindex, nofollow"
    reponse["Cache-Control"] = "private, no-store"
    return reponse


def _note(geste: str, lien: LienPartage, auteur: Utilisateur | None) -> None:
    record(geste, auteur=auteur, objet=lien, espace=lien.espace)
