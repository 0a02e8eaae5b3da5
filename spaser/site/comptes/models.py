"""People who sign in, their passkeys and sessions, the address they are changing to."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string
from django_otp.models import Device


def name_personne() -> models.ForeignKey[Utilisateur | None, Utilisateur | None]:
    """Return the key to who did something: nobody, once her account is gone."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )


class GestionUtilisateurs(BaseUserManager["Utilisateur"]):
    def create_user(self, courriel: str, mot_de_passe: str | None = None) -> Utilisateur:
        """Record a person; without a password, only an outside sign-in works."""
        utilisateur = self.model(courriel=fold_courriel(courriel))
        utilisateur.set_password(mot_de_passe)
        utilisateur.save(using=self._db)
        return utilisateur

    def get_by_natural_key(self, courriel: str | None) -> Utilisateur:
        """Find a person by her address, however it is typed."""
        return self.get(courriel=fold_courriel(courriel or ""))


class Utilisateur(AbstractBaseUser, PermissionsMixin):
    """A person, known by an e-mail address and, through ProConnect, by a `sub`."""

    courriel = models.EmailField("adresse électronique", unique=True)
    sub = models.CharField("identifiant ProConnect", max_length=255, unique=True, null=True)  # noqa: DJ001 - several have none
    siret_proconnect = models.CharField("SIRET donné par ProConnect", max_length=14, blank=True)
    prenom = models.CharField("prénom", max_length=150, blank=True)
    nom = models.CharField("nom", max_length=150, blank=True)
    is_active = models.BooleanField("actif", default=True)
    courriel_verifie_le = models.DateTimeField("adresse vérifiée le", null=True)
    inscrit_le = models.DateTimeField("inscrit le", auto_now_add=True)
    efface_le = models.DateTimeField("effacé le", null=True)

    # Put there by django-otp: what proved this session's second factor, and whether anything did.
    otp_device: Device | None
    is_verified: Callable[[], bool]

    objects = GestionUtilisateurs()

    USERNAME_FIELD = "courriel"
    EMAIL_FIELD = "courriel"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.courriel

    @property
    def nom_complet(self) -> str:
        """Return what to call this person by; her address when she gave no name."""
        if self.efface_le:
            return "Compte effacé"
        return f"{self.prenom} {self.nom}".strip() or self.courriel


class SessionOuverte(AbstractBaseSession):
    """A browser's session, told apart by whom it belongs to and from what it was opened."""

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="sessions",
        verbose_name="personne",
    )
    appareil = models.CharField("appareil", max_length=120, blank=True)
    adresse = models.CharField("adresse abrégée", max_length=60, blank=True)
    ouverte_le = models.DateTimeField("ouverte le", null=True)
    vue_le = models.DateTimeField("vue le", null=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "session ouverte"
        verbose_name_plural = "sessions ouvertes"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """Name what reads these rows: the engine of the settings, that names this model."""
        moteur: type[SessionBase] = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
        return moteur

    @property
    def signe(self) -> str:
        """Return what names it in a page without giving its key away."""
        return salted_hmac("comptes.session", self.session_key, algorithm="sha256").hexdigest()[:32]


class ChangementAdresse(models.Model):
    """A change of address under way: done once both mailboxes have agreed."""

    utilisateur = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="changement_adresse",
        verbose_name="personne",
    )
    nouvelle = models.EmailField("nouvelle adresse")
    demande_le = models.DateTimeField("demandé le")
    accord_ancienne_le = models.DateTimeField("accord de l’ancienne adresse le", null=True)
    accord_nouvelle_le = models.DateTimeField("accord de la nouvelle adresse le", null=True)

    def __str__(self) -> str:
        return f"{self.utilisateur} → {self.nouvelle}"

    @property
    def est_accorde(self) -> bool:
        return bool(self.accord_ancienne_le and self.accord_nouvelle_le)


class CleAcces(Device):
    """A passkey: its public half, which opens nothing by itself."""

    identifiant = models.CharField("identifiant", max_length=1400, unique=True)
    cle_publique = models.BinaryField("clé publique")
    usages = models.PositiveBigIntegerField("nombre d’usages dit par la clé", default=0)
    ajoutee_le = models.DateTimeField("ajoutée le", auto_now_add=True)
    servie_le = models.DateTimeField("servie le", null=True)

    class Meta:
        verbose_name = "clé d’accès"
        verbose_name_plural = "clés d’accès"
        ordering = ("pk",)


def fold_courriel(courriel: str) -> str:
    """Return the one spelling under which an address is kept and looked up."""
    return courriel.strip().lower()
