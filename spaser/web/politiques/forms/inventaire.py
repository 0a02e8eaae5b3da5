"""The inventory: who the buyer is, then one question a plan of the catalogue."""

from __future__ import annotations

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.metier.assujettissement.acheteurs import NatureAcheteur
from spaser.metier.politiques import EtatPlan, Plan
from spaser.web.politiques.models import CHOIX_ETAT
from spaser.web.politiques.services import ReponsePlan
from spaser.web.socle.formulaires import CHAMP_LIBRE, HORS_LISTE, FormLibre


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


class FormInventaire(DsfrBaseForm):
    """One question a plan; beside each, the answer that was shown, to tell what changed."""

    def __init__(
        self, *args: Any, plans: tuple[Plan, ...], etats: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._codes = [plan.code for plan in plans]
        for plan in plans:
            etat = etats.get(plan.code, EtatPlan.INCONNU.value)
            self.fields[plan.code] = forms.ChoiceField(
                label=plan.nom,
                choices=CHOIX_ETAT,
                initial=etat,
                required=False,
                error_messages=HORS_LISTE,
            )
            self.fields[plan.code].template_name = CHAMP_LIBRE  # type: ignore[attr-defined]  # not in the stubs
            self.fields[f"vue-{plan.code}"] = forms.ChoiceField(
                choices=CHOIX_ETAT, initial=etat, required=False, widget=forms.HiddenInput
            )

    def list_reponses(self) -> list[ReponsePlan]:
        """Return what was answered; a question left out says nothing."""
        return [
            ReponsePlan(
                code,
                self.cleaned_data.get(f"vue-{code}") or EtatPlan.INCONNU.value,
                self.cleaned_data[code],
            )
            for code in self._codes
            if self.cleaned_data.get(code)
        ]
