"""To whom an address is given, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django import forms
from dsfr.forms import DsfrBaseForm

_DUREES: Final = {"30": "Un mois", "90": "Trois mois", "365": "Un an"}


class FormLien(DsfrBaseForm):
    """A new address."""

    pour = forms.CharField(
        label="À qui donnez-vous ce lien ?",
        max_length=120,
        help_text="Par exemple « Commission des finances ». Vous seuls lirez cette mention.",
        error_messages={
            "required": "Écrivez à qui vous le donnez, pour savoir plus tard quel lien retirer.",
            "max_length": "Cette mention est trop longue : 120 caractères au plus.",
        },
    )
    duree = forms.ChoiceField(
        label="Pour combien de temps ?",
        choices=list(_DUREES.items()),
        initial="90",
        error_messages={
            "required": "Choisissez une durée.",
            "invalid_choice": "Choisissez une durée de la liste.",
        },
    )

    @property
    def pendant(self) -> timedelta:
        """Return how long it will open."""
        return timedelta(days=int(self.cleaned_data["duree"]))
