"""Who the buyer is, which decides of the plans to look for."""

from __future__ import annotations

from django import forms

from spaser.metier.assujettissement.acheteurs import NatureAcheteur
from spaser.web.socle.choix import HORS_LISTE
from spaser.web.socle.formulaires import FormLibre


class FormAcheteur(FormLibre):
    """The kind and the size of the buyer: what is known of it stands there already."""

    nature = forms.ChoiceField(
        label="Votre structure",
        required=False,
        choices=[("", "Je ne sais pas"), *((n.value, n.libelle) for n in NatureAcheteur)],
        error_messages=HORS_LISTE,
    )
    habitants = forms.IntegerField(
        label="Nombre d’habitants",
        required=False,
        min_value=0,
        max_value=100_000_000,
        error_messages={
            "invalid": "Écrivez un nombre entier d’habitants, comme « 50000 ».",
            "max_value": "Ce nombre est trop grand.",
            "min_value": "Ce nombre ne peut pas être négatif.",
        },
    )
