"""A statement of hours."""

from __future__ import annotations

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.web.cibles.forms.champs import ChampAnnee


class FormHeures(DsfrBaseForm):
    annee = ChampAnnee(label="Année des heures")
    fichier = forms.FileField(
        label="Relevé du facilitateur",
        help_text="CSV, XLSX ou ODS, 5 Mo au plus. Une ligne par opération, ou un seul total.",
        widget=forms.FileInput(attrs={"class": "fr-upload", "accept": ".csv,.xlsx,.ods"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "invalid": "Choisissez un fichier de votre ordinateur.",
            "missing": "Choisissez un fichier.",
            "empty": "Ce fichier est vide : enregistrez-le de nouveau.",
        },
    )
