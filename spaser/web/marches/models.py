"""What a space keeps of its own contracts: files, corrections, and where they are read."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from spaser.metier.corrections.champs import ChampMarche
from spaser.web.commun.models import LieAuMarche
from spaser.web.organisations.models import Espace

RANG: Final = Coalesce("geste__premier", "geste")  # of the first reading, once read again


class Fonds(models.Model):
    """One row a space: what its figures were computed from, and the mappings it remembers."""

    espace = models.OneToOneField(Espace, models.CASCADE, related_name="fonds_marches")
    revision = models.PositiveIntegerField("révision", default=0)
    dossier = models.CharField("entrepôt privé", max_length=40, blank=True)
    suivi = models.CharField("données suivies", max_length=120, blank=True)
    correspondances = models.JSONField("associations de colonnes", default=list, blank=True)
    abime_le = models.DateTimeField("trouvé abîmé le", null=True, blank=True)

    class Meta:
        verbose_name = "fonds de marchés"
        verbose_name_plural = "fonds de marchés"

    def __str__(self) -> str:
        return f"Fonds {self.espace}"


class EtatImport(models.TextChoices):
    CONTROLE = "controle", "en cours de contrôle"
    COLONNES = "colonnes", "colonnes à associer"
    ATTENTE = "attente", "en attente de lecture"
    LECTURE = "lecture", "en cours de lecture"
    LU = "lu", "lu"
    REFUSE = "refuse", "refusé"
    ANNULE = "annule", "annulé"
    RETRAIT = "retrait", "en cours de retrait"


EN_COURS = (EtatImport.CONTROLE, EtatImport.ATTENTE, EtatImport.LECTURE, EtatImport.RETRAIT)


class GenreFichier(models.TextChoices):
    DECP = "decp", "données essentielles"
    TABLEUR = "tableur", "tableau de marchés"


class FichierMarches(models.Model):
    espace = models.ForeignKey(Espace, models.CASCADE, related_name="fichiers_marches")
    fichier = models.ForeignKey("socle.Fichier", models.PROTECT, related_name="fichiers_marches")
    genre = models.CharField("nature", max_length=10, choices=GenreFichier, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatImport, default=EtatImport.CONTROLE)
    siren = models.CharField("SIREN", max_length=9)
    annee = models.PositiveSmallIntegerField("année attendue", null=True, blank=True)
    correspondance = models.JSONField("association des colonnes", null=True, blank=True)
    lignes = models.PositiveIntegerField("lignes lues", default=0)
    rapport = models.JSONField("compte rendu", default=dict, blank=True)
    probleme = models.CharField("problème", max_length=300, blank=True)
    remede = models.CharField("remède", max_length=300, blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    envoye_le = models.DateTimeField("envoyé le", auto_now_add=True)
    lu_le = models.DateTimeField("lu le", null=True, blank=True)

    class Meta:
        verbose_name = "fichier de marchés"
        verbose_name_plural = "fichiers de marchés"
        ordering = ("-envoye_le", "-pk")

    def __str__(self) -> str:
        return self.fichier.nom

    def get_absolute_url(self) -> str:
        return reverse("marches:fichier", args=[self.siren, self.pk])

    @property
    def en_cours(self) -> bool:
        return self.etat in EN_COURS and not self.probleme

    @property
    def interrompu(self) -> bool:
        return self.etat in EN_COURS and bool(self.probleme)


class Geste(models.Model):
    """One act of correction: who, when, why, on how many contracts.

    What a spreadsheet says of contracts is an act too: read again, it takes the place of the first
    reading, below what was corrected since.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="gestes_marches")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    fait_le = models.DateTimeField("fait le", auto_now_add=True)
    justification = models.CharField("justification", max_length=500)
    fichier = models.ForeignKey(
        "socle.Fichier", models.PROTECT, null=True, blank=True, related_name="preuves_marches"
    )
    nb_marches = models.PositiveIntegerField("marchés corrigés")
    tableau = models.ForeignKey(
        FichierMarches,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="gestes",
        verbose_name="tableau lu",
    )
    premier = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="première lecture du même tableau",
    )

    class Meta:
        verbose_name = "correction d’un jour"
        verbose_name_plural = "corrections d’un jour"
        ordering = ("-fait_le", "-pk")

    def __str__(self) -> str:
        return f"Correction de {self.nb_marches} marchés"


class Correction(LieAuMarche):
    """A value given to one contract: never changed, undone at most.

    Its key is that of the contract today, which new data may change.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="corrections_marches")
    geste = models.ForeignKey(Geste, models.CASCADE, related_name="lignes")
    cle = models.CharField("clé du marché", max_length=20)
    identifiant = models.CharField("numéro du marché", max_length=100, blank=True)
    champ = models.CharField(
        "champ", max_length=30, choices=[(champ.value, champ.libelle) for champ in ChampMarche]
    )
    valeur = models.CharField("valeur", max_length=60)
    publiee = models.CharField("valeur publiée ce jour-là", max_length=60, blank=True)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)
    annulee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "correction"
        ordering = ("pk",)
        indexes = (models.Index(fields=["espace", "cle"], name="marches_espace_cle"),)

    def __str__(self) -> str:
        return f"{ChampMarche(self.champ).libelle} : {self.valeur}"


class VerdictPublications(models.TextChoices):
    UN = "un", "Un seul marché"
    DEUX = "deux", "Deux marchés"
    PLUS_TARD = "plus_tard", "Plus tard"


class DecisionPublications(models.Model):
    """What was decided of two publications, known by their marks; the one not withdrawn holds."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="decisions_publications")
    premiere = models.CharField("marque de la première", max_length=16)
    seconde = models.CharField("marque de la seconde", max_length=16)
    verdict = models.CharField("décision", max_length=10, choices=VerdictPublications)
    publications = models.JSONField("ce que disaient les publications", default=list)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decidee_le = models.DateTimeField("décidée le", auto_now_add=True)
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)
    retiree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "décision sur deux publications"
        verbose_name_plural = "décisions sur deux publications"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.get_verdict_display()


class EtatExport(models.TextChoices):
    """Where a table written in the background stands."""

    ATTENTE = "attente", "en préparation"
    PRET = "pret", "prêt"
    ECHEC = "echec", "interrompu"


class ExportMarches(models.Model):
    """A table of contracts too long to be written while somebody waits: the space's, for a week."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="exports_marches")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    classeur = models.CharField("forme", max_length=4)
    filtre = models.CharField("marchés demandés", max_length=1500, blank=True)
    etat = models.CharField("état", max_length=8, choices=EtatExport, default=EtatExport.ATTENTE)
    total = models.PositiveIntegerField("marchés à écrire", default=0)
    faits = models.PositiveIntegerField("marchés écrits", default=0)
    fichier = models.ForeignKey(
        "socle.Fichier", models.PROTECT, null=True, blank=True, related_name="exports_marches"
    )
    demande_le = models.DateTimeField("demandé le", auto_now_add=True)

    class Meta:
        verbose_name = "export de marchés"
        verbose_name_plural = "exports de marchés"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("espace", "classeur", "filtre"),
                condition=models.Q(etat=EtatExport.ATTENTE),
                name="marches_export_en_cours",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_etat_display()} : {self.classeur}"
