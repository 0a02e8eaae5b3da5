"""What a team keeps of its work together, beside the tools of its space."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from spaser.metier.corrections.suite import Attente, Trait
from spaser.web.commun.versions import Versionne
from spaser.web.organisations.models import Ecartable, Espace

TEXTE_MAX = 4000
SIGNATURE_MAX = 200


class LieAuMarche(models.Model):
    """What is said of a contract, and on what it was said: it follows the contract in new data.

    `trait` is what the contract said that day; `attente` is why it waits for the buyer.
    """

    trait = models.JSONField("ce que disait le marché", default=dict, blank=True)
    attente = models.CharField(
        "ce qui manque",
        max_length=10,
        choices=[(valeur.value, valeur.libelle) for valeur in Attente],
        default="",
        blank=True,
    )

    class Meta:
        abstract = True

    @property
    def vise(self) -> Trait:
        return Trait.read(self.trait)

    @property
    def raison(self) -> Attente:
        return Attente(self.attente)


class Discussion(LieAuMarche):
    """The talk about one thing: its key, its name, where it is; of a space, or of the site."""

    espace = models.ForeignKey(
        Espace, models.CASCADE, null=True, blank=True, related_name="discussions"
    )
    objet = models.CharField(max_length=120)
    titre = models.CharField(max_length=300)
    adresse = models.CharField(max_length=300)
    ouverte_le = models.DateTimeField("ouverte le", auto_now_add=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)
    close_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "discussion"
        ordering = ("-ouverte_le", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["espace", "objet"],
                nulls_distinct=False,
                name="commun_discussion_unique",
            ),
        )

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        """Return the place, on its page, where it is read."""
        return f"{self.adresse}#discussion"


class Commentaire(Versionne, Ecartable):
    """What somebody said, in a discussion; `signature`: who said it by a link, without account."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="commentaires")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    signature = models.CharField(
        "dit par", max_length=SIGNATURE_MAX, blank=True, default="", db_default=""
    )
    texte = models.TextField(max_length=TEXTE_MAX)
    ecrit_le = models.DateTimeField("écrit le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", null=True, blank=True)

    class Meta:
        verbose_name = "commentaire"
        ordering = ("ecrit_le", "pk")

    def __str__(self) -> str:
        return self.texte[:80]

    @property
    def nom_auteur(self) -> str:
        """Return who said it, even once her account is gone."""
        if self.signature:
            return f"{self.signature}, par son lien"
        return self.auteur.nom_complet if self.auteur else "Compte effacé"


class Mention(models.Model):
    commentaire = models.ForeignKey(Commentaire, models.CASCADE, related_name="mentions")
    membre = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions_recues"
    )
    lue_le = models.DateTimeField("lue le", null=True, blank=True)

    class Meta:
        verbose_name = "mention"
        ordering = ("-commentaire__ecrit_le", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["commentaire", "membre"], name="equipe_mention_unique"),
        )

    def __str__(self) -> str:
        return f"{self.membre} : {self.commentaire}"


class ReglageOutil(models.Model):
    """Whether a tool is on in a space, since when and by whom; without a line, it is."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="reglages_outils")
    outil = models.CharField(max_length=40)
    actif = models.BooleanField(default=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    change_le = models.DateTimeField("changé le", auto_now=True)

    class Meta:
        verbose_name = "réglage d’un outil"
        verbose_name_plural = "réglages des outils"
        ordering = ("outil", "pk")
        constraints = (
            models.UniqueConstraint(fields=["espace", "outil"], name="commun_outil_unique"),
        )

    def __str__(self) -> str:
        return f"{self.outil} : {'en marche' if self.actif else 'éteint'}"


class LiensPartage(models.QuerySet["LienPartage"]):
    def ouverts(self) -> LiensPartage:
        """Keep those that open: neither taken back nor over."""
        sans_fin = Q(expire_le=None) | Q(expire_le__gt=timezone.now())
        return self.filter(sans_fin, retire_le=None)


class LienPartage(models.Model):
    """A link that opens one thing to whoever holds it: the one table of those that the site signs.

    `vue` is its purpose. What it opens is its space, its bearer, or the row that points at it
    (`lien`). `porteur` is the account that bears it, `pour` says it in words. It lasts until
    `expire_le`, else as long as what it opens. `tirage` grows when it is renewed: the former
    address opens nothing any more.
    """

    espace = models.ForeignKey(
        Espace, models.CASCADE, null=True, blank=True, related_name="liens_partage"
    )
    vue = models.CharField("page ouverte", max_length=60)
    pour = models.CharField("donné à", max_length=120, blank=True)
    porteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    tirage = models.PositiveIntegerField("adresse renouvelée", default=0, db_default=0)
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cree_le = models.DateTimeField("créé le", default=timezone.now)
    expire_le = models.DateTimeField("expire le", null=True, blank=True)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)
    lectures = models.PositiveIntegerField(default=0)
    lu_le = models.DateTimeField("lu le", null=True, blank=True)

    objects = LiensPartage.as_manager()

    class Meta:
        verbose_name = "lien de partage"
        verbose_name_plural = "liens de partage"
        ordering = ("-cree_le", "-pk")

    def __str__(self) -> str:
        return " – ".join(filter(None, [str(self.espace or ""), self.pour])) or self.vue

    @property
    def lien(self) -> LienPartage:
        """Return itself, as a row that points at it does."""
        return self

    @property
    def lieu(self) -> Espace:
        return cast("Espace", self.espace)
