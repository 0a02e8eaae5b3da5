"""An indicator of the buyer's own."""

from __future__ import annotations

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.metier.cibles.modele import LIBELLE_MAX, TEXTE_MAX, UNITE_MAX
from spaser.metier.indicateurs import Rubrique
from spaser.web.socle.formulaires import HORS_LISTE, Texte, list_choix


class FormPropre(DsfrBaseForm):
    indicateur = Texte("Indicateur", requis="Nommez cet indicateur.", max_length=LIBELLE_MAX)
    rubrique = forms.ChoiceField(
        label="Rubrique", choices=list_choix(Rubrique), error_messages=HORS_LISTE
    )
    unite = Texte("Unité", aide="%, €, heures… Vide : un nombre.", max_length=UNITE_MAX)
    definition = Texte(
        "Ce qui est compté", max_length=TEXTE_MAX, widget=forms.Textarea(attrs={"rows": 2})
    )
    referent = Texte(
        "Qui en répond", aide="Un service ou une fonction plutôt qu’un nom.", max_length=TEXTE_MAX
    )

    def read(self) -> dict[str, Any]:
        """Return the answers, an empty text for none."""
        return {nom: valeur or "" for nom, valeur in self.cleaned_data.items()}
