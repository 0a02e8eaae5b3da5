"""What the programme team writes: each text, who read it again, from which day."""

from typing import Any

import msgspec
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property

from spaser.documents.corps import Photo
from spaser.regles import editorial
from spaser.regles.champs import GenreDit
from spaser.site.comptes.models import name_personne
from spaser.site.editorial.genres import Genre, find_genre
from spaser.site.socle.champs import say
from spaser.site.socle.versions import Versionne

_ETATS = [(etat.value, etat.libelle) for etat in editorial.EtatTexte]


class Texte(Versionne):
    """One text: a draft, then read again, then shown from its day on, never erased.

    `contenu` has the form of the files. `empreinte` names the file's text that it was written
    from (empty for what no file holds): when the two differ, the file has changed since.
    """

    genre = models.CharField("genre", max_length=30)
    code = models.CharField("code", max_length=editorial.CODE_MAX)
    numero = models.PositiveIntegerField("numéro")
    titre = models.CharField("titre", max_length=300)
    contenu = models.JSONField("texte")
    etat = models.CharField(
        "état",
        max_length=10,
        choices=_ETATS,
        default=editorial.EtatTexte.BROUILLON.value,
        db_index=True,
    )
    effet_le = models.DateField("à montrer à partir du")
    motif = models.CharField("ce qui change, et pourquoi", max_length=300, blank=True)
    empreinte = models.CharField("empreinte du fichier", max_length=32, blank=True)
    redacteurs = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="textes_rediges", blank=True
    )
    relu_par = name_personne()
    relu_le = models.DateTimeField("relu le", null=True, blank=True)
    reponse = models.TextField("message de relecture", blank=True)
    cree_le = models.DateTimeField("créé le")
    modifie_le = models.DateTimeField("modifié le")

    class Meta:
        verbose_name = "texte"
        ordering = ("genre", "code", "-numero")
        constraints = (
            models.UniqueConstraint(
                fields=["genre", "code", "numero"], name="editorial_numero_unique"
            ),
            models.UniqueConstraint(
                fields=["genre", "code"],
                condition=models.Q(etat__in=[etat.value for etat in editorial.OUVERTS]),
                name="editorial_un_seul_ouvert",
            ),
        )

    def __str__(self) -> str:
        return f"{self.titre} (texte {self.numero})"

    def get_absolute_url(self) -> str:
        return reverse("editorial:texte", args=[self.pk])

    @property
    def est_ouvert(self) -> bool:
        return self.etat in editorial.OUVERTS

    @property
    def son_genre(self) -> Genre[Any]:
        """Return its kind; a kind that the site no longer has is a fault of ours."""
        genre = find_genre(self.genre)
        if genre is None:
            raise LookupError(self.genre)
        return genre

    @cached_property
    def lu(self) -> Any:  # noqa: ANN401 - the struct of its kind
        return msgspec.convert(self.contenu, type=self.son_genre.forme)

    def to_publication(self) -> editorial.TexteApprouve[Any]:
        return editorial.TexteApprouve(contenu=self.lu, effet_le=self.effet_le, numero=self.numero)


class Image(models.Model):
    """A picture that texts may show, by its code; `alternative` says what it shows."""

    code = say(
        models.SlugField("code", max_length=60, unique=True),
        genre=GenreDit.LIGNE,
        requis="Donnez un code.",
        aide="En minuscules, les mots reliés par des tirets.",
    )
    alternative = say(
        models.CharField("ce que montre l’image", max_length=500),
        requis="Dites ce que montre l’image, à qui ne la voit pas.",
    )
    legende = say(
        models.CharField("légende", max_length=300),
        question="Légende et auteur",
        requis="Donnez une légende.",
    )
    octets = models.BinaryField("image")
    genre = models.CharField("sorte", max_length=5)
    largeur = models.PositiveIntegerField("largeur")
    hauteur = models.PositiveIntegerField("hauteur")
    ajoutee_par = name_personne()
    ajoutee_le = models.DateTimeField("ajoutée le", auto_now_add=True)

    class Meta:
        verbose_name = "image"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code

    @property
    def photo(self) -> Photo:
        return Photo(
            octets=bytes(self.octets),
            genre=self.genre,
            largeur=self.largeur,
            hauteur=self.hauteur,
        )
