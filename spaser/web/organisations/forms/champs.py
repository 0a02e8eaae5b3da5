"""Fields that several forms share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from spaser.donnees.referentiels.annuaire import regions
from spaser.metier.droits import Role
from spaser.web.comptes.models import fold_courriel


class ChampRole(forms.TypedChoiceField):
    """A role among those that may be given."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Rôle")
        options["coerce"] = Role
        options["error_messages"] = {
            "required": "Choisissez un rôle.",
            "invalid_choice": "Choisissez un rôle de la liste.",
        }
        super().__init__(**options)

    def offer(self, roles: Iterable[Role]) -> None:
        self.choices = [(role.value, role.libelle) for role in roles]


class ChampCourriel(forms.EmailField):
    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            max_length=254,
            help_text="Format attendu : nom@domaine.fr",
            error_messages={
                "required": "Saisissez une adresse électronique.",
                "invalid": "Cette adresse n’a pas la forme nom@domaine.fr. Corrigez-la.",
            },
            widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        )

    def clean(self, value: str) -> str:
        """Return the address in its one spelling."""
        return fold_courriel(super().clean(value))


def list_regions(vide: str = "Non renseignée") -> list[tuple[str, str]]:
    zones = sorted(regions().values(), key=lambda zone: zone.nom)
    return [("", vide), *((zone.code, zone.nom) for zone in zones)]


def champ_message(label: str, aide: str = "", *, requis: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=requis,
        max_length=1000,
        help_text=aide,
        error_messages={
            "required": "Écrivez une phrase : la personne la recevra.",
            "max_length": "Raccourcissez ce texte : mille caractères au plus.",
        },
        widget=forms.Textarea(attrs={"rows": 4}),
    )
