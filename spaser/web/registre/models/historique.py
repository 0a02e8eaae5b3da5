"""Where each fact comes from, and what the sheet said before."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models

from spaser.web.registre.models.fiche import ORIGINES, Fiche


class Provenance(models.Model):
    """The origin and the date of one fact of a sheet.

    `champ` is the place of the fact in the open format (`structure.siren`, `schema.axes`…); empty,
    it speaks for every fact that has no origin of its own.
    """

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="provenances")
    champ = models.CharField("champ", max_length=40, blank=True)
    origine = models.CharField("origine", max_length=10, choices=ORIGINES)
    libelle = models.CharField("source", max_length=300)
    url = models.URLField("adresse de la source", max_length=500, blank=True)
    date = models.DateField("vérifié le")
    confiance = models.CharField("confiance", max_length=1, blank=True)
    note = models.TextField("note", blank=True)

    class Meta:
        """The general source first, then field by field."""

        verbose_name = "provenance"
        ordering = ("fiche", "champ", "pk")

    def __str__(self) -> str:
        return self.libelle

    def freeze(self) -> dict[str, str]:
        """Return this row as a version keeps it."""
        return {
            "champ": self.champ,
            "origine": self.origine,
            "libelle": self.libelle,
            "url": self.url,
            "date": self.date.isoformat(),
            "confiance": self.confiance,
            "note": self.note,
        }

    @classmethod
    def thaw(cls, gelee: dict[str, str]) -> Provenance:
        """Return an unsaved row, from what a version keeps."""
        return cls(**gelee | {"date": date.fromisoformat(gelee["date"])})


class VersionFiche(models.Model):
    """A published state, frozen in the open SPASER format; never changed afterwards."""

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="versions")
    numero = models.PositiveIntegerField("numéro")
    contenu = models.JSONField("contenu au format ouvert")
    date = models.DateTimeField("publiée le")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="versions_publiees",
    )
    origine = models.CharField("origine", max_length=10, choices=ORIGINES)
    motif = models.CharField("motif", max_length=300, blank=True)
    confiance = models.CharField("confiance", max_length=1, blank=True)
    provenances = models.JSONField(
        "provenances", default=list, blank=True
    )  # as `freeze` gives them

    class Meta:
        """The latest version first."""

        verbose_name = "version"
        ordering = ("fiche", "-numero")
        constraints = (
            models.UniqueConstraint(
                fields=["fiche", "numero"], name="registre_version_numero_unique"
            ),
        )

    def __str__(self) -> str:
        return f"Version {self.numero}"
