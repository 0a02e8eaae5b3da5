"""Saved searches that write to somebody."""

from __future__ import annotations

from django.db import models


class Cadence(models.TextChoices):
    """How often an alert may write."""

    QUOTIDIENNE = "quotidienne", "Chaque jour"
    HEBDOMADAIRE = "hebdomadaire", "Chaque semaine"


class Alerte(models.Model):
    """A saved search of the register and the address to write to; no account needed.

    Nothing is sent before the address is confirmed; unsubscribing deletes the row.
    """

    courriel = models.EmailField("adresse électronique")
    requete = models.CharField("recherche", max_length=1000, blank=True)  # canonical query string
    cadence = models.CharField("cadence", max_length=12, choices=Cadence)
    creee_le = models.DateTimeField("créée le")
    confirmee_le = models.DateTimeField("confirmée le", null=True, blank=True)
    jusqu_a = models.DateTimeField("nouveautés envoyées jusqu’à", null=True, blank=True)

    class Meta:
        """One alert for one search of one address."""

        verbose_name = "alerte"
        constraints = (
            models.UniqueConstraint(fields=["courriel", "requete"], name="registre_alerte_unique"),
        )

    def __str__(self) -> str:
        return f"{self.courriel} : {self.requete or 'tout le registre'}"


class EnvoiAlerte(models.Model):
    """That an alert wrote for a period: the same period is never sent twice."""

    alerte = models.ForeignKey(Alerte, models.CASCADE, related_name="envois")
    jour = models.DateField("jour")
    nombre = models.PositiveIntegerField("nombre de fiches")

    class Meta:
        """One mail a day at most."""

        verbose_name = "envoi"
        constraints = (
            models.UniqueConstraint(fields=["alerte", "jour"], name="registre_envoi_unique"),
        )

    def __str__(self) -> str:
        return f"{self.alerte_id} le {self.jour}"
