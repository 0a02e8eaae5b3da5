"""Who is of an organisation, and who is of the programme."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models

from spaser.metier.droits import ROLES_ORGANISATION, ROLES_PROGRAMME, Role
from spaser.web.organisations.models.organisation import Organisation

CHOIX_ORGANISATION: Final = [(role.value, role.libelle) for role in ROLES_ORGANISATION]
CHOIX_PROGRAMME: Final = [(role.value, role.libelle) for role in ROLES_PROGRAMME]


class EtatAppartenance(models.TextChoices):
    """Whether a membership gives rights: only an active one does."""

    PROPOSEE = "proposee", "Proposé"  # by the programme, until she accepts
    ACTIVE = "active", "Actif"
    SUSPENDUE = "suspendue", "Suspendu"


class Verification(models.TextChoices):
    PROCONNECT_SIRET = "proconnect_siret", "SIRET donné par ProConnect"
    DOMAINE_COURRIEL = "domaine_courriel", "Domaine de l’adresse électronique"
    ADMINISTRATEUR = "administrateur", "Acceptée par une personne qui administre"
    PROGRAMME = "programme", "Acceptée par l’équipe du programme"


class AppartenanceQuerySet(models.QuerySet["Appartenance"]):
    def actives(self) -> AppartenanceQuerySet:
        """Keep those that give rights: the person may still sign in."""
        return self.filter(etat=EtatAppartenance.ACTIVE, utilisateur__is_active=True)

    def administrations(self) -> AppartenanceQuerySet:
        return self.actives().filter(role=Role.ADMINISTRATION.value)


class Appartenance(models.Model):
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="appartenances"
    )
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="appartenances")
    role = models.CharField("rôle", max_length=20, choices=CHOIX_ORGANISATION)
    etat = models.CharField(
        "état", max_length=10, choices=EtatAppartenance, default=EtatAppartenance.ACTIVE
    )
    verification = models.CharField("vérification", max_length=20, choices=Verification)
    depuis = models.DateTimeField("depuis", auto_now_add=True)
    rappel_seule_le = models.DateTimeField("rappel d’administration seule", null=True, blank=True)
    rappel_absence_le = models.DateTimeField("rappel d’absence", null=True, blank=True)

    objects = AppartenanceQuerySet.as_manager()

    class Meta:
        verbose_name = "appartenance"
        ordering = ("organisation", "depuis", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["utilisateur", "organisation"], name="organisations_appartenance_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.utilisateur} – {self.organisation}"

    @property
    def est_active(self) -> bool:
        return self.etat == EtatAppartenance.ACTIVE

    @property
    def est_administration(self) -> bool:
        return self.role == Role.ADMINISTRATION.value


class RoleProgramme(models.Model):
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="roles_programme"
    )
    role = models.CharField("rôle", max_length=20, choices=CHOIX_PROGRAMME)
    depuis = models.DateTimeField("depuis", auto_now_add=True)

    class Meta:
        verbose_name = "rôle du programme"
        verbose_name_plural = "rôles du programme"
        ordering = ("role", "depuis", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["utilisateur", "role"], name="organisations_role_programme_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.utilisateur} – {self.get_role_display()}"
