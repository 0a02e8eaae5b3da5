"""What a space keeps of its spend. The lines themselves are in files: see `dossier`."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from spaser.documents.francais import format_date_courte
from spaser.web.commun.versions import Versionne
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.socle.models import Fichier


def _unique(*champs: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=["espace", *champs], name="%(app_label)s_%(class)s_unique"
    )


def _auteur() -> models.ForeignKey[Utilisateur | None, Utilisateur | None]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )


class EtatExtrait(models.TextChoices):
    CONTROLE = "controle", "En contrôle"
    EN_ATTENTE = "en_attente", "En attente de lecture"
    EN_COURS = "en_cours", "En cours de lecture"
    A_PRECISER = "a_preciser", "Colonnes à préciser"
    LU = "lu", "Lu"
    REFUSE = "refuse", "Refusé"
    ABANDONNE = "abandonne", "Lecture arrêtée"


EN_CHEMIN = (EtatExtrait.CONTROLE, EtatExtrait.EN_ATTENTE, EtatExtrait.EN_COURS)


class Extrait(Versionne):
    """A file of mandats, invoices or orders; `fichier` is gone once a year was taken out of it."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="extraits")
    cle = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    nom = models.CharField(max_length=160)
    fichier = models.OneToOneField(
        Fichier, models.SET_NULL, null=True, blank=True, related_name="extrait_depenses"
    )
    annee_seule = models.PositiveSmallIntegerField("année attendue", null=True, blank=True)
    etat = models.CharField(
        "état", max_length=12, choices=EtatExtrait, default=EtatExtrait.CONTROLE
    )
    message = models.CharField(max_length=600, blank=True)
    lignes_lues = models.PositiveIntegerField(default=0)
    apercus = models.JSONField("aperçus", default=list, blank=True)
    compte_rendu = models.JSONField("compte rendu", null=True, blank=True)
    auteur = _auteur()
    depose_le = models.DateTimeField("déposé le", auto_now_add=True)
    etat_le = models.DateTimeField("dans cet état depuis", auto_now=True)

    class Meta:
        ordering = ("depose_le", "pk")

    def __str__(self) -> str:
        return self.nom

    @property
    def est_en_chemin(self) -> bool:
        return self.etat in EN_CHEMIN

    @property
    def est_lu(self) -> bool:
        return self.etat == EtatExtrait.LU


class CorrespondanceGardee(models.Model):
    """What the columns of a layout are, asked once."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="correspondances_depenses")
    titres = models.CharField("empreinte des titres", max_length=64)
    contenu = models.JSONField()
    auteur = _auteur()
    gardee_le = models.DateTimeField("gardée le", auto_now=True)

    class Meta:
        verbose_name = "correspondance gardée"
        verbose_name_plural = "correspondances gardées"
        ordering = ("gardee_le", "pk")
        constraints = (_unique("titres"),)

    def __str__(self) -> str:
        return f"Colonnes du {format_date_courte(self.gardee_le)}"


class ChoixGarde(models.Model):
    """Who a supplier of the extracts is: said once, applied to every extract."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="choix_fournisseurs")
    DECISIONS = (
        ("identifiant", "Reconnu"),
        ("particulier", "Particulier"),
        ("hors_achats", "Hors achats"),
    )
    nom = models.CharField("nom dans les extraits", max_length=300)
    nom_plie = models.CharField("nom plié", max_length=300)
    code_postal = models.CharField(max_length=5, blank=True)
    decision = models.CharField("décision", max_length=12, choices=DECISIONS)
    identifiant = models.CharField("SIREN ou SIRET", max_length=14, blank=True)
    auteur = _auteur()
    garde_le = models.DateTimeField("gardé le", auto_now=True)

    class Meta:
        verbose_name = "choix de fournisseur"
        verbose_name_plural = "choix de fournisseurs"
        ordering = ("nom", "code_postal", "pk")
        constraints = (_unique("nom_plie", "code_postal"),)

    def __str__(self) -> str:
        return self.nom


class ReclassementGarde(Versionne):
    """An account or a line that somebody moved, and why."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="reclassements")
    PORTEES = (("compte", "Compte"), ("ligne", "Ligne"))
    SENS = (("comptee", "Compté"), ("ecartee", "Mis à part"))
    portee = models.CharField("portée", max_length=6, choices=PORTEES)
    cle = models.CharField("clé", max_length=24)
    libelle = models.CharField("libellé", max_length=300)
    sens = models.CharField(max_length=8, choices=SENS)
    raison = models.CharField(max_length=500)
    auteur = _auteur()
    garde_le = models.DateTimeField("gardé le", auto_now=True)

    class Meta:
        verbose_name = "reclassement"
        ordering = ("-garde_le", "-pk")
        constraints = (_unique("portee", "cle"),)

    def __str__(self) -> str:
        return self.libelle


class Calcul(models.Model):
    """The figures of a space, computed from all its extracts; `demande` numbers the last demand."""

    espace = models.OneToOneField(Espace, models.CASCADE, related_name="calcul_depenses")
    cle = models.UUIDField("clé", null=True, blank=True)
    demande = models.PositiveIntegerField(default=0)
    fait = models.PositiveIntegerField("dernière demande faite", default=0)
    contenu = models.BinaryField(null=True, blank=True)
    message = models.CharField(max_length=600, blank=True)
    calcule_le = models.DateTimeField("calculé le", null=True, blank=True)

    class Meta:
        verbose_name = "calcul des dépenses"
        verbose_name_plural = "calculs des dépenses"

    def __str__(self) -> str:
        return f"Calcul {self.fait}"

    @property
    def est_a_jour(self) -> bool:
        """Tell whether nothing was asked since."""
        return self.fait >= self.demande
