"""A line of the grid of a space."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.conf import settings
from django.db import models

from spaser.metier.grille.modele import TEXTE_MAX, ContenuLigne, Priorite
from spaser.metier.indicateurs import FicheIndicateur, Frequence, Rubrique, load_bibliotheque
from spaser.web.commun.versions import Versionne
from spaser.web.organisations.models import Espace


def _choices(valeurs: type[Rubrique | Priorite | Frequence]) -> list[tuple[str, str]]:
    return [(valeur.value, valeur.libelle) for valeur in valeurs]


def _texte(nom: str) -> models.CharField[str, str]:
    return models.CharField(nom, max_length=TEXTE_MAX, blank=True)


class LigneGrille(Versionne):
    """What is said of a sub-theme; once chosen, who follows its indicator, how often, from what."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="lignes_grille")
    rubrique = models.CharField("rubrique", max_length=20, choices=_choices(Rubrique))
    sous_thematique = _texte("sous-thématique")
    schemas = _texte("schémas existants")
    objectif = _texte("objectif spécifique")
    lien_achat = _texte("lien avec la politique achat")
    indicateur = _texte("indicateur")
    referent = _texte("référent interne")
    priorite = models.CharField("priorité", max_length=1, choices=_choices(Priorite), blank=True)
    deja_suivi = models.BooleanField("déjà suivi", default=False)
    code = models.CharField("code de l’indicateur", max_length=40, blank=True)
    remarque = models.TextField("remarques", blank=True)
    retenu = models.BooleanField("retenu", default=False)
    responsable = _texte("responsable du suivi")
    frequence = models.CharField(
        "fréquence", max_length=20, choices=_choices(Frequence), blank=True
    )
    source = _texte("source des données")
    valeur_visee = _texte("valeur visée")  # unused since `cibles`: dropped by the next release
    annee_visee = models.PositiveSmallIntegerField("année visée", null=True, blank=True)
    modifie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    modifie_le = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        verbose_name = "ligne de la grille"
        verbose_name_plural = "lignes de la grille"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.titre

    @property
    def titre(self) -> str:
        return self.sous_thematique or self.indicateur

    @property
    def fiche(self) -> FicheIndicateur | None:
        return load_bibliotheque().find(self.code) if self.code else None

    def read(self) -> ContenuLigne:
        champs = {f.name: getattr(self, f.name) for f in fields(ContenuLigne)}
        champs["rubrique"] = Rubrique(self.rubrique)
        champs["priorite"] = Priorite(self.priorite) if self.priorite else None
        champs["frequence"] = Frequence(self.frequence) if self.frequence else None
        return ContenuLigne(**champs)


def write_champs(ligne: ContenuLigne) -> dict[str, Any]:
    return {f.name: getattr(ligne, f.name) for f in fields(ContenuLigne)} | {
        "rubrique": ligne.rubrique.value,
        "priorite": ligne.priorite.value if ligne.priorite else "",
        "frequence": ligne.frequence.value if ligne.frequence else "",
    }
