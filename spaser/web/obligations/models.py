"""What the programme team writes of the duties: each text, who read it again, from which day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property

from spaser.metier.obligations.modele import Obligation, Theme
from spaser.metier.obligations.redaction import (
    CODE_MAX,
    OUVERTS,
    EtatRedaction,
    Publication,
    read_obligation,
)
from spaser.web.commun.versions import Versionne

_ETATS = [(etat.value, etat.libelle) for etat in EtatRedaction]
_THEMES = [(theme.value, theme.libelle) for theme in Theme]


class Redaction(Versionne):
    """One text of a duty: a draft, then read again, then shown from its day on, never erased.

    `contenu` has the form of the files. `empreinte` names the file's text that it was written
    from (empty for a duty that no file holds): when the two differ, the file has changed since.
    """

    code = models.CharField("code", max_length=CODE_MAX)
    numero = models.PositiveIntegerField("numéro")
    theme = models.CharField("thème", max_length=20, choices=_THEMES)
    titre = models.CharField("titre", max_length=300)
    contenu = models.JSONField("texte")
    etat = models.CharField(
        "état", max_length=10, choices=_ETATS, default=EtatRedaction.BROUILLON, db_index=True
    )
    effet_le = models.DateField("à montrer à partir du")
    motif = models.CharField("ce qui change, et pourquoi", max_length=300, blank=True)
    empreinte = models.CharField("empreinte du fichier", max_length=32, blank=True)
    redacteurs = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="obligations_redigees", blank=True
    )
    relue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    relue_le = models.DateTimeField("relue le", null=True, blank=True)
    reponse = models.TextField("message de relecture", blank=True)
    creee_le = models.DateTimeField("créée le")
    modifiee_le = models.DateTimeField("modifiée le")

    class Meta:
        """The latest text first; one open at a time for each duty."""

        verbose_name = "rédaction"
        ordering = ("code", "-numero")
        constraints = (
            models.UniqueConstraint(fields=["code", "numero"], name="obligations_numero_unique"),
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(etat__in=[etat.value for etat in OUVERTS]),
                name="obligations_une_seule_ouverte",
            ),
        )

    def __str__(self) -> str:
        return f"{self.titre} (texte {self.numero})"

    def get_absolute_url(self) -> str:
        """Return the page of the team where this text is read."""
        return reverse("obligations:texte", args=[self.pk])

    @property
    def est_ouverte(self) -> bool:
        """Say whether it may still be changed."""
        return self.etat in OUVERTS

    @cached_property
    def obligation(self) -> Obligation:
        """Return the text as plain values."""
        return read_obligation(self.contenu)

    def to_publication(self) -> Publication:
        """Return what the rules need to know of an approved text."""
        return Publication(obligation=self.obligation, effet_le=self.effet_le, numero=self.numero)
