"""The stakeholders of a space, the people met there, what was said and what comes next."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.urls import reverse

from spaser.metier.acteurs import modele
from spaser.metier.acteurs.conservation import end_conservation
from spaser.metier.acteurs.modele import NOM_MAX, TEXTE_MAX, FormeSollicitation, Moyen, RoleActeur
from spaser.web.commun.versions import Versionne
from spaser.web.organisations.models import Ecartable, Espace

_AUTEUR: Final[dict[str, Any]] = {
    "to": settings.AUTH_USER_MODEL,
    "on_delete": models.SET_NULL,
    "null": True,
    "blank": True,
    "related_name": "+",
}
_TEXTES: Final = ("nom", "typologie", "description", "contact", "commentaire", "contribution",
                  "nature", "siren", "source")  # fmt: skip


class Acteur(Versionne, Ecartable):
    """A line of the table; in the bin once deleted, so that it can come back."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="acteurs")
    cle = models.UUIDField("identifiant", default=uuid.uuid4, editable=False)
    nom = models.CharField("nom de la structure", max_length=NOM_MAX)
    nom_plie = models.CharField("nom sans accent", max_length=NOM_MAX, editable=False)
    typologie = models.CharField("typologie", max_length=40, blank=True)
    description = models.TextField("description", max_length=TEXTE_MAX, blank=True)
    contact = models.TextField("contact", max_length=TEXTE_MAX, blank=True)
    commentaire = models.TextField("commentaire", max_length=TEXTE_MAX, blank=True)
    role = models.CharField(
        "rôle",
        max_length=20,
        blank=True,
        choices=[(role.value, role.libelle) for role in RoleActeur],
    )
    contribution = models.TextField("contribution", max_length=TEXTE_MAX, blank=True)
    formes = models.JSONField("formes de la sollicitation", default=list, blank=True)
    nature = models.TextField("nature de la sollicitation", max_length=TEXTE_MAX, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    source = models.TextField("source", max_length=TEXTE_MAX, blank=True)
    verifie_le = models.DateField("vérifié le", null=True, blank=True)
    suggestion = models.CharField("suggestion acceptée", max_length=60, blank=True)
    modifie_par = models.ForeignKey(**_AUTEUR)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "acteur"
        ordering = ("nom_plie", "pk")
        constraints = (
            models.UniqueConstraint(fields=["espace", "cle"], name="acteurs_acteur_cle_unique"),
        )

    def __str__(self) -> str:
        return self.nom

    def save(self, *args: Any, **options: Any) -> None:
        """Keep the name that searches read in step."""
        self._fold()
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return reverse("acteurs:acteur", args=[self.espace.siren, self.pk])

    def read(self) -> modele.Acteur:
        return modele.Acteur(
            **{champ: getattr(self, champ) for champ in _TEXTES},
            role=RoleActeur(self.role) if self.role else None,
            formes=tuple(FormeSollicitation(forme) for forme in self.formes),
            verifie_le=self.verifie_le,
            cle=str(self.cle),
        )

    def write(self, acteur: modele.Acteur) -> None:
        """Take the values of a line; its identifier stays."""
        for champ in _TEXTES:
            setattr(self, champ, getattr(acteur, champ))
        self.role = acteur.role.value if acteur.role else ""
        self.formes = [forme.value for forme in acteur.formes]
        self.verifie_le = acteur.verifie_le
        self._fold()

    def _fold(self) -> None:
        self.nom_plie = modele.fold_nom_acteur(self.nom)[:NOM_MAX]


class Personne(Versionne):
    """Somebody to call there: personal data, erased when nobody has met her for long."""

    acteur = models.ForeignKey(Acteur, models.CASCADE, related_name="personnes")
    nom = models.CharField("nom", max_length=150)
    fonction = models.CharField("fonction", max_length=150, blank=True)
    courriel = models.EmailField("adresse électronique", blank=True)
    telephone = models.CharField("téléphone", max_length=40, blank=True)
    dernier_contact = models.DateField("dernier contact")
    annonce_le = models.DateField("effacement annoncé le", null=True, blank=True)
    notee_par = models.ForeignKey(**_AUTEUR)
    notee_le = models.DateTimeField("notée le", auto_now_add=True)

    class Meta:
        verbose_name = "personne à contacter"
        verbose_name_plural = "personnes à contacter"
        ordering = ("nom", "pk")

    def __str__(self) -> str:
        return self.nom

    @property
    def gardee_jusqu_au(self) -> date:
        """Return the day when she is erased if nobody meets her again."""
        return end_conservation(self.dernier_contact)


class Echange(Versionne):
    """A contact: when, how, with whom, what was said, and when to come back."""

    acteur = models.ForeignKey(Acteur, models.CASCADE, related_name="echanges")
    personne = models.ForeignKey(
        Personne, models.SET_NULL, null=True, blank=True, related_name="echanges"
    )
    jour = models.DateField("jour")
    moyen = models.CharField(
        "moyen", max_length=12, choices=[(moyen.value, moyen.libelle) for moyen in Moyen]
    )
    dit = models.TextField("ce qui s’est dit", max_length=TEXTE_MAX)
    relance_le = models.DateField("prochaine date", null=True, blank=True)
    relance_faite_le = models.DateField("relance faite le", null=True, blank=True)
    rappel_pour = models.DateField("rappel envoyé pour le", null=True, blank=True)
    auteur = models.ForeignKey(**_AUTEUR)
    note_le = models.DateTimeField("noté le", auto_now_add=True)

    class Meta:
        verbose_name = "échange"
        ordering = ("-jour", "-pk")

    def __str__(self) -> str:
        return f"{self.acteur} – {self.jour:%d/%m/%Y}"


class SuggestionEcartee(models.Model):
    """A suggestion that this space does not want to see any more, until somebody takes it back."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="suggestions_ecartees")
    code = models.CharField("suggestion", max_length=60)
    auteur = models.ForeignKey(**_AUTEUR)
    ecartee_le = models.DateTimeField("écartée le", auto_now_add=True)

    class Meta:
        verbose_name = "suggestion écartée"
        verbose_name_plural = "suggestions écartées"
        ordering = ("ecartee_le", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["espace", "code"], name="acteurs_suggestion_ecartee_unique"
            ),
        )

    def __str__(self) -> str:
        return self.code


class Importation(models.Model):
    """A file read and not yet decided upon: nothing of it is in the table."""

    espace = models.ForeignKey(Espace, models.CASCADE, related_name="importations_acteurs")
    nom = models.CharField("fichier", max_length=200)
    tableau = models.JSONField("lignes lues")
    auteur = models.ForeignKey(**_AUTEUR)
    recue_le = models.DateTimeField("reçue le", auto_now_add=True)

    class Meta:
        verbose_name = "importation"
        ordering = ("-recue_le", "-pk")

    def __str__(self) -> str:
        return self.nom
