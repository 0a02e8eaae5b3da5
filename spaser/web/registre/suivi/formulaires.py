"""The form of an alert."""

from __future__ import annotations

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.web.registre.models import Cadence


class FormulaireAlerte(DsfrBaseForm):
    """Where to write, and how often at most."""

    courriel = forms.EmailField(
        label="Adresse électronique",
        help_text="Format attendu : nom@domaine.fr. Un lien vous y sera envoyé pour confirmer.",
        max_length=254,
        error_messages={
            "required": "Écrivez l’adresse où recevoir l’alerte.",
            "invalid": "Cette adresse n’est pas complète : écrivez-la comme nom@domaine.fr.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    cadence = forms.ChoiceField(
        label="Rythme",
        choices=Cadence.choices,
        initial=Cadence.HEBDOMADAIRE,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un rythme."},
    )
