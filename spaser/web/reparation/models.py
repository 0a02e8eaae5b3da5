"""The examination of a large buyer's contracts: made by the worker, for one version of the store.

The repaired file is made with it, so that nobody waits for it in a page. It only holds what anybody
can read in the published data: it belongs to no space.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils import timezone

ABANDON: Final = timedelta(minutes=10)  # a work of which nothing is heard


class Examen(models.Model):
    """One examination, how far it is, and its result."""

    class Etat(models.TextChoices):
        EN_COURS = "en_cours", "en cours"
        FAIT = "fait", "fait"
        ECHEC = "echec", "échoué"

    siren = models.CharField("SIREN", max_length=9)
    version = models.CharField("version de l’entrepôt", max_length=20)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.EN_COURS)
    total = models.PositiveIntegerField("contrats")
    faits = models.PositiveIntegerField("contrats examinés", default=0)
    contenu = models.BinaryField("résultat", default=bytes)
    repare = models.BinaryField("fichier réparé, compressé", default=bytes)
    taille = models.PositiveIntegerField("taille du fichier réparé", default=0)
    fait_le = models.DateTimeField("fait le", null=True)
    demande_le = models.DateTimeField("demandé le", default=timezone.now)

    class Meta:
        verbose_name = "examen"
        constraints = (
            models.UniqueConstraint(
                fields=("siren", "version"), name="reparation_examen_par_version"
            ),
        )

    def __str__(self) -> str:
        return f"Examen de {self.siren}"

    @property
    def avance(self) -> bool:
        """Tell whether somebody is at work on it; a task that died leaves it behind."""
        limite = timezone.now() - ABANDON
        return self.etat == self.Etat.EN_COURS and self.demande_le > limite
