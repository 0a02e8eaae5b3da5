"""The file of a grid."""

from __future__ import annotations

from django import forms
from dsfr.forms import DsfrBaseForm


class FormFichier(DsfrBaseForm):
    fichier = forms.FileField(
        label="Fichier de la grille",
        help_text="CSV, XLSX ou ODS, 5 Mo au plus.",
        widget=forms.FileInput(attrs={"class": "fr-upload", "accept": ".csv,.xlsx,.ods"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "invalid": "Choisissez un fichier de votre ordinateur.",
            "missing": "Choisissez un fichier.",
            "empty": "Ce fichier est vide : enregistrez-le de nouveau.",
        },
    )
