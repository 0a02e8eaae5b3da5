"""The tools that a space has switched off."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from spaser.web.organisations.models import Espace


class ReglageOutil(models.Model):
    """Whether a tool is on in a space, since when and by whom; without a line, it is."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="reglages_outils")
    outil = models.CharField(max_length=40)
    actif = models.BooleanField(default=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    change_le = models.DateTimeField("changé le", auto_now=True)

    class Meta:
        """One line for one tool of one space."""

        verbose_name = "réglage d’un outil"
        verbose_name_plural = "réglages des outils"
        ordering = ("outil", "pk")
        constraints = (
            models.UniqueConstraint(fields=["espace", "outil"], name="commun_outil_unique"),
        )

    def __str__(self) -> str:
        return f"{self.outil} : {'en marche' if self.actif else 'éteint'}"
