"""Addresses by which somebody without an account reads the one-page view of a space."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from spaser.web.organisations.models import Espace


class LienPartage(models.Model):
    """An address given to people outside, until its end or until somebody takes it back.

    A private trial shares nothing: only organisations have such addresses.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="liens_partage")
    pour = models.CharField("donné à", max_length=120)
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    expire_le = models.DateTimeField("expire le")
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)
    lectures = models.PositiveIntegerField(default=0)
    lu_le = models.DateTimeField("lu le", null=True, blank=True)

    class Meta:
        """The latest first."""

        verbose_name = "lien de partage"
        verbose_name_plural = "liens de partage"
        ordering = ("-cree_le", "-pk")

    def __str__(self) -> str:
        return f"{self.espace} – {self.pour}"
