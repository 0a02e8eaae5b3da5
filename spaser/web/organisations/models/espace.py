"""Where one works for a buyer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from spaser.web.organisations.models.organisation import SIREN, Organisation


class Espace(models.Model):
    """The space of an organisation, or the private trial of somebody who is not yet of it.

    Every tool's model points here. A trial becomes the space of the organisation that its owner
    joins when that one has nothing yet; else it ends and stays hers, to read.
    """

    siren = models.CharField("SIREN", max_length=9, validators=[SIREN])
    nom = models.CharField("nom de l’organisation", max_length=200)
    organisation = models.OneToOneField(
        Organisation, models.CASCADE, null=True, blank=True, related_name="espace"
    )
    proprietaire = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="espaces_essai",
    )
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    essai_fini_le = models.DateTimeField("fin de l’essai", null=True, blank=True)

    class Meta:
        """One for an organisation; one open trial for one person and one SIREN."""

        verbose_name = "espace"
        ordering = ("nom", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False)
                ^ models.Q(proprietaire__isnull=False),
                name="organisations_espace_a_quelqu_un",
            ),
            models.UniqueConstraint(
                fields=["proprietaire", "siren"],
                condition=models.Q(essai_fini_le__isnull=True),
                name="organisations_espace_ouvert_unique",
            ),
        )

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        """Return its first page."""
        return reverse("accueil:essentiel", args=[self.siren])

    @property
    def est_essai(self) -> bool:
        """Say whether it is somebody's private trial."""
        return self.organisation_id is None

    @property
    def est_garde(self) -> bool:
        """Say whether it is a trial that ended without an organisation: read, not written."""
        return self.est_essai and self.essai_fini_le is not None
