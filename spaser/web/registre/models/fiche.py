"""The public sheet of a scheme."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.text import slugify

from spaser.metier.dates import MOTIF_DATE, DatePartielle
from spaser.metier.registre.nomenclatures import Origine
from spaser.metier.statuts import Reperes, Statut, compute_statut

SIREN: Final = RegexValidator(r"^\d{9}$", "Un SIREN compte neuf chiffres.")
DATE_PARTIELLE: Final = RegexValidator(
    MOTIF_DATE,
    "Écrivez une année (2024), un mois (2024-06) ou un jour (2024-06-27).",
)
_SLUG_MAX: Final = 80
ORIGINES: Final = [(origine.value, origine.libelle) for origine in Origine]


class EtatFiche(models.TextChoices):
    """Whether the public sees the sheet."""

    PUBLIEE = "publiee", "Publiée"
    RETIREE = "retiree", "Retirée"
    FUSIONNEE = "fusionnee", "Fusionnée"


class FicheQuerySet(models.QuerySet["Fiche"]):
    """Sheets, as the pages ask for them."""

    def publiees(self) -> FicheQuerySet:
        """Keep what the public may see."""
        return self.filter(etat=EtatFiche.PUBLIEE)


class Fiche(models.Model):
    """One scheme (one edition) of one structure, as the public reads it.

    Unknown is an empty string or NULL, never a guess. Codes (`type`, `tranche_*`, `approche`,
    `obligation`, `statut_declare`, `confiance`) are the values of `spaser.metier`. A draft is never
    here: deposits live in `registre.depot` until `services.publication.publish_fiche`.
    """

    # Whose scheme
    structure = models.CharField("structure", max_length=200)
    siren = models.CharField("SIREN", max_length=9, blank=True, db_index=True, validators=[SIREN])
    type = models.CharField("type de structure", max_length=40, blank=True)
    code_region = models.CharField("code de la région", max_length=3, blank=True)
    codes_departement = models.JSONField("codes des départements", default=list, blank=True)
    population = models.PositiveIntegerField("nombre d’habitants", null=True, blank=True)
    tranche_habitants = models.CharField("tranche d’habitants", max_length=40, blank=True)
    montant_achats = models.PositiveBigIntegerField(
        "volume annuel d’achats (euros)", null=True, blank=True
    )
    annee_montant = models.PositiveSmallIntegerField("année du volume", null=True, blank=True)
    tranche_achats = models.CharField("tranche d’achats", max_length=40, blank=True)
    obligation = models.CharField("obligé ou volontaire", max_length=40, blank=True)

    # Which scheme
    titre = models.CharField("titre du schéma", max_length=200, blank=True)
    edition = models.PositiveSmallIntegerField("édition", null=True, blank=True)
    # The three dates are as precise as their source: 2024, 2024-06 or 2024-06-27
    debut = models.CharField("début", max_length=10, blank=True, validators=[DATE_PARTIELLE])
    fin = models.CharField("fin", max_length=10, blank=True, validators=[DATE_PARTIELLE])
    sans_terme = models.BooleanField("sans date de fin", default=False)
    adopte_le = models.CharField(
        "adopté le", max_length=10, blank=True, validators=[DATE_PARTIELLE]
    )
    statut_declare = models.CharField("statut déclaré", max_length=40, blank=True)
    mutualise = models.BooleanField("mutualisé", null=True, blank=True)
    mutualise_avec = models.JSONField("mutualisé avec", default=list, blank=True)
    approche = models.CharField("approche", max_length=40, blank=True)
    presentation = models.TextField("présentation", blank=True)
    contact_service = models.CharField("service à contacter", max_length=200, blank=True)
    contact_courriel = models.EmailField("adresse du service", blank=True)
    complements = models.JSONField(
        "parties du format ouvert gardées telles quelles", default=dict, blank=True
    )  # actions and indicators, that the sheet does not search

    # Its life in the register
    identifiant = models.CharField(
        "identifiant d’origine", max_length=80, unique=True, null=True, blank=True
    )
    slug = models.SlugField("nom dans l’adresse", max_length=_SLUG_MAX)
    origine = models.CharField("origine", max_length=10, choices=ORIGINES)
    confiance = models.CharField("confiance", max_length=1, blank=True)  # recensé: A, B or C
    etat = models.CharField(
        "état", max_length=10, choices=EtatFiche, default=EtatFiche.PUBLIEE, db_index=True
    )
    motif_retrait = models.TextField("motif du retrait", blank=True)
    fusionnee_dans = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="fusionnée dans",
        null=True,
        blank=True,
        related_name="fusionnees",
    )
    publiee_le = models.DateTimeField("publiée le")
    mise_a_jour_le = models.DateTimeField("mise à jour le")
    confirmee_le = models.DateTimeField("confirmée exacte le", null=True, blank=True)

    objects = FicheQuerySet.as_manager()

    class Meta:
        """Says how a sheet is named, and that a merged one says where it went."""

        verbose_name = "fiche"
        ordering = ("structure", "pk")
        constraints = (
            models.CheckConstraint(
                name="registre_fiche_fusionnee_dit_ou",
                condition=models.Q(etat="fusionnee", fusionnee_dans__isnull=False)
                | ~models.Q(etat="fusionnee"),
            ),
        )

    def __str__(self) -> str:
        return self.structure

    def save(self, **options: object) -> None:
        """Keep the name of the address in step with the structure."""
        self.slug = slugify(self.structure)[:_SLUG_MAX].strip("-") or "schema"
        super().save(**options)

    def get_absolute_url(self) -> str:
        """Return the public address: the name for people, the number for the machine."""
        return reverse("registre:fiche", args=[self.slug, self.pk])

    def reperes(self) -> Reperes:
        """Gather what the status is computed from."""
        return Reperes(
            declare=Statut(self.statut_declare) if self.statut_declare else None,
            adopte_le=_partielle(self.adopte_le),
            debut=_partielle(self.debut),
            fin=_partielle(self.fin),
            sans_terme=self.sans_terme,
        )

    def compute_statut(self, aujourd_hui: date) -> Statut:
        """Say where the scheme stands on a given day."""
        return compute_statut(self.reperes(), aujourd_hui)


def _partielle(texte: str) -> DatePartielle | None:
    return DatePartielle(texte) if texte else None
