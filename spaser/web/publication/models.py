"""The adopted scheme of a space, its publications, where they were posted, what was corrected."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse

from spaser.metier.publication.errata import Compte
from spaser.metier.publication.modele import (
    FONCTION_MAX,
    MOTIF_MAX,
    TEXTE_MAX,
    Contenu,
    EtatPublication,
)
from spaser.web.commun.versions import Versionne
from spaser.web.organisations.models import Espace
from spaser.web.registre.models import Depot

ADRESSE_MAX: Final = 500
_QUELQU_UN: Final[dict[str, Any]] = {
    "to": settings.AUTH_USER_MODEL,
    "on_delete": models.SET_NULL,
    "null": True,
    "blank": True,
    "related_name": "+",
}


class SchemaAdopte(Versionne):
    """What a space says of the scheme that it has; there is no line before it says anything.

    `echeance` is the day that somebody chose; empty, it is counted. `rappels` are the reminders
    that were sent, each once.
    """

    espace = models.OneToOneField(Espace, models.CASCADE, related_name="schema_adopte")
    adopte_le = models.DateField("adopté le", null=True, blank=True)
    rendu_public_le = models.DateField("rendu public le", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)
    adresse = models.URLField("adresse du document", max_length=ADRESSE_MAX, blank=True)
    derniere_publication = models.DateField(
        "dernière publication, faite ailleurs", null=True, blank=True
    )
    echeance = models.DateField("à publier avant le", null=True, blank=True)
    rappels = models.JSONField("rappels envoyés", default=list, blank=True)
    modifie_par = models.ForeignKey(**_QUELQU_UN)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "schéma adopté"
        verbose_name_plural = "schémas adoptés"

    def __str__(self) -> str:
        return f"Schéma adopté de {self.espace}"


class Publications(models.QuerySet["Publication"]):
    def publiees(self) -> Publications:
        return self.filter(etat=EtatPublication.PUBLIEE.value)

    def ouvertes(self) -> Publications:
        return self.exclude(etat=EtatPublication.PUBLIEE.value)


class Publication(Versionne):
    """The results of the years that end with `annee`.

    `contenu` is empty in a draft, which is read anew each time; it is written once, when somebody
    proposes it, and emptied only if it is sent back.
    """

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="publications")
    annee = models.PositiveSmallIntegerField(
        "dernière année publiée", validators=[MinValueValidator(2000)]
    )
    debut = models.PositiveSmallIntegerField("première année publiée")
    etat = models.CharField(
        "état",
        max_length=10,
        choices=[(e.value, e.libelle) for e in EtatPublication],
        default=EtatPublication.BROUILLON.value,
    )
    presentation = models.TextField("présentation", max_length=TEXTE_MAX, blank=True)
    methode = models.TextField("précisions de méthode", max_length=TEXTE_MAX, blank=True)
    incomplete = models.TextField(
        "raison de publier une année incomplète", max_length=MOTIF_MAX, blank=True, db_default=""
    )
    commentaires = models.JSONField("commentaires", default=dict, blank=True)
    contenu = models.JSONField("valeurs arrêtées", default=dict, blank=True)
    proposee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    proposee_le = models.DateTimeField("proposée le", null=True, blank=True)
    renvoi = models.CharField("raison du renvoi", max_length=MOTIF_MAX, blank=True)
    validee_par = models.ForeignKey(**_QUELQU_UN)
    fonction = models.CharField("validée par", max_length=FONCTION_MAX, blank=True)
    publiee_le = models.DateTimeField("publiée le", null=True, blank=True)
    depot = models.ForeignKey(
        Depot, models.SET_NULL, null=True, blank=True, related_name="publications"
    )
    modifie_par = models.ForeignKey(**_QUELQU_UN)
    modifie_le = models.DateTimeField("modifiée le", auto_now=True)

    objects = Publications.as_manager()

    class Meta:
        verbose_name = "publication"
        ordering = ("-annee", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("espace", "annee"), name="publication_annee_unique"),
            models.UniqueConstraint(
                fields=("espace",),
                condition=~models.Q(etat=EtatPublication.PUBLIEE.value),
                name="publication_ouverte_unique",
            ),
        )
        indexes = (models.Index(fields=("etat", "-publiee_le"), name="publication_publiees"),)

    def __str__(self) -> str:
        return f"{self.espace}, {self.debut} et {self.annee}"

    def get_absolute_url(self) -> str:
        return reverse("publication:publique", args=[self.espace.siren, self.annee])

    @property
    def annees(self) -> tuple[int, ...]:
        return tuple(range(self.debut, self.annee + 1))

    @property
    def est_publiee(self) -> bool:
        return self.etat == EtatPublication.PUBLIEE

    @property
    def est_proposee(self) -> bool:
        return self.etat == EtatPublication.PROPOSEE

    @property
    def est_fictive(self) -> bool:
        return self.espace.est_fictif

    @property
    def mention(self) -> str:
        """Return what marks it among the others; nothing on a site that shows real ones alone."""
        return "Exemple fictif" if self.est_fictive else ""

    def read_contenu(self) -> Contenu:
        return msgspec.convert(self.contenu, Contenu)


def dump_contenu(contenu: Contenu) -> dict[str, Any]:
    """Return what is published as the database keeps it: amounts and days as text."""
    valeurs: dict[str, Any] = msgspec.to_builtins(contenu)
    return valeurs


class MiseEnLigne(models.Model):
    """Where a publication was posted on the buyer's own site, and how it was checked."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="mises_en_ligne")
    adresse = models.URLField("adresse", max_length=ADRESSE_MAX)
    jour = models.DateField("en ligne depuis le")
    notee_par = models.ForeignKey(**_QUELQU_UN)
    notee_le = models.DateTimeField("notée le", auto_now_add=True)
    constat = models.CharField("ce que la page répond", max_length=200, blank=True)
    repond = models.BooleanField("la page répond", null=True, blank=True)
    verifiee_le = models.DateTimeField("vérifiée le", null=True, blank=True)

    class Meta:
        verbose_name = "mise en ligne"
        verbose_name_plural = "mises en ligne"
        ordering = ("-jour", "-pk")

    def __str__(self) -> str:
        return self.adresse


class Erratum(models.Model):
    """A correction made after publication: the values that were published stay beside it."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="errata")
    cle = models.CharField("indicateur", max_length=60, blank=True)
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)
    valeur = models.DecimalField(
        "valeur corrigée", max_digits=20, decimal_places=6, null=True, blank=True
    )
    compte = models.JSONField("compte de la valeur corrigée", null=True, blank=True)
    texte = models.CharField("ce qui est corrigé, et pourquoi", max_length=MOTIF_MAX)
    auteur = models.ForeignKey(**_QUELQU_UN)
    note_le = models.DateTimeField("noté le", auto_now_add=True)

    class Meta:
        verbose_name = "erratum"
        verbose_name_plural = "errata"
        ordering = ("note_le", "pk")

    def __str__(self) -> str:
        return self.texte

    def read_compte(self) -> Compte | None:
        """Return what a corrected rate is a share of; None when it was not given."""
        return msgspec.convert(self.compte, Compte | None)
