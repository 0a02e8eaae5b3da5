"""The outbox: each mail is a row, written with what it tells, and holds neither text nor secret."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class EtatCourriel(models.TextChoices):
    """Where a mail stands."""

    A_ENVOYER = "a_envoyer", "à envoyer"
    ENVOYE = "envoye", "envoyé"
    INUTILE = "inutile", "devenu inutile"
    ABANDONNE = "abandonne", "abandonné"


class Courriel(models.Model):
    """A mail to one account, or to one address that has none.

    Its number is in its `Message-ID`: servers know one that comes twice. Once it has left, or need
    no longer, its address and its arguments are emptied.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nature = models.CharField("nature", max_length=120)  # the path of what composes it
    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="courriels"
    )
    adresse = models.EmailField("adresse sans compte", blank=True)
    arguments = models.JSONField("numéros de ce dont il parle", default=dict)
    # A number: it may outlive the space.
    espace_id = models.PositiveBigIntegerField("numéro de l’espace", null=True)
    demande = models.CharField("demande du site", max_length=64, blank=True)
    etat = models.CharField(
        "état", max_length=10, choices=EtatCourriel, default=EtatCourriel.A_ENVOYER
    )
    raison = models.CharField("raison", max_length=200, blank=True)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    ecrit_le = models.DateTimeField("écrit le", auto_now_add=True)
    du_le = models.DateTimeField("dû le")  # from when its lateness is counted
    fini_le = models.DateTimeField("fini le", null=True)

    class Meta:
        verbose_name = "courriel"
        indexes = [models.Index(fields=["etat", "du_le"])]

    def __str__(self) -> str:
        return f"{self.nature} {self.etat}"
