"""What people of a space say to each other, each discussion about one thing."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from spaser.web.commun.models.corbeille import Ecartable
from spaser.web.commun.versions import Versionne
from spaser.web.organisations.models import Espace

TEXTE_MAX = 4000


class Discussion(models.Model):
    """The talk about one thing of a space: its key, its name, where it is."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="discussions")
    objet = models.CharField(max_length=120)
    titre = models.CharField(max_length=300)
    adresse = models.CharField(max_length=300)
    ouverte_le = models.DateTimeField("ouverte le", auto_now_add=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)
    close_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        """One talk for one thing of one space."""

        verbose_name = "discussion"
        ordering = ("-ouverte_le", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["espace", "objet"], name="commun_discussion_unique"),
        )

    def __str__(self) -> str:
        return self.titre


class Commentaire(Versionne, Ecartable):
    """What somebody said, in a discussion."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="commentaires")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    texte = models.TextField(max_length=TEXTE_MAX)
    ecrit_le = models.DateTimeField("écrit le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", null=True, blank=True)

    class Meta:
        """As they were said."""

        verbose_name = "commentaire"
        ordering = ("ecrit_le", "pk")

    def __str__(self) -> str:
        return self.texte[:80]

    @property
    def nom_auteur(self) -> str:
        """Return who said it, even once her account is gone."""
        return self.auteur.nom_complet if self.auteur else "Compte effacé"


class Mention(models.Model):
    """Somebody was called to a comment."""

    commentaire = models.ForeignKey(Commentaire, models.CASCADE, related_name="mentions")
    membre = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions_recues"
    )
    lue_le = models.DateTimeField("lue le", null=True, blank=True)

    class Meta:
        """The latest first; one call for one person and one comment."""

        verbose_name = "mention"
        ordering = ("-commentaire__ecrit_le", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["commentaire", "membre"], name="equipe_mention_unique"),
        )

    def __str__(self) -> str:
        return f"{self.membre} : {self.commentaire}"


class ReglageMentions(models.Model):
    """Whether somebody wants a mail when she is called; without a line, she does."""

    membre = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    courriel = models.BooleanField(default=True)

    class Meta:
        verbose_name = "réglage des mentions"
        verbose_name_plural = "réglages des mentions"

    def __str__(self) -> str:
        return f"{self.membre} : {'courriel' if self.courriel else 'pas de courriel'}"
