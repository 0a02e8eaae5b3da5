"""What is wrong in a public page, and what the team answers."""

from __future__ import annotations

from typing import Final

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.web.socle.formulaires import FormPiegee

MESSAGE_MAX: Final = 2000
_TROP_LONG: Final = f"Raccourcissez ce texte : {MESSAGE_MAX} caractères au plus."


def _texte(label: str, aide: str, requis: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=aide,
        max_length=MESSAGE_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": requis, "max_length": _TROP_LONG},
    )


class FormRemarque(FormPiegee):
    message = _texte(
        "Ce qui ne va pas",
        "Ce qui est faux ou manque, ce qui serait juste, et si possible où on peut le lire.",
        "Dites en une phrase ce qui ne va pas.",
    )
    courriel = forms.EmailField(
        label="Votre adresse électronique",
        required=False,
        help_text="Si vous voulez une réponse. Seule l’équipe du programme la voit.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Cette adresse n’a pas la forme nom@domaine.fr. Corrigez-la."},
    )


class FormReponse(DsfrBaseForm):
    """What the team answers, sent to whoever left an address."""

    reponse = _texte(
        "Votre réponse",
        "Envoyée à la personne si elle a donné une adresse, et gardée ici.",
        "Écrivez ce qui a été fait, ou pourquoi rien ne change.",
    )
