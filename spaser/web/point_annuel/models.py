"""The yearly review of a space: its words, what it froze, and what was corrected since."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse

from spaser.metier.cibles.modele import DECIMALES
from spaser.metier.point_annuel.modele import (
    BILAN_MAX,
    DEMANDES_MAX,
    MOTIF_MAX,
    ContenuPoint,
)
from spaser.web.commun.versions import Versionne
from spaser.web.organisations.models import Espace

ANNEE_MIN: Final = 2000
_QUELQU_UN: Final[dict[str, Any]] = {
    "to": settings.AUTH_USER_MODEL,
    "on_delete": models.SET_NULL,
    "null": True,
    "blank": True,
    "related_name": "+",
}


class Points(models.QuerySet["PointAnnuel"]):
    def clos(self) -> Points:
        return self.filter(clos_le__isnull=False)


class PointAnnuel(Versionne):
    """The review of a civil year; `contenu` is empty until it is closed, then written once."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="points_annuels")
    annee = models.PositiveSmallIntegerField("année", validators=[MinValueValidator(ANNEE_MIN)])
    bilan = models.TextField("ce qu’il faut retenir", max_length=BILAN_MAX, blank=True)
    demandes = models.TextField("ce qui est demandé", max_length=DEMANDES_MAX, blank=True)
    commentaires = models.JSONField("commentaires", default=dict, blank=True)
    contenu = models.JSONField("valeurs arrêtées", default=dict, blank=True)
    clos_le = models.DateTimeField("clos le", null=True, blank=True)
    clos_par = models.ForeignKey(**_QUELQU_UN)
    modifie_par = models.ForeignKey(**_QUELQU_UN)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    objects = Points.as_manager()

    class Meta:
        verbose_name = "point annuel"
        verbose_name_plural = "points annuels"
        ordering = ("-annee", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("espace", "annee"), name="point_annuel_annee_unique"),
        )

    def __str__(self) -> str:
        return f"Point annuel {self.annee}"

    def get_absolute_url(self) -> str:
        return reverse("point_annuel:point", args=[self.espace.siren, self.annee])

    @property
    def est_clos(self) -> bool:
        return self.clos_le is not None

    def read_contenu(self) -> ContenuPoint:
        return msgspec.convert(self.contenu, ContenuPoint)


class ErratumPoint(models.Model):
    """A dated correction of a closed year: what stood before, what is right, why."""

    point = models.ForeignKey(PointAnnuel, models.CASCADE, related_name="errata")
    cle = models.CharField("indicateur", max_length=60)
    ancienne = models.DecimalField(
        "valeur d’avant", max_digits=20, decimal_places=DECIMALES, null=True, blank=True
    )
    nouvelle = models.DecimalField(
        "valeur corrigée", max_digits=20, decimal_places=DECIMALES, null=True, blank=True
    )
    compte = models.JSONField("compte de la valeur corrigée", null=True, blank=True)
    motif = models.CharField("raison", max_length=MOTIF_MAX)
    auteur = models.ForeignKey(**_QUELQU_UN)
    note_le = models.DateTimeField("noté le", auto_now_add=True)

    class Meta:
        verbose_name = "erratum d’un point annuel"
        verbose_name_plural = "errata des points annuels"
        ordering = ("note_le", "pk")

    def __str__(self) -> str:
        return self.motif


def dump_contenu(contenu: ContenuPoint) -> dict[str, Any]:
    """Return a review as the database keeps it: amounts and days as text."""
    valeurs: dict[str, Any] = msgspec.to_builtins(contenu)
    return valeurs
