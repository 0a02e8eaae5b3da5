"""What one looks for in the library of actions."""

from __future__ import annotations

from typing import Final

from django import forms

from spaser.donnees.referentiels.embarques import read_familles
from spaser.metier.actions import RechercheActions
from spaser.metier.indicateurs import Rubrique
from spaser.web.espace.bibliotheque import list_choix_indicateurs
from spaser.web.socle.formulaires import FormLibre, list_choix

_INCONNU: Final = {"invalid_choice": "« %(value)s » n’est pas dans la liste : choisissez-y."}


class FormRechercheActions(FormLibre):
    """Words, and what the actions touch; a question left empty filters nothing."""

    q = forms.CharField(
        label="Mots",
        required=False,
        max_length=100,
        error_messages={"max_length": "Gardez cent signes au plus."},
    )
    rubrique = forms.ChoiceField(
        label="Rubrique",
        required=False,
        choices=list_choix(Rubrique, "Toutes"),
        error_messages=_INCONNU,
    )
    famille = forms.ChoiceField(
        label="Famille d’achat",
        required=False,
        choices=lambda: [("", "Toutes"), *read_familles().items()],
        error_messages=_INCONNU,
    )
    indicateur = forms.ChoiceField(
        label="Indicateur à faire bouger",
        required=False,
        choices=lambda: [("", "Tous"), *list_choix_indicateurs()],
        error_messages=_INCONNU,
    )

    def read(self) -> RechercheActions:
        lus = self.cleaned_data
        rubrique = lus.get("rubrique")
        return RechercheActions(
            texte=lus.get("q", ""),
            rubrique=Rubrique(rubrique) if rubrique else None,
            famille=lus.get("famille", ""),
            indicateur=lus.get("indicateur", ""),
        )
