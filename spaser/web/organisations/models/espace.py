"""Where one works for a buyer."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.urls import reverse

from spaser.demonstration.territoire import ACHETEURS
from spaser.documents.francais import name_inconnu
from spaser.web.organisations.models.organisation import SIREN, TYPES, Organisation

_FICTIFS: Final = frozenset(acheteur.siren for acheteur in ACHETEURS)
MENTION_ESSAI: Final = "Établi par un compte non rattaché à cet acheteur."


class Espace(models.Model):
    """The space of an organisation, or the private trial of somebody who is not yet of it.

    Every tool's model points here. A trial becomes the space of the organisation that its owner
    joins when that one has nothing yet; else it ends and stays hers, to read.
    """

    siren = models.CharField("SIREN", max_length=9, validators=[SIREN])
    nom = models.CharField("nom de l’organisation", max_length=200)
    organisation = models.OneToOneField(
        Organisation, models.CASCADE, null=True, blank=True, related_name="espace"
    )
    proprietaire = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="espaces_essai",
    )
    type = models.CharField("type de structure", max_length=30, choices=TYPES, blank=True)
    code_region = models.CharField("code de la région", max_length=3, blank=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    essai_fini_le = models.DateTimeField("fin de l’essai", null=True, blank=True)

    class Meta:
        verbose_name = "espace"
        ordering = ("nom", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False)
                ^ models.Q(proprietaire__isnull=False),
                name="organisations_espace_a_quelqu_un",
            ),
            models.UniqueConstraint(
                fields=["proprietaire", "siren"],
                condition=models.Q(essai_fini_le__isnull=True),
                name="organisations_espace_ouvert_unique",
            ),
        )

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("accueil:accueil", args=[self.siren])

    def hold(self) -> None:
        """Let one person at a time write in it, until the transaction ends."""
        type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)

    @property
    def est_nomme(self) -> bool:
        """Say whether somebody or some file said what it is called, more than its number."""
        return " ".join(self.nom.split()) not in {
            "",
            self.siren,
            " ".join(name_inconnu(self.siren).split()),
        }

    @property
    def est_essai(self) -> bool:
        return self.organisation_id is None

    @property
    def est_invente(self) -> bool:
        """Say whether its number is one that was invented to show the site, wherever it stands."""
        return self.siren in _FICTIFS

    @property
    def est_fictif(self) -> bool:
        return settings.DEMONSTRATION and self.est_invente

    @property
    def mention(self) -> str:
        """Return what every page, file and link of a trial says; nothing for an organisation's."""
        return MENTION_ESSAI if self.est_essai else ""

    @property
    def est_garde(self) -> bool:
        """Say whether it is a trial that ended without an organisation: read, not written."""
        return self.est_essai and self.essai_fini_le is not None


class CollegueEssai(models.Model):
    """The one colleague that the owner of a trial invites to work in it."""

    espace = models.OneToOneField(Espace, models.CASCADE, related_name="collegue")
    courriel = models.EmailField("adresse électronique")
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="essais_partages",
    )
    invite_le = models.DateTimeField("invité le", auto_now_add=True)
    accepte_le = models.DateTimeField("accepté le", null=True, blank=True)

    class Meta:
        verbose_name = "collègue d’un essai"
        verbose_name_plural = "collègues d’un essai"

    def __str__(self) -> str:
        return self.courriel


class Ecartables[E: Ecartable](models.QuerySet[E]):
    def presentes(self) -> Ecartables[E]:
        """Keep those that nobody put aside."""
        return self.filter(ecarte_le__isnull=True)

    def ecartees(self) -> Ecartables[E]:
        return self.filter(ecarte_le__isnull=False).order_by("-ecarte_le", "-pk")


class Ecartable(models.Model):
    """A line that goes to the bin of its space for thirty days, then is erased."""

    ecarte_le = models.DateTimeField("écarté le", null=True, blank=True, db_index=True)
    ecarte_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = Ecartables.as_manager()

    class Meta:
        abstract = True
