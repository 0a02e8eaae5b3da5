"""The scheme that a space writes: what it says of the whole, and of each heading."""

from __future__ import annotations

from typing import Any

import msgspec
from django.conf import settings
from django.db import models

from spaser.documents.document import Bloc
from spaser.documents.francais import format_date_courte
from spaser.web.commun.versions import Versionne
from spaser.web.organisations.models import Espace


class Moment(models.TextChoices):
    """Where a buyer is: what the first page of its space puts forward."""

    CHIFFRES = "chiffres", "Je veux mes chiffres"
    PREPARE = "prepare", "Je prépare"
    ECRIT = "ecrit", "J’écris"
    ADOPTE = "adopte", "Mon schéma est adopté"


class Schema(Versionne):
    """What is said once of the scheme of a space; there is no line before anything is said.

    `duree` is the length of the preparation, in months. To say where one is makes the line, at its
    first version: it is no work, so a space where nothing else was done is still an empty one.
    """

    TRAVAIL = models.Q(version__gt=1)

    espace = models.OneToOneField(Espace, models.CASCADE, related_name="schema")
    moment = models.CharField("où vous en êtes", max_length=10, choices=Moment, blank=True)
    adoption = models.DateField("jour souhaité du vote", null=True, blank=True)
    duree = models.PositiveSmallIntegerField("durée de préparation", null=True, blank=True)
    couleur = models.CharField("couleur des titres", max_length=7, blank=True)
    fond = models.CharField("couleur de fond", max_length=7, blank=True)
    logo = models.BinaryField("logo", default=bytes, blank=True)
    modifie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "schéma"

    def __str__(self) -> str:
        return f"Schéma de {self.espace}"


class _Blocs(models.Model):
    """Words as blocks of a document, in its own form."""

    blocs = models.JSONField("texte", default=list, blank=True)

    class Meta:
        abstract = True

    def read_blocs(self) -> tuple[Bloc, ...]:
        return msgspec.convert(self.blocs, tuple[Bloc, ...])


def dump_blocs(blocs: tuple[Bloc, ...]) -> list[Any]:
    valeurs: list[Any] = msgspec.to_builtins(list(blocs))
    return valeurs


class Redaction(_Blocs, Versionne):
    """What a space says of a heading: its words, its title, its place, why it is set aside.

    Without a line, a heading is as the outline gives it. `titre` is empty when it keeps its own;
    `rang` when it keeps its place. A heading that the space added has a code that begins by
    `AJOUTEE`. `modifiee_par` and `modifiee_le` speak of its words alone.
    """

    AJOUTEE = "ajout_"

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="redactions")
    code = models.CharField("rubrique", max_length=30)
    partie = models.PositiveSmallIntegerField("partie")  # 1 to 4
    titre = models.CharField("titre", max_length=300, blank=True)
    rang = models.PositiveSmallIntegerField("place", null=True, blank=True)
    ecartee_pour = models.CharField("raison de l’écarter", max_length=300, blank=True)
    modifiee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    modifiee_le = models.DateTimeField("texte modifié le", null=True, blank=True)

    class Meta:
        verbose_name = "rubrique"
        ordering = ("partie", "rang", "pk")
        constraints = (
            models.UniqueConstraint(fields=("espace", "code"), name="redaction_rubrique_unique"),
        )

    def __str__(self) -> str:
        return self.titre or self.code


class TexteAncien(_Blocs):
    """The words that a heading had before somebody changed them."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="textes_anciens")
    code = models.CharField("rubrique", max_length=30)
    ecrit_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "texte ancien"
        ordering = ("-ecrit_le", "-pk")

    def __str__(self) -> str:
        return f"{self.code}, {format_date_courte(self.ecrit_le)}"


class Jalon(Versionne):
    """A step of the calendar, with its day; `code` is that of the usual step, or empty."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="jalons")
    code = models.CharField("étape type", max_length=30, blank=True)
    titre = models.CharField("étape", max_length=200)
    jour = models.DateField("jour")
    fait = models.BooleanField("fait", default=False)

    class Meta:
        verbose_name = "étape du calendrier"
        ordering = ("jour", "pk")

    def __str__(self) -> str:
        return self.titre


class Comite(Versionne):
    """A body that steers the scheme: who sits in it, what it does, when."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="comites")
    nom = models.CharField("comité", max_length=200)
    role = models.CharField("ce qu’il décide ou prépare", max_length=500, blank=True)
    membres = models.CharField("qui y siège", max_length=500, blank=True)
    quand = models.CharField("quand", max_length=200, blank=True)
    rang = models.PositiveSmallIntegerField("place", default=0)

    class Meta:
        verbose_name = "comité"
        ordering = ("rang", "pk")

    def __str__(self) -> str:
        return self.nom
