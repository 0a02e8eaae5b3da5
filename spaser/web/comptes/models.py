"""People who sign in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models


class GestionUtilisateurs(BaseUserManager["Utilisateur"]):
    """Creates people by their e-mail address."""

    def create_user(self, courriel: str, mot_de_passe: str | None = None) -> Utilisateur:
        """Record a person; without a password, only an outside sign-in works."""
        utilisateur = self.model(courriel=self.normalize_email(courriel).lower())
        utilisateur.set_password(mot_de_passe)
        utilisateur.save(using=self._db)
        return utilisateur


class Utilisateur(AbstractBaseUser, PermissionsMixin):
    """A person, known by an e-mail address and, through ProConnect, by a `sub`."""

    courriel = models.EmailField("adresse électronique", unique=True)
    sub = models.CharField("identifiant ProConnect", max_length=255, unique=True, null=True)  # noqa: DJ001 - several have none
    prenom = models.CharField("prénom", max_length=150, blank=True)
    nom = models.CharField("nom", max_length=150, blank=True)
    is_active = models.BooleanField("actif", default=True)
    courriel_verifie_le = models.DateTimeField("adresse vérifiée le", null=True)
    inscrit_le = models.DateTimeField("inscrit le", auto_now_add=True)

    objects = GestionUtilisateurs()

    USERNAME_FIELD = "courriel"
    EMAIL_FIELD = "courriel"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.courriel
