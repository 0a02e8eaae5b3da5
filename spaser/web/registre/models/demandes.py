"""What the public asks of the register: a correction, an alert."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from spaser.documents.francais import format_date_courte
from spaser.web.registre.models.fiche import Fiche
from spaser.web.socle.models import Requete

# What readers and buyers ask the team about a published sheet, and what the site asks buyers.


class Revendication(Requete):
    """Somebody says that a sheet found in public sources is of her organisation."""

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="revendications")
    demandeur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="revendications"
    )
    siren = models.CharField("SIREN", max_length=9)

    class Meta(Requete.Meta):
        verbose_name = "revendication"
        constraints = (
            models.UniqueConstraint(
                fields=["fiche", "demandeur"],
                condition=models.Q(etat="en_attente"),
                name="registre_revendication_en_attente_unique",
            ),
        )

    def __str__(self) -> str:
        return f"{self.fiche} revendiquée par {self.siren}"


class NatureSignalement(models.TextChoices):
    ERREUR = "erreur", "Une information est fausse ou dépassée"
    LIEN = "lien", "Un lien ne mène plus à rien"
    DOUBLON = "doublon", "Cette fiche en double une autre"
    AUTRE = "autre", "Autre chose"


class Signalement(Requete):
    """A reader says that something is wrong in a sheet; she may leave an address, unchecked."""

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="signalements")
    nature = models.CharField("nature", max_length=10, choices=NatureSignalement)
    courriel = models.EmailField("adresse où répondre", blank=True)

    class Meta(Requete.Meta):
        verbose_name = "signalement"

    def __str__(self) -> str:
        return f"{self.fiche} : {self.get_nature_display()}"


class RappelExactitude(models.Model):
    """That a buyer was asked whether her sheet is still exact: once a year at most."""

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="rappels")
    envoye_le = models.DateTimeField("envoyé le")
    destinataires = models.PositiveSmallIntegerField("nombre de destinataires")

    class Meta:
        verbose_name = "demande d’exactitude"
        verbose_name_plural = "demandes d’exactitude"
        ordering = ("-envoye_le", "-pk")

    def __str__(self) -> str:
        return f"{self.fiche} le {format_date_courte(self.envoye_le)}"


# Saved searches that write to somebody.


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
        verbose_name = "envoi"
        constraints = (
            models.UniqueConstraint(fields=["alerte", "jour"], name="registre_envoi_unique"),
        )

    def __str__(self) -> str:
        return f"{self.alerte_id} le {self.jour}"
