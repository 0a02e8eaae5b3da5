"""The choice of an approach."""

from __future__ import annotations

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.metier.registre.nomenclatures import Approche


class FormApproche(DsfrBaseForm):
    """Which approach, and why."""

    approche = forms.ChoiceField(
        label="Votre approche",
        choices=[(approche.value, approche.libelle) for approche in Approche],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une approche.",
            "invalid_choice": "Choisissez une des quatre approches.",
        },
    )
    raison = forms.CharField(
        label="Pourquoi celle-ci ?",
        max_length=500,
        help_text="Une phrase pour vos collègues et vos élus.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Dites pourquoi en une phrase.",
            "max_length": "Raccourcissez cette phrase : cinq cents signes au plus.",
        },
    )

    def read_approche(self) -> Approche:
        """Return the approach chosen."""
        return Approche(self.cleaned_data["approche"])
