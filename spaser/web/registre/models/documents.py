"""What goes with a sheet: the files kept here, and the addresses to look after."""

from __future__ import annotations

from django.db import models

from spaser.web.registre.models.fiche import Fiche


class NatureDocument(models.TextChoices):
    """What a document is to the scheme; the values of the open format."""

    SCHEMA = "schema", "Texte du schéma"
    SYNTHESE = "synthese", "Synthèse"
    DELIBERATION = "deliberation", "Délibération"
    BILAN = "bilan", "Bilan ou indicateurs publiés"
    ANNEXE = "annexe", "Annexe"


class FichierFiche(models.Model):
    """A file of the sheet that this site keeps; addresses elsewhere are in `Fiche.contenu`."""

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="fichiers")
    fichier = models.ForeignKey("socle.Fichier", models.PROTECT, related_name="fiches")
    rang = models.PositiveSmallIntegerField("rang")
    nature = models.CharField("nature", max_length=20, choices=NatureDocument)
    titre = models.CharField("titre", max_length=300)

    class Meta:
        """Files are read in the order the buyer gave."""

        verbose_name = "fichier de fiche"
        verbose_name_plural = "fichiers de fiche"
        ordering = ("fiche", "rang")
        constraints = (
            models.UniqueConstraint(fields=["fiche", "fichier"], name="registre_fichier_unique"),
        )

    def __str__(self) -> str:
        return self.titre


class EtatLien(models.TextChoices):
    """What the last check of an address found."""

    INCONNU = "", "Pas encore vérifié"
    VIVANT = "vivant", "Répond"
    MORT = "mort", "Ne répond plus"


class LienFiche(models.Model):
    """An outside address that the sheet gives (document, link or source), and its last check.

    Written from `Fiche.contenu` at each publication; the monthly check writes the rest.
    """

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="liens")
    url = models.URLField("adresse", max_length=2000)
    etat = models.CharField("état", max_length=10, choices=EtatLien, blank=True)
    verifie_le = models.DateTimeField("vérifié le", null=True, blank=True)
    constat = models.CharField("constat", max_length=200, blank=True)

    class Meta:
        """One row an address."""

        verbose_name = "lien"
        ordering = ("fiche", "pk")
        constraints = (
            models.UniqueConstraint(fields=["fiche", "url"], name="registre_lien_unique"),
        )

    def __str__(self) -> str:
        return self.url
