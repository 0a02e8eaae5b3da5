"""A public buyer."""

from __future__ import annotations

from typing import Any, Final

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

from spaser.donnees.referentiels.annuaire import name_departement, name_region
from spaser.lettres import fold_mots
from spaser.metier.registre.nomenclatures import TypeStructure

SIREN: Final = RegexValidator(r"^\d{9}\Z", "Un SIREN compte neuf chiffres.")
TYPES: Final = [(type_.value, type_.libelle) for type_ in TypeStructure]


class IdentiteOrganisation(models.TextChoices):
    REFERENCE = "reference", "Connue des tables de référence"
    A_VERIFIER = "a_verifier", "À vérifier"
    VERIFIEE = "verifiee", "Vérifiée par l’équipe du programme"


class Organisation(models.Model):
    """A buyer: one SIREN, its name and its territory."""

    siren = models.CharField("SIREN", max_length=9, unique=True, validators=[SIREN])
    nom = models.CharField("nom", max_length=200)
    nom_plie = models.CharField("nom sans accent", max_length=220, editable=False)
    type = models.CharField("type de structure", max_length=40, choices=TYPES, blank=True)
    code_region = models.CharField("code de la région", max_length=3, blank=True)
    codes_departement = models.JSONField("codes des départements", default=list, blank=True)
    population = models.PositiveIntegerField("nombre d’habitants", null=True, blank=True)
    identite = models.CharField(
        "identité", max_length=10, choices=IdentiteOrganisation, db_index=True
    )
    second_facteur_exige = models.BooleanField(
        "second facteur exigé des membres", default=False, db_default=False
    )
    creee_le = models.DateTimeField("créée le", auto_now_add=True)
    modifiee_le = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        verbose_name = "organisation"
        ordering = ("nom", "siren")

    def __str__(self) -> str:
        return self.nom

    def save(self, *args: Any, **options: Any) -> None:
        """Keep the name that searches read in step; words stand between blanks."""
        self.nom_plie = f" {fold_mots(self.nom)} "
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return reverse("organisations:organisation", args=[self.siren])

    @property
    def code_departement(self) -> str:
        return self.codes_departement[0] if self.codes_departement else ""

    @property
    def nom_region(self) -> str:
        return name_region(self.code_region)

    @property
    def noms_departement(self) -> list[str]:
        return [f"{name_departement(code)} ({code})" for code in self.codes_departement]

    @property
    def est_a_verifier(self) -> bool:
        """Say whether somebody typed its name and nobody checked it."""
        return self.identite == IdentiteOrganisation.A_VERIFIER
