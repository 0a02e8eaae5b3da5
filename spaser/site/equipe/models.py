"""What the team ticks each month, and what it notes of each buyer it got in touch with."""

from typing import Final

from django.db import models

from spaser.regles import bureau
from spaser.regles.editions import JALONS
from spaser.site.comptes.models import name_personne
from spaser.site.organisations.models import Espace

# --- What an organisation lets the programme know of its space, and what is counted of those ---


MOT_MAX: Final = 500


class Participation(models.Model):
    """What a space agrees to; without a line, to nothing.

    `comptee`: its furthest step counts among the others. `aide`: the team reads that it would like
    some help, and `mot`.
    """

    espace = models.OneToOneField(Espace, models.CASCADE, related_name="participation")
    comptee = models.BooleanField("compte parmi les autres", default=False)
    aide = models.BooleanField("demande de l’aide", default=False, db_index=True)
    mot = models.CharField("ce qui aiderait", max_length=MOT_MAX, blank=True)
    aide_le = models.DateTimeField("aide demandée le", null=True, blank=True)
    auteur = name_personne()
    modifiee_le = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        db_table = "bilan_participation"
        verbose_name = "participation au programme"
        verbose_name_plural = "participations au programme"

    def __str__(self) -> str:
        return f"Participation de {self.espace}"


class Axe(models.TextChoices):
    ENSEMBLE = "ensemble", "Ensemble"
    REGION = "region", "Région"
    TYPE = "type", "Nature"


class CompteJalon(models.Model):
    """How many buyers are at a step, as it may be shown: None when the number is hidden.

    `jalon` is empty for all the steps together. Nothing else is kept of what was counted.
    """

    axe = models.CharField("axe", max_length=10, choices=Axe)
    valeur = models.CharField("valeur", max_length=40, blank=True)
    jalon = models.CharField(
        "étape", max_length=12, blank=True, choices=[(j.value, j.libelle) for j in JALONS]
    )
    nombre = models.PositiveIntegerField("nombre", null=True)
    jour = models.DateField("jour")

    class Meta:
        db_table = "bilan_comptejalon"
        verbose_name = "compte par étape"
        verbose_name_plural = "comptes par étape"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("axe", "valeur", "jalon"), name="bilan_compte_unique"),
        )

    def __str__(self) -> str:
        return f"{self.axe} {self.valeur} {self.jalon}"


class Coche(models.Model):
    """That a line of the month's list is done, and by whom."""

    mois = models.CharField("mois", max_length=7)  # « 2026-11 »
    besoin = models.CharField(
        "à faire", max_length=20, choices=[(b.code, b.titre) for b in bureau.BESOINS]
    )
    fait_le = models.DateTimeField("fait le")
    fait_par = name_personne()

    class Meta:
        db_table = "bureau_coche"
        verbose_name = "point du mois"
        verbose_name_plural = "points du mois"
        ordering = ("-mois", "pk")
        constraints = (
            models.UniqueConstraint(fields=["mois", "besoin"], name="bureau_coche_unique"),
        )

    def __str__(self) -> str:
        return f"{self.besoin} ({self.mois})"


class Contact(models.Model):
    """That somebody of the team got in touch with a buyer, and what came out of it.

    `note` is about the buyer: no name of a person is asked for.
    """

    siren = models.CharField("SIREN", max_length=9, db_index=True)
    nom = models.CharField("nom de l’acheteur", max_length=300)
    jour = models.DateField("jour")
    canal = models.CharField(
        "moyen", max_length=12, choices=[(c.value, c.libelle) for c in bureau.Canal]
    )
    resultat = models.CharField(
        "résultat", max_length=14, choices=[(r.value, r.libelle) for r in bureau.IssueContact]
    )
    note = models.TextField("note", max_length=2000, blank=True)
    relance_le = models.DateField("à recontacter le", null=True, blank=True, db_index=True)
    auteur = name_personne()
    note_le = models.DateTimeField("noté le", auto_now_add=True)

    class Meta:
        db_table = "bureau_contact"
        verbose_name = "contact avec un acheteur"
        verbose_name_plural = "contacts avec des acheteurs"
        ordering = ("-jour", "-pk")

    def __str__(self) -> str:
        return f"{self.nom}, {self.jour:%d/%m/%Y}"

    @property
    def est_clos(self) -> bool:
        """Say whether nobody needs to call again."""
        return self.resultat in bureau.CLOS
