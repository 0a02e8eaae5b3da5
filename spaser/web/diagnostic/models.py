"""What a space keeps of its diagnoses: campaigns, answers, what was settled; and its approach."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from spaser.metier.autodiagnostic.questionnaire import Questionnaire, load_questionnaires
from spaser.metier.registre.nomenclatures import Approche
from spaser.web.commun.versions import Versionne
from spaser.web.organisations.models import Espace

NOM_MAX = 100


class Campagne(models.Model):
    """A diagnosis that several people answer; it keeps its version of the questionnaire."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="campagnes")
    siren = models.CharField("SIREN", max_length=9)
    titre = models.CharField(max_length=120)
    jour = models.DateField("date")
    questionnaire_version = models.PositiveSmallIntegerField("version du questionnaire")
    nominative = models.BooleanField("réponses montrées avec le nom", default=False)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ouverte_le = models.DateTimeField("ouverte le", auto_now_add=True)
    # Once frozen, `retenus` is the result: question → level. Nothing writes it again.
    figee_le = models.DateTimeField("figée le", null=True, blank=True)
    figee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    retenus = models.JSONField("niveaux retenus", default=dict, blank=True)
    nb_reponses = models.PositiveSmallIntegerField("réponses comptées", default=0)

    class Meta:
        verbose_name = "campagne d’autodiagnostic"
        verbose_name_plural = "campagnes d’autodiagnostic"
        ordering = ("-jour", "-pk")

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("diagnostic:campagne", args=[self.siren, self.pk])

    @property
    def est_figee(self) -> bool:
        return self.figee_le is not None

    @property
    def questionnaire(self) -> Questionnaire:
        return load_questionnaires()[self.questionnaire_version]


class Mode(models.TextChoices):
    COMPTE = "compte", "Avec son compte"
    LIEN = "lien", "Par un lien"
    ATELIER = "atelier", "Sur papier, tapée ensuite"


class Participation(models.Model):
    """One person's answers, or those of a workshop; `nom` is how colleagues call her."""

    campagne = models.ForeignKey(Campagne, models.CASCADE, related_name="participations")
    mode = models.CharField(max_length=10, choices=Mode)
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    nom = models.CharField(max_length=NOM_MAX, blank=True)
    reponses = models.JSONField("réponses", default=dict, blank=True)
    # The questions whose level was proposed by the data and accepted as it was.
    acceptees = models.JSONField("niveaux proposés acceptés", default=list, blank=True)
    commencee_le = models.DateTimeField("commencée le", auto_now_add=True)
    modifiee_le = models.DateTimeField("modifiée le", auto_now=True)
    envoyee_le = models.DateTimeField("envoyée le", null=True, blank=True)

    class Meta:
        verbose_name = "participation"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("campagne", "utilisateur"),
                condition=models.Q(utilisateur__isnull=False, mode=Mode.COMPTE),
                name="diagnostic_participation_une_par_membre",
            ),
        )

    def __str__(self) -> str:
        return self.libelle

    @property
    def libelle(self) -> str:
        if self.mode == Mode.COMPTE and self.utilisateur:
            return self.utilisateur.nom_complet
        return self.nom or "Sans nom"


class Accord(Versionne):
    """The level settled for a question, with why; `version` counts its writings."""

    campagne = models.ForeignKey(Campagne, models.CASCADE, related_name="accords")
    question = models.CharField(max_length=60)
    niveau = models.PositiveSmallIntegerField()
    raison = models.CharField(max_length=500)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "accord"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("campagne", "question"), name="diagnostic_accord_un_par_question"
            ),
        )

    def __str__(self) -> str:
        return f"{self.question} : {self.niveau}"


class ChoixApproche(models.Model):
    """The approach chosen one day; the last one holds, the former ones stay."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="choix_approche")
    approche = models.CharField(
        max_length=40, choices=[(valeur.value, valeur.libelle) for valeur in Approche]
    )
    raison = models.CharField("pourquoi", max_length=500)
    reponses = models.JSONField("réponses", default=dict, blank=True)
    # In words: the questions may change later, what decided that day does not.
    decisions = models.JSONField("réponses qui ont compté", default=list, blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    choisie_le = models.DateTimeField("choisie le", auto_now_add=True)

    class Meta:
        verbose_name = "choix d’une approche"
        verbose_name_plural = "choix d’une approche"
        ordering = ("-choisie_le", "-pk")

    def __str__(self) -> str:
        return self.get_approche_display()
