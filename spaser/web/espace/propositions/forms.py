"""The decision on a proposal."""

from __future__ import annotations

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.metier.propositions import EtatProposition
from spaser.web.espace.propositions.services import Decision


class FormDecision(DsfrBaseForm):
    """Keep it or not, and why."""

    etat = forms.ChoiceField(
        label="Décision",
        choices=[(etat.value, etat.libelle) for etat in EtatProposition],
        error_messages={
            "required": "Choisissez « Retenir » ou « Écarter ».",
            "invalid_choice": "Choisissez « Retenir » ou « Écarter ».",
        },
    )
    motif = forms.CharField(
        label="Pourquoi",
        required=False,
        max_length=300,
        error_messages={"max_length": "Raccourcissez cette phrase : trois cents signes au plus."},
    )
    version = forms.IntegerField(
        min_value=1,
        error_messages={
            "required": "Rechargez la page, puis décidez à nouveau.",
            "invalid": "Rechargez la page, puis décidez à nouveau.",
            "min_value": "Rechargez la page, puis décidez à nouveau.",
        },
    )

    def read(self) -> Decision:
        """Return the decision."""
        donnees = self.cleaned_data
        return Decision(EtatProposition(donnees["etat"]), donnees["motif"], donnees["version"])
