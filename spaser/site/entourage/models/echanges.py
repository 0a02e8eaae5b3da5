"""What buyers ask and answer one another, who follows, what is reported."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from spaser.moteur.referentiels.annuaire import name_departement
from spaser.site.comptes.models import name_personne
from spaser.site.entourage.models.groupes import GroupeAcheteurs
from spaser.site.organisations.models import Organisation
from spaser.site.socle.formulaires import URL_MAX
from spaser.site.socle.models import Requete
from spaser.site.socle.versions import Versionne

RETIREE: Final = "Question retirée par son auteur"
LISIBLE: Final = Q(retire_le=None, cache_le=None)


class Qualite(models.TextChoices):
    """As whom somebody writes."""

    ACHETEUR = "acheteur", "Acheteur"
    CONSEIL = "conseil", "Conseil"
    PROGRAMME = "programme", "Équipe du programme"


class EchangePublic(Versionne):
    """A question, or an answer to one (`question`).

    `nomme_le` is when its author agreed to be named; without it, readers see `signature`. What she
    takes out comes back for thirty days; what the team hides is hers alone to read, with `motif`.
    A question has a `titre` and perhaps a `sujet`, a kind and a code (« indicateur:SOC-05 »). Asked
    of one body (`adressee_a`), it is between the two until its author makes it public. `vue_le`:
    the team knows that nobody answered, and needs no telling again. Asked in a `groupe`, it is
    read by who reads that group, and never public. `suivis` are told of the answers.
    """

    question = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="reponses"
    )
    groupe = models.ForeignKey(GroupeAcheteurs, models.CASCADE, null=True, related_name="questions")
    auteur = name_personne()
    qualite = models.CharField("en tant que", max_length=10, choices=Qualite)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    nomme_le = models.DateTimeField("nom montré depuis le", null=True)
    titre = models.CharField("titre", max_length=150, blank=True)
    texte = models.TextField("texte", max_length=5000, blank=True)
    source = models.CharField("source", max_length=URL_MAX, blank=True)
    sujet = models.CharField("sujet", max_length=80, blank=True, db_index=True)
    adressee_a = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    publique_le = models.DateTimeField("publique depuis le", null=True)
    ecrit_le = models.DateTimeField("écrit le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", null=True)
    retenue_le = models.DateTimeField("retenue le", null=True)
    retire_le = models.DateTimeField("retiré le", null=True)
    cache_le = models.DateTimeField("masqué le", null=True)
    motif = models.TextField("motif", max_length=2000, blank=True)
    vue_le = models.DateTimeField("vue par l’équipe le", null=True)
    suivis = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    class Meta:
        verbose_name = "échange entre acheteurs"
        verbose_name_plural = "échanges entre acheteurs"
        ordering = ("-ecrit_le", "-pk")
        indexes = (models.Index(fields=["-ecrit_le", "-id"], name="echange_recent"),)

    def __str__(self) -> str:
        return RETIREE if self.racine.retire_le else self.racine.titre

    def get_absolute_url(self) -> str:
        adresse = reverse("echanges:question", args=[self.racine.pk])
        return f"{adresse}#reponse-{self.pk}" if self.question else adresse

    @property
    def racine(self) -> EchangePublic:
        """Return the question that it asks or answers."""
        return self.question or self

    @property
    def signature(self) -> str:
        """Return what is shown of its author without her consent."""
        sienne = self.organisation
        if sienne is None:
            return self.get_qualite_display()
        lieu = name_departement(sienne.code_departement) or sienne.nom_region
        return ", ".join(filter(None, ["Un acheteur", lieu]))

    @property
    def par(self) -> str:
        """Return who wrote, as everybody reads it."""
        if self.auteur is None or self.auteur.efface_le:
            return "Compte effacé"
        lieu = self.organisation.nom if self.organisation else self.signature
        nom = f"{self.auteur.prenom} {self.auteur.nom}".strip()
        return ", ".join(filter(None, [nom, lieu])) if self.nomme_le else self.signature


class SignalementEchange(Requete):
    """Somebody says that a question, or an answer, breaks the rules."""

    echange = models.ForeignKey(EchangePublic, models.CASCADE, related_name="signalements")

    def __str__(self) -> str:
        return self.message[:80]
