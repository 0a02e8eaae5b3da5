"""Writes the yearly review: its words, the act that closes it, its errata."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec
from django.db import transaction
from django.utils import timezone

from spaser.metier.point_annuel.modele import ContenuPoint, find_valeur
from spaser.web.commun.versions import VersionDepassee, save_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.point_annuel.models import ErratumPoint, PointAnnuel, dump_contenu
from spaser.web.point_annuel.selectors import read_corrections, read_point
from spaser.web.socle.journal import record

DEJA_CLOS: Final = (
    "Cette année vient d’être close par une autre personne : voici ce qui est arrêté."
)
A_CHANGE: Final = (
    "Une valeur, une action ou un texte a changé pendant votre relecture : relisez ce point, puis "
    "confirmez."
)
RIEN: Final = (
    "Il n’y a rien à clore : aucune valeur n’est connue et le plan n’a pas d’action. Notez d’abord "
    "vos valeurs, dans « Cibles et valeurs »."
)


class FermetureRefusee(Exception):
    """A year that cannot be closed; says why and what to do."""


@transaction.atomic
def save_textes(
    espace: Espace,
    annee: int,
    champs: Mapping[str, Any],
    auteur: Utilisateur,
    lue: int | None = None,
) -> PointAnnuel:
    """Keep the words of a review; VersionDepassee once it is closed, or changed by others."""
    point = _hold(espace, annee, auteur)
    if point.est_clos or (lue is not None and lue != point.version):
        raise VersionDepassee
    save_version(point, point.version, **champs, modifie_par=auteur)
    _record("textes", point, auteur)
    return point


@transaction.atomic
def close(espace: Espace, annee: int, empreinte: str, auteur: Utilisateur) -> PointAnnuel:
    """Freeze what was read of a year, once; FermetureRefusee when it is no longer what was read."""
    point = _hold(espace, annee, auteur)
    if point.est_clos:
        raise FermetureRefusee(DEJA_CLOS)
    lu = read_point(espace, annee)
    if lu.contenu.est_vide:
        raise FermetureRefusee(RIEN)
    if not lu.peut_clore:
        raise FermetureRefusee(lu.avis)
    if empreinte != sign(lu.contenu):
        raise FermetureRefusee(A_CHANGE)
    point.contenu = dump_contenu(lu.contenu)
    point.clos_le, point.clos_par, point.modifie_par = timezone.now(), auteur, auteur
    point.version += 1
    point.save()
    _record("fermeture", point, auteur)
    return point


@transaction.atomic
def add_erratum(
    point: PointAnnuel,
    cle: str,
    nouvelle: Decimal | None,
    motif: str,
    auteur: Utilisateur,
    compte: Mapping[str, Any] | None = None,
) -> ErratumPoint:
    """Add a dated correction to a closed year; what was frozen stays."""
    PointAnnuel.objects.select_for_update(of=("self",)).get(pk=point.pk)
    ligne = point.read_contenu().find(cle)
    if ligne is None:
        raise ValueError(cle)
    tenu = PointAnnuel.objects.prefetch_related("errata__auteur").get(pk=point.pk)
    erratum = ErratumPoint.objects.create(
        point=point,
        cle=cle,
        ancienne=find_valeur(ligne, read_corrections(tenu)),
        nouvelle=nouvelle,
        compte=compte,
        motif=motif,
        auteur=auteur,
    )
    _record("erratum", point, auteur, motif=motif)
    return erratum


def sign(contenu: ContenuPoint) -> str:
    """Return a hash of a review, to tell whether it changed since it was read, whatever the day."""
    octets = msgspec.json.encode(replace(contenu, jour=date.min))
    return hashlib.sha256(octets).hexdigest()


def _hold(espace: Espace, annee: int, auteur: Utilisateur) -> PointAnnuel:
    """Let one person at a time write the reviews of a space."""
    espace.hold()
    point, _ = PointAnnuel.objects.select_for_update().get_or_create(
        espace=espace, annee=annee, defaults={"modifie_par": auteur}
    )
    return point


def _record(quoi: str, point: PointAnnuel, auteur: Utilisateur, **details: Any) -> None:
    record(
        f"point_annuel.{quoi}",
        auteur=auteur,
        objet=point,
        espace=point.espace,
        details={"nom": str(point.annee), **details},
    )
