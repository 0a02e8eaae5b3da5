"""Questionnaires, and their answers, that nothing leads to anybody.

What somebody answered (`Reponse`, `Commentaire`) and that she has answered (`Repondu`) share no
key, no moment and no order: see `services.reponses` and decision 60.
"""

from __future__ import annotations

import uuid
from datetime import date

import msgspec
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property

from spaser.metier.editorial import CODE_MAX
from spaser.metier.questionnaires.modele import (
    EtatQuestionnaire,
    Moment,
    Question,
    find_etat,
)
from spaser.metier.questionnaires.temoignages import FONCTION_MAX, TEXTE_MAX, EtatTemoignage
from spaser.web.commun.versions import Versionne

TITRE_MAX = 150


class Questionnaire(Versionne):
    """A questionnaire; `edition` and `evenement` are codes of what it is about, or empty.

    Closed by hand, it takes no answer from that moment on: `clos_le` is its last day, and holds
    until another last day is given.
    """

    code = models.SlugField("code", max_length=CODE_MAX, unique=True)
    titre = models.CharField("titre", max_length=TITRE_MAX)
    presentation = models.TextField("présentation", blank=True)
    moment = models.CharField(
        "moment", max_length=12, choices=[(m.value, m.libelle) for m in Moment]
    )
    edition = models.CharField("code de l’édition", max_length=CODE_MAX, blank=True, db_index=True)
    evenement = models.CharField("code de l’événement", max_length=CODE_MAX, blank=True)
    par_lien = models.BooleanField("ouvert à qui a le lien", default=True)
    resultats_publics = models.BooleanField("résultats publics", default=False)
    ouvre_le = models.DateField("ouvre le", null=True, blank=True)
    ferme_le = models.DateField("dernier jour", null=True, blank=True)
    clos_le = models.DateField("fermé ce jour-là", null=True, blank=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)

    class Meta:
        verbose_name = "questionnaire"
        ordering = ("-cree_le", "-pk")

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("questionnaires:repondre", args=[self.code])

    def find_etat(self, jour: date) -> EtatQuestionnaire:
        return find_etat(self.ouvre_le, self.ferme_le, jour, self.clos_le)


class VersionQuestionnaire(models.Model):
    """What a questionnaire asks; results of two versions are told apart. The last one is asked."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="versions")
    numero = models.PositiveSmallIntegerField("numéro")
    questions = models.JSONField("questions", default=list)

    class Meta:
        verbose_name = "version d’un questionnaire"
        ordering = ("numero",)
        constraints = (
            models.UniqueConstraint(
                fields=["questionnaire", "numero"], name="questionnaires_une_version_par_numero"
            ),
        )

    def __str__(self) -> str:
        return f"{self.questionnaire_id} {self.numero}"

    @cached_property
    def lues(self) -> tuple[Question, ...]:
        return msgspec.convert(self.questions, type=tuple[Question, ...])


class _Anonyme(models.Model):
    """A row that only its version leads to; `comptee` once it is among the results."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(VersionQuestionnaire, models.CASCADE, related_name="%(class)ss")
    comptee = models.BooleanField("dans les résultats", default=False)

    class Meta:
        abstract = True


class Reponse(_Anonyme):
    """The notes and choices of somebody, by code of question; her words are apart."""

    valeurs = models.JSONField("valeurs", default=dict)

    class Meta:
        verbose_name = "réponse"

    def __str__(self) -> str:
        return str(self.pk)


class Commentaire(_Anonyme):
    """What somebody wrote to a question, and whether it may be published after reading.

    `annee` is that in which it was counted: what was not published is erased two years later.
    """

    question = models.CharField("code de la question", max_length=CODE_MAX)
    texte = models.TextField("texte", max_length=TEXTE_MAX)
    publiable = models.BooleanField("peut être publié", default=False)
    fonction = models.CharField("fonction", max_length=FONCTION_MAX, blank=True)
    etat = models.CharField(
        "état",
        max_length=8,
        choices=[(e.value, e.libelle) for e in EtatTemoignage],
        default=EtatTemoignage.A_LIRE.value,
    )
    extrait = models.TextField("ce qui est publié", max_length=TEXTE_MAX, blank=True)
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)

    class Meta:
        verbose_name = "commentaire"

    def __str__(self) -> str:
        return self.texte[:60]


class Invitation(models.Model):
    """The right to answer once, sent by mail: neither the address nor the link can be read here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="invitations")
    destinataire = models.CharField("empreinte de l’adresse", max_length=64)
    empreinte = models.CharField("empreinte du lien", max_length=64, unique=True)

    class Meta:
        verbose_name = "invitation à répondre"
        constraints = (
            models.UniqueConstraint(
                fields=["questionnaire", "destinataire"], name="questionnaires_une_invitation"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Repondu(models.Model):
    """That a link, or a network on a day (`jour`, then forgotten), was used; not what was said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="repondus")
    empreinte = models.CharField("empreinte", max_length=64)
    jour = models.DateField("jour d’un lien public", null=True, blank=True)

    class Meta:
        verbose_name = "réponse donnée"
        constraints = (
            models.UniqueConstraint(
                fields=["questionnaire", "empreinte"], name="questionnaires_une_fois"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)
