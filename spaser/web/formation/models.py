"""How far people are in a module, what they were handed, and counts that name nobody."""

from __future__ import annotations

from typing import Final

import msgspec
from django.conf import settings
from django.db import models
from django.urls import reverse

from spaser.metier.apprentissage import Suivi
from spaser.metier.editorial import CODE_MAX
from spaser.metier.registre.nomenclatures import Nomenclature

EMPREINTE: Final = 64


class Progression(models.Model):
    """What somebody with an account answered in a lesson: her last answers, whether it is done."""

    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="progressions"
    )
    lecon = models.CharField("code de la leçon", max_length=CODE_MAX)
    version = models.CharField("version de la leçon", max_length=16)
    reponses = models.JSONField("réponses", default=dict, blank=True)
    faite = models.BooleanField("terminée", default=False)
    commencee_le = models.DateTimeField("commencée le", auto_now_add=True)
    modifiee_le = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        verbose_name = "progression"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["personne", "lecon"], name="formation_une_progression_par_lecon"
            ),
        )

    def __str__(self) -> str:
        return self.lecon

    @property
    def suivi(self) -> Suivi:
        lu = {"version": self.version, "reponses": self.reponses, "faite": self.faite}
        return msgspec.convert(lu, type=Suivi)


class Compte(Nomenclature):
    COMMENCE = "commence", "Commencés"
    TERMINE = "termine", "Terminés"
    REPONSE = "reponse", "Réponses"
    JUSTE = "juste", "Réponses justes"
    ATTESTATION = "attestation", "Attestations"


class CompteDuJour(models.Model):
    """How many times something happened on a day, to nobody that can be known.

    `sujet` is the code of a module, of a lesson, or `lesson/question`.
    """

    sujet = models.CharField("sujet", max_length=2 * CODE_MAX + 1)
    compte = models.CharField(
        "ce qui est compté", max_length=12, choices=[(c.value, c.libelle) for c in Compte]
    )
    jour = models.DateField("jour")
    nombre = models.PositiveIntegerField("nombre", default=0)

    class Meta:
        verbose_name = "compte du jour"
        verbose_name_plural = "comptes du jour"
        ordering = ("jour", "sujet", "compte")
        constraints = (
            models.UniqueConstraint(
                fields=["sujet", "compte", "jour"], name="formation_un_compte_par_jour"
            ),
        )

    def __str__(self) -> str:
        return f"{self.sujet} : {self.nombre}"


class Attestation(models.Model):
    """What proves that a module was followed; the name is kept only as a salted hash."""

    code = models.CharField("code", max_length=40, unique=True)
    module = models.CharField("code du module", max_length=CODE_MAX)
    titre = models.CharField("titre du module ce jour-là", max_length=300)
    version = models.CharField("version du module", max_length=16)
    jour = models.DateField("jour", db_index=True)
    sel = models.CharField("sel", max_length=EMPREINTE)
    empreinte = models.CharField("empreinte du nom", max_length=EMPREINTE)

    class Meta:
        verbose_name = "attestation"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("formation:verifier", args=[self.code])
