"""What a sheet holds: axes, quantified targets, documents and links."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from spaser.web.registre.models.fiche import Fiche


class Axe(models.Model):
    """A part of the scheme, in its own words."""

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="axes")
    rang = models.PositiveSmallIntegerField("rang")
    titre = models.CharField("titre", max_length=300)
    description = models.TextField("description", blank=True)

    class Meta:
        """Axes are read in the order of the scheme."""

        verbose_name = "axe"
        ordering = ("fiche", "rang")
        constraints = (
            models.UniqueConstraint(fields=["fiche", "rang"], name="registre_axe_rang_unique"),
        )

    def __str__(self) -> str:
        return self.titre


class Objectif(models.Model):
    """A quantified target: « 30 % des marchés avec une clause sociale en 2026 »."""

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="objectifs")
    axe = models.ForeignKey(Axe, models.SET_NULL, null=True, blank=True, related_name="objectifs")
    rang = models.PositiveSmallIntegerField("rang")
    libelle = models.CharField("libellé", max_length=500)
    valeur = models.DecimalField("valeur visée", max_digits=18, decimal_places=4, null=True)
    unite = models.CharField("unité", max_length=80, blank=True)
    echeance = models.PositiveSmallIntegerField("année visée", null=True, blank=True)
    valeur_depart = models.DecimalField(
        "valeur de départ", max_digits=18, decimal_places=4, null=True, blank=True
    )

    class Meta:
        """Targets are read in the order of the scheme."""

        verbose_name = "objectif chiffré"
        verbose_name_plural = "objectifs chiffrés"
        ordering = ("fiche", "rang")
        constraints = (
            models.UniqueConstraint(fields=["fiche", "rang"], name="registre_objectif_rang_unique"),
        )

    def __str__(self) -> str:
        return self.libelle


class NatureDocument(models.TextChoices):
    """What a document is to the scheme."""

    SCHEMA = "schema", "Texte du schéma"
    DELIBERATION = "deliberation", "Délibération"
    BILAN = "bilan", "Bilan ou indicateurs publiés"
    ANNEXE = "annexe", "Annexe"
    PAGE = "page", "Page d’information"


class EtatLien(models.TextChoices):
    """What the last check of an address found."""

    JAMAIS_VERIFIE = "", "Jamais vérifié"
    VIVANT = "vivant", "Répond"
    MORT = "mort", "Ne répond plus"


class DocumentFiche(models.Model):
    """A document of the sheet: an outside address, or a file kept here; never both."""

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="documents")
    rang = models.PositiveSmallIntegerField("rang")
    nature = models.CharField("nature", max_length=20, choices=NatureDocument)
    libelle = models.CharField("libellé", max_length=300)
    url = models.URLField("adresse", max_length=500, blank=True)
    ajoute_le = models.DateTimeField("ajouté le", default=timezone.now)
    lien_verifie_le = models.DateTimeField("lien vérifié le", null=True, blank=True)
    etat_lien = models.CharField("état du lien", max_length=10, choices=EtatLien, blank=True)

    class Meta:
        """Documents are read in the order the buyer gave."""

        verbose_name = "document"
        ordering = ("fiche", "rang")

    def __str__(self) -> str:
        return self.libelle
