"""What the team ticks each month, and what it notes of each buyer it got in touch with."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.db import models

from spaser.metier.bureau import BESOINS, CLOS, Canal, Resultat

_QUELQU_UN: Final[dict[str, Any]] = {
    "to": settings.AUTH_USER_MODEL,
    "on_delete": models.SET_NULL,
    "null": True,
    "blank": True,
    "related_name": "+",
}


class Coche(models.Model):
    """That a line of the month's list is done, and by whom."""

    mois = models.CharField("mois", max_length=7)  # « 2026-11 »
    besoin = models.CharField(
        "à faire", max_length=20, choices=[(b.code, b.titre) for b in BESOINS]
    )
    fait_le = models.DateTimeField("fait le")
    fait_par = models.ForeignKey(**_QUELQU_UN)

    class Meta:
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
    canal = models.CharField("moyen", max_length=12, choices=[(c.value, c.libelle) for c in Canal])
    resultat = models.CharField(
        "résultat", max_length=14, choices=[(r.value, r.libelle) for r in Resultat]
    )
    note = models.TextField("note", max_length=2000, blank=True)
    relance_le = models.DateField("à recontacter le", null=True, blank=True, db_index=True)
    auteur = models.ForeignKey(**_QUELQU_UN)
    note_le = models.DateTimeField("noté le", auto_now_add=True)

    class Meta:
        verbose_name = "contact avec un acheteur"
        verbose_name_plural = "contacts avec des acheteurs"
        ordering = ("-jour", "-pk")

    def __str__(self) -> str:
        return f"{self.nom}, {self.jour:%d/%m/%Y}"

    @property
    def est_clos(self) -> bool:
        """Say whether nobody needs to call again."""
        return self.resultat in CLOS
