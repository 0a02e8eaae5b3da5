"""A plan of a space."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.urls import reverse

from spaser.metier.indicateurs import SousTheme
from spaser.metier.politiques import EtatPlan, ObjectifAchats, Plan, PlanExistant, find_plan
from spaser.web.commun.versions import Versionne
from spaser.web.organisations.models import Espace

CHOIX_ETAT: Final = [(etat.value, etat.libelle) for etat in EtatPlan]


class Politique(Versionne):
    """A plan of the catalogue by its code, or one that only this buyer has."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="politiques")
    code_plan = models.CharField("plan du catalogue", max_length=40, blank=True)
    nom = models.CharField("nom", max_length=200)
    etat = models.CharField("état", max_length=12, choices=CHOIX_ETAT, default=EtatPlan.EXISTE)
    debut = models.PositiveSmallIntegerField("première année", null=True, blank=True)
    fin = models.PositiveSmallIntegerField("dernière année", null=True, blank=True)
    service = models.CharField("service ou fonction pilote", max_length=200, blank=True)
    lien = models.URLField("adresse du document", max_length=500, blank=True)
    document = models.CharField("où trouver le document", max_length=300, blank=True)
    sous_themes = models.JSONField("thèmes", default=list, blank=True)
    objectifs = models.JSONField("objectifs", default=list, blank=True)
    modifie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "politique"
        ordering = ("nom", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["espace", "code_plan"],
                condition=~models.Q(code_plan=""),
                name="politiques_politique_unique",
            ),
        )

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("politiques:fiche", args=[self.espace.siren, self.pk])

    @property
    def plan(self) -> Plan | None:
        return find_plan(self.code_plan)

    @property
    def existe(self) -> bool:
        return self.etat in {EtatPlan.EXISTE, EtatPlan.PREPARATION}

    @property
    def periode(self) -> str:
        if self.debut and self.fin:
            return f"{self.debut}-{self.fin}"
        if self.debut:
            return f"depuis {self.debut}"
        return f"jusqu’en {self.fin}" if self.fin else ""

    @property
    def nom_date(self) -> str:
        plan = self.plan
        return " ".join(filter(None, [plan.nom_court if plan else self.nom, self.periode]))

    def list_objectifs(self) -> tuple[ObjectifAchats, ...]:
        return tuple(
            ObjectifAchats(
                texte=objectif["texte"],
                sous_theme=SousTheme(objectif["sous_theme"]) if objectif["sous_theme"] else None,
                indicateur=objectif["indicateur"],
            )
            for objectif in self.objectifs
        )

    def read(self) -> PlanExistant:
        plan = self.plan
        return PlanExistant(
            nom=self.nom_date,
            sous_themes=tuple(SousTheme(code) for code in self.sous_themes),
            indicateurs=plan.indicateurs if plan else (),
            objectifs=self.list_objectifs(),
        )
