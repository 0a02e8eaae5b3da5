"""What one looks for in the history of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from dsfr.forms import DsfrBaseForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    type Choix = Iterable[tuple[str, str]]

_DATE = "Écrivez une date, comme 24/11/2026."


def _date(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": _DATE},
    )


class FormFiltres(DsfrBaseForm):
    """By person, by tool, between two days."""

    qui = forms.ChoiceField(
        label="Personne",
        required=False,
        error_messages={"invalid_choice": "Choisissez une personne de la liste."},
    )
    outil = forms.ChoiceField(
        label="Outil",
        required=False,
        error_messages={"invalid_choice": "Choisissez un outil de la liste."},
    )
    du = _date("Du")
    au = _date("Au")

    def __init__(self, *args, personnes: Choix, outils: Choix, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["qui"].choices = [("", "Tout le monde"), *personnes]
        self.fields["outil"].choices = [("", "Tous les outils"), *outils]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        reponses = super().clean() or self.cleaned_data
        du, au = reponses.get("du"), reponses.get("au")
        if du and au and au < du:
            self.add_error("au", "Cette date est avant la première : échangez-les.")
        return reponses

    @property
    def retenus(self) -> dict[str, Any]:
        """Return the filters that could be read; a wrong one narrows nothing."""
        self.is_valid()
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur}
