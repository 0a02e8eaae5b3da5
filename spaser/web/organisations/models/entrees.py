"""The ways into an organisation."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone

from spaser.web.organisations.models.appartenance import CHOIX_ORGANISATION
from spaser.web.organisations.models.organisation import Organisation

DUREE_INVITATION: Final = timedelta(days=7)


class EtatDemande(models.TextChoices):
    EN_ATTENTE = "en_attente", "En attente"
    ACCEPTEE = "acceptee", "Acceptée"
    REFUSEE = "refusee", "Refusée"
    RETIREE = "retiree", "Retirée"


class Destinataire(models.TextChoices):
    ADMINISTRATION = "administration", "Les personnes qui administrent l’organisation"
    PROGRAMME = "programme", "L’équipe du programme"


class DemandeAdhesion(models.Model):
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="demandes_adhesion"
    )
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="demandes")
    role_souhaite = models.CharField("rôle souhaité", max_length=20, choices=CHOIX_ORGANISATION)
    message = models.TextField("message", max_length=1000, blank=True)
    destinataire = models.CharField("adressée à", max_length=20, choices=Destinataire)
    etat = models.CharField(
        "état", max_length=10, choices=EtatDemande, default=EtatDemande.EN_ATTENTE
    )
    creee_le = models.DateTimeField("envoyée le", auto_now_add=True)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    repondue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="demandes_repondues",
    )
    motif = models.TextField("motif du refus", max_length=1000, blank=True)

    class Meta:
        verbose_name = "demande d’adhésion"
        verbose_name_plural = "demandes d’adhésion"
        ordering = ("creee_le", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["utilisateur", "organisation"],
                condition=models.Q(etat="en_attente"),
                name="organisations_demande_en_attente_unique",
            ),
        )

    def __str__(self) -> str:
        return f"{self.utilisateur} → {self.organisation}"

    @property
    def est_en_attente(self) -> bool:
        return self.etat == EtatDemande.EN_ATTENTE


class Invitation(models.Model):
    """An organisation invites the holder of an address; only that address may accept."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    courriel = models.EmailField("adresse électronique")
    role = models.CharField("rôle", max_length=20, choices=CHOIX_ORGANISATION)
    invitee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="invitations_envoyees",
    )
    creee_le = models.DateTimeField("créée le", auto_now_add=True)
    envoyee_le = models.DateTimeField("envoyée le")
    expire_le = models.DateTimeField("expire le")
    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True)
    declinee_le = models.DateTimeField("déclinée le", null=True, blank=True)
    revoquee_le = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "invitation"
        ordering = ("-creee_le", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "courriel"],
                condition=models.Q(
                    acceptee_le__isnull=True, declinee_le__isnull=True, revoquee_le__isnull=True
                ),
                name="organisations_invitation_ouverte_unique",
            ),
        )

    def __str__(self) -> str:
        return f"{self.courriel} → {self.organisation}"

    @property
    def est_ouverte(self) -> bool:
        """Say whether nobody has answered or cancelled it; it may have expired."""
        return not (self.acceptee_le or self.declinee_le or self.revoquee_le)

    @property
    def etat(self) -> str:
        if self.acceptee_le:
            return "Acceptée"
        if self.declinee_le:
            return "Déclinée"
        if self.revoquee_le:
            return "Annulée"
        return "Expirée" if self.expire_le <= timezone.now() else "En attente"
