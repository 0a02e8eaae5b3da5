"""The outbox: each mail is a row, written with what it tells, and holds neither text nor secret.

Beside it, what each reader wants of it.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from spaser.web.courriels.sujets import Cadence, Sujet


class EtatCourriel(models.TextChoices):
    A_ENVOYER = "a_envoyer", "à envoyer"
    GROUPE = "groupe", "gardé pour un récapitulatif"
    ENVOYE = "envoye", "envoyé"
    INUTILE = "inutile", "devenu inutile"
    ABANDONNE = "abandonne", "abandonné"


class Courriel(models.Model):
    """A mail to one account, or to one address that has none.

    Its number is in its `Message-ID`: servers know one that comes twice. Once it has left, or need
    no longer, its address and its arguments are emptied. One that is kept for a digest waits until
    its hour (`du_le`), when a mail of its own takes it along (`recapitulatif`) and ends with it.
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
    recapitulatif = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="groupes", verbose_name="récapitulatif"
    )
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


class Preference(models.Model):
    """How often somebody who has an account wants a subject; without a row, at once."""

    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences_courriels"
    )
    sujet = models.CharField("sujet", max_length=20, choices=Sujet)
    cadence = models.CharField("cadence", max_length=12, choices=Cadence)
    avant = models.CharField("cadence avant l’arrêt", max_length=12, choices=Cadence, blank=True)
    changee_le = models.DateTimeField("changée le", auto_now=True)

    class Meta:
        verbose_name = "préférence de courriels"
        verbose_name_plural = "préférences de courriels"
        constraints = (
            models.UniqueConstraint(
                fields=["personne", "sujet"], name="courriels_une_preference_par_sujet"
            ),
        )

    def __str__(self) -> str:
        return f"{self.sujet} {self.cadence}"


class Refus(models.Model):
    """An address without account that wants no more of a subject; only its hash is kept."""

    empreinte = models.CharField("empreinte de l’adresse", max_length=64)
    sujet = models.CharField("sujet", max_length=20, choices=Sujet)
    refuse_le = models.DateTimeField("refusé le", auto_now_add=True)

    class Meta:
        verbose_name = "refus de courriels"
        verbose_name_plural = "refus de courriels"
        constraints = (
            models.UniqueConstraint(
                fields=["empreinte", "sujet"], name="courriels_un_refus_par_sujet"
            ),
        )

    def __str__(self) -> str:
        return f"{self.sujet} refusé"
