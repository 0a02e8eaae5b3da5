"""The quick entry: a line a stakeholder, roles given in the order of the workshop sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms
from django.db import transaction
from django.http import QueryDict

from spaser.metier.acteurs.modele import (
    NOM_MAX,
    TEXTE_MAX,
    Acteur,
    FormeSollicitation,
    RoleActeur,
    clean_nom,
    clean_texte,
)
from spaser.web.acteurs import models
from spaser.web.acteurs.forms import list_typologies
from spaser.web.acteurs.services import create_acteur, update_acteur
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.socle.formulaires import list_choix, refuse_lien

VIDES: Final = 10
_CHAMPS: Final = {
    "typologie": "Typologie",
    "nom": "Nom",
    "role": "Rôle",
    "forme": "Forme",
    "contribution": "Contribution",
}


class LigneSaisie(forms.Form):
    """A line of the grid; without a name it says nothing."""

    typologie = forms.ChoiceField(required=False, choices=lambda: list_typologies("À préciser"))
    nom = forms.CharField(
        required=False,
        max_length=NOM_MAX,
        validators=[refuse_lien],
        error_messages={"max_length": f"Nom trop long : {NOM_MAX} signes au plus."},
    )
    role = forms.ChoiceField(required=False, choices=list_choix(RoleActeur, "À définir"))
    forme = forms.ChoiceField(required=False, choices=list_choix(FormeSollicitation, "À définir"))
    contribution = forms.CharField(
        required=False, max_length=TEXTE_MAX, strip=False, widget=forms.Textarea({"rows": 1})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom, libelle in _CHAMPS.items():
            widget = self.fields[nom].widget
            classe = "fr-select" if isinstance(widget, forms.Select) else "fr-input"
            widget.attrs |= {"class": classe, "aria-label": f"{libelle}, ligne {rang}"}

    def clean_nom(self) -> str:
        return clean_nom(self.cleaned_data["nom"])

    def clean(self) -> dict[str, object]:
        reponses = super().clean() or self.cleaned_data
        dits = [champ for champ in _CHAMPS if champ != "nom" and reponses.get(champ)]
        if "nom" in reponses and not reponses["nom"] and dits:
            self.add_error("nom", "Donnez le nom de cette ligne, ou videz-la.")
        return reponses

    def read(self, avant: Acteur) -> Acteur:
        reponses = self.cleaned_data
        forme = FormeSollicitation(reponses["forme"]) if reponses["forme"] else None
        change = forme is not (avant.formes[0] if avant.formes else None)
        return replace(
            avant,
            nom=reponses["nom"] or avant.nom,
            typologie=reponses["typologie"],
            role=RoleActeur(reponses["role"]) if reponses["role"] else None,
            formes=((forme,) if forme else ()) if change else avant.formes,
            contribution=clean_texte(reponses["contribution"]),
        )


@dataclass(frozen=True)
class BilanSaisie:
    ajoutes: int
    modifies: int
    depasses: list[str]  # stakeholders that somebody else changed meanwhile


class Grille:
    """The lines of the sheet: those that are there, then empty ones."""

    def __init__(
        self, acteurs: Sequence[models.Acteur], debut: int, envoye: QueryDict | None = None
    ) -> None:
        self.existantes = [
            (
                acteur,
                LigneSaisie(envoye, prefix=f"a{acteur.pk}", rang=str(rang), initial=_fill(acteur)),
            )
            for rang, acteur in enumerate(acteurs, start=debut)
        ]
        self.nouvelles = [
            LigneSaisie(envoye, prefix=f"n{rang}", rang=f"+{rang}") for rang in range(1, VIDES + 1)
        ]

    def is_valid(self) -> bool:
        lignes = [*(ligne for _, ligne in self.existantes), *self.nouvelles]
        return all(ligne.is_valid() for ligne in lignes)

    @property
    def erreurs(self) -> list[tuple[str, str]]:
        lignes = [*(ligne for _, ligne in self.existantes), *self.nouvelles]
        return [
            (ligne[nom].id_for_label, f"{ligne.fields[nom].widget.attrs['aria-label']} : {texte}")
            for ligne in lignes
            for nom, textes in ligne.errors.items()
            for texte in textes
        ]

    @transaction.atomic
    def save(self, espace: Espace, auteur: Utilisateur) -> BilanSaisie:
        """Write what changed; a line that somebody else changed is left and named."""
        modifies, depasses = 0, []
        for acteur, ligne in self.existantes:
            avant = acteur.read()
            apres = ligne.read(avant)
            if apres == avant:
                continue
            try:
                update_acteur(acteur, apres, ligne.cleaned_data["version"] or 0, auteur)
            except VersionDepassee:
                depasses.append(acteur.nom)
            else:
                modifies += 1
        nommees = [ligne for ligne in self.nouvelles if ligne.cleaned_data["nom"]]
        for ligne in nommees:
            create_acteur(espace, ligne.read(Acteur(nom=ligne.cleaned_data["nom"])), auteur)
        return BilanSaisie(len(nommees), modifies, depasses)


def _fill(acteur: models.Acteur) -> dict[str, object]:
    return {
        "typologie": acteur.typologie,
        "nom": acteur.nom,
        "role": acteur.role,
        "forme": acteur.formes[0] if acteur.formes else "",
        "contribution": acteur.contribution,
        "version": acteur.version,
    }
