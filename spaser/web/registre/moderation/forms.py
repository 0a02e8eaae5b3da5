"""Forms of the team, and those by which readers and buyers reach it."""

from __future__ import annotations

from typing import Final

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.web.registre.depot.formulaires.champs import ChampSiren
from spaser.web.registre.models import NatureSignalement
from spaser.web.socle.formulaires import FormPiegee

MOTIF_MAX: Final = 2000
_REPONSE_REQUISE: Final = "Écrivez ce qu’il faut corriger, ou pourquoi : la personne le recevra."


def _texte(label: str, aide: str, requis: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=aide,
        required=bool(requis),
        max_length=MOTIF_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": requis,
            "max_length": f"Raccourcissez ce texte : {MOTIF_MAX} caractères au plus.",
        },
    )


class FormVerdict(DsfrBaseForm):
    """An answer; a reason is asked for by the decisions that need one."""

    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    reponse = _texte(
        "Message",
        "Facultatif pour accepter ; demandé pour renvoyer, refuser ou retirer. La personne le "
        "reçoit par courriel.",
    )

    def require_reponse(self) -> bool:
        if self.cleaned_data.get("reponse", "").strip():
            return True
        self.add_error("reponse", _REPONSE_REQUISE)
        return False


class FormRetrait(DsfrBaseForm):
    """Why a sheet leaves the register; the public reads it."""

    motif = _texte(
        "Motif du retrait", "Publié à l’adresse de la fiche.", "Donnez le motif du retrait."
    )


class FormRetour(DsfrBaseForm):
    """Why a sheet goes back to a former version; the public reads it among the versions."""

    depuis = forms.IntegerField(widget=forms.HiddenInput())
    motif = forms.CharField(
        label="Pourquoi ?",
        help_text="En une phrase. Publié dans la liste des versions.",
        max_length=200,
        error_messages={
            "required": "Dites en une phrase pourquoi la fiche revient en arrière.",
            "max_length": "Raccourcissez cette phrase : 200 caractères au plus.",
        },
    )


class FormRevendication(DsfrBaseForm):
    siren = ChampSiren("SIREN de votre organisation", requis="Donnez le SIREN de l’organisation.")
    message = _texte(
        "Votre message",
        "Votre fonction, et comment l’équipe peut vérifier que la fiche est à vous.",
        "Dites en une phrase comment l’équipe peut vérifier.",
    )


class FormSignalement(FormPiegee):
    nature = forms.ChoiceField(
        label="Ce qui ne va pas",
        choices=NatureSignalement.choices,
        widget=forms.RadioSelect(),
        error_messages={
            "required": "Choisissez ce qui ne va pas.",
            "invalid_choice": "Choisissez dans la liste.",
        },
    )
    message = _texte(
        "Précisions",
        "Ce qui est faux, ce qui serait juste, et si possible où on peut le lire.",
        "Décrivez l’erreur en une phrase.",
    )
    courriel = forms.EmailField(
        label="Votre adresse électronique",
        required=False,
        help_text="Si vous voulez une réponse. Elle ne sert qu’à cela.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Cette adresse n’a pas la forme nom@domaine.fr. Corrigez-la."},
    )


class FormRelecture(DsfrBaseForm):
    texte = _texte("Votre avis", "Pour l’équipe seulement : la personne qui dépose ne le lit pas.")
