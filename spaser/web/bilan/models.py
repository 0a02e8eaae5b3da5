"""What an organisation lets the programme know of its space, and what is counted of those."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models

from spaser.metier.avancee import JALONS
from spaser.web.organisations.models import Espace

MOT_MAX: Final = 500


class Participation(models.Model):
    """What a space agrees to; without a line, to nothing.

    `comptee`: its furthest step counts among the others. `aide`: the team reads that it would like
    some help, and `mot`.
    """

    espace = models.OneToOneField(Espace, models.CASCADE, related_name="participation")
    comptee = models.BooleanField("compte parmi les autres", default=False)
    aide = models.BooleanField("demande de l’aide", default=False, db_index=True)
    mot = models.CharField("ce qui aiderait", max_length=MOT_MAX, blank=True)
    aide_le = models.DateTimeField("aide demandée le", null=True, blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    modifiee_le = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        verbose_name = "participation au programme"
        verbose_name_plural = "participations au programme"

    def __str__(self) -> str:
        return f"Participation de {self.espace}"


class Axe(models.TextChoices):
    ENSEMBLE = "ensemble", "Ensemble"
    REGION = "region", "Région"
    TYPE = "type", "Nature"


class CompteJalon(models.Model):
    """How many buyers are at a step, as it may be shown: None when the number is hidden.

    `jalon` is empty for all the steps together. Nothing else is kept of what was counted.
    """

    axe = models.CharField("axe", max_length=10, choices=Axe)
    valeur = models.CharField("valeur", max_length=40, blank=True)
    jalon = models.CharField(
        "étape", max_length=12, blank=True, choices=[(j.value, j.libelle) for j in JALONS]
    )
    nombre = models.PositiveIntegerField("nombre", null=True)
    jour = models.DateField("jour")

    class Meta:
        verbose_name = "compte par étape"
        verbose_name_plural = "comptes par étape"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("axe", "valeur", "jalon"), name="bilan_compte_unique"),
        )

    def __str__(self) -> str:
        return f"{self.axe} {self.valeur} {self.jalon}"
