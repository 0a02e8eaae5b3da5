"""Figures that somebody wants to find again as they were."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from spaser.metier.perimetre import Origine
from spaser.web.organisations.models import Espace


class Reference(models.Model):
    """A figure of one day, with all that is needed to tell whether it has changed since."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="references")
    siren = models.CharField("SIREN", max_length=9)
    indicateur = models.CharField(max_length=40)
    variante = models.CharField(max_length=10)
    annee = models.PositiveSmallIntegerField("année")
    origine = models.CharField(
        "source",
        max_length=20,
        choices=[(origine.value, origine.libelle) for origine in Origine],
        default=Origine.PUBLIES.value,
    )
    methode = models.CharField("version de la méthode", max_length=20)
    date_donnees = models.DateField("données au", null=True, blank=True)
    valeur = models.FloatField(null=True, blank=True)
    bas = models.FloatField(null=True, blank=True)
    haut = models.FloatField(null=True, blank=True)
    numerateur = models.FloatField(null=True, blank=True)
    denominateur = models.FloatField(null=True, blank=True)
    n = models.PositiveIntegerField()
    inconnus = models.PositiveIntegerField()
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    gardee_le = models.DateTimeField("gardée le", auto_now_add=True)

    class Meta:
        verbose_name = "référence"
        ordering = ("-gardee_le", "-pk")

    def __str__(self) -> str:
        return f"{self.indicateur} {self.annee}"

    def get_absolute_url(self) -> str:
        return reverse("chiffres:reference", args=[self.siren, self.pk])
