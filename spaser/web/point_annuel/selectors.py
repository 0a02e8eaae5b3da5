"""Reads the yearly reviews of a space: closed ones as they were frozen, the others as known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import msgspec
from django.db.models import Prefetch
from django.utils import timezone

from spaser.metier.annees import annee_montree
from spaser.metier.point_annuel.modele import (
    ContenuPoint,
    Correction,
    hold_indicateur,
    make_annee,
    tell_fermeture,
)
from spaser.metier.publication.errata import Compte
from spaser.metier.publication.modele import AnneePubliee, IndicateurAnnee
from spaser.web.cibles.collecte.selectors import CollecteLue, read_collecte
from spaser.web.cibles.selectors import SuiviAnnuel, read_suivis
from spaser.web.organisations.models import Espace
from spaser.web.point_annuel.lecture import AnneeAvant, gather_contenu
from spaser.web.point_annuel.models import ErratumPoint, PointAnnuel, Points


def list_points(espace: Espace) -> Points:
    return (
        PointAnnuel.objects.filter(espace=espace)
        .select_related("espace", "clos_par", "modifie_par")
        .prefetch_related(Prefetch("errata", ErratumPoint.objects.select_related("auteur")))
    )


def find_point(espace: Espace, annee: int) -> PointAnnuel | None:
    """Return the review of a year; None before anybody wrote in it or closed it."""
    return list_points(espace).filter(annee=annee).first()


@dataclass(frozen=True)
class PointLu:
    """The review of a year; `collecte` is read only while it is open."""

    espace: Espace
    annee: int
    point: PointAnnuel | None
    contenu: ContenuPoint
    corrections: tuple[Correction, ...]
    collecte: CollecteLue | None
    aujourdhui: date

    @property
    def est_clos(self) -> bool:
        return self.point is not None and self.point.est_clos

    @property
    def clos_le(self) -> date | None:
        jour = self.point.clos_le if self.point else None
        return timezone.localdate(jour) if jour else None

    @property
    def peut_clore(self) -> bool:
        return not self.est_clos and self._fermeture[0] and not self.contenu.est_vide

    @property
    def avis(self) -> str:
        return "" if self.est_clos else self._fermeture[1]

    @property
    def _fermeture(self) -> tuple[bool, str]:
        return tell_fermeture(self.annee, self.aujourdhui, annee_montree(self.aujourdhui))

    @property
    def en_attente(self) -> list[str]:
        if self.collecte is None:
            return []
        return [fiche.fiche.referent for fiche in self.collecte.fiches if fiche.manquantes]


def read_point(espace: Espace, annee: int) -> PointLu:
    """Return the review of a year: frozen once it is closed, else as known today."""
    deux = list_points(espace).filter(annee__in=(annee - 1, annee))
    points = {point.annee: point for point in deux}
    point = points.get(annee)
    aujourdhui = timezone.localdate()
    if point is not None and point.est_clos:
        contenu, corrections = point.read_contenu(), read_corrections(point)
        return PointLu(espace, annee, point, contenu, corrections, None, aujourdhui)
    suivi_avant, suivi = read_suivis(espace, (annee - 1, annee))
    collecte = read_collecte(espace, annee, suivi)
    avant = _read_avant(suivi_avant, points.get(annee - 1))
    contenu = gather_contenu(espace, suivi, collecte, point, avant)
    return PointLu(espace, annee, point, contenu, (), collecte, aujourdhui)


def _read_avant(suivi: SuiviAnnuel, point: PointAnnuel | None) -> AnneeAvant:
    if point is None or point.clos_le is None:
        return AnneeAvant(suivi)
    jour = timezone.localdate(point.clos_le)
    return AnneeAvant(suivi, point.read_contenu(), jour, read_corrections(point))


def read_corrections(point: PointAnnuel) -> tuple[Correction, ...]:
    return tuple(
        Correction(
            cle=erratum.cle,
            ancienne=erratum.ancienne,
            nouvelle=erratum.nouvelle,
            motif=erratum.motif,
            jour=timezone.localdate(erratum.note_le),
            par=erratum.auteur.nom_complet if erratum.auteur_id else "Compte effacé",
            compte=msgspec.convert(erratum.compte, Compte | None),
        )
        for erratum in point.errata.all()
    )


def read_annee_close(espace: Espace, annee: int) -> AnneePubliee | None:
    """Return a closed year as it is published, errata included; None when it is not closed."""
    point = list_points(espace).clos().filter(annee=annee).first()
    if point is None or point.clos_le is None:
        return None
    return make_annee(
        point.read_contenu(), timezone.localdate(point.clos_le), read_corrections(point)
    )


def read_corriges(espace: Espace, annee: int) -> dict[str, IndicateurAnnee]:
    point = list_points(espace).clos().filter(annee=annee).first()
    if point is None:
        return {}
    contenu, corrections = point.read_contenu(), read_corrections(point)
    lignes = filter(None, (contenu.find(une.cle) for une in corrections))
    return {une.indicateur.cle: hold_indicateur(une, corrections) for une in lignes}


def find_a_clore(espace: Espace) -> int | None:
    """Return the year that may be closed now; None when its review is closed already."""
    annee = annee_montree(timezone.localdate())
    clos = PointAnnuel.objects.clos().filter(espace=espace, annee=annee)
    return None if clos.exists() else annee


def list_annees(points: Iterable[PointAnnuel], aujourdhui: date) -> list[int]:
    montree = annee_montree(aujourdhui)
    return sorted({p.annee for p in points} | {montree, aujourdhui.year - 1}, reverse=True)
