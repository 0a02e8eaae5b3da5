"""The inventory: one question a plan of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.web.politiques.models import Etat
from spaser.web.politiques.services import Reponse
from spaser.web.socle.choix import HORS_LISTE
from spaser.web.socle.formulaires import CHAMP_LIBRE

if TYPE_CHECKING:
    from spaser.metier.politiques import Plan


class FormInventaire(DsfrBaseForm):
    """One question a plan; beside each, the answer that was shown, to tell what changed."""

    def __init__(self, *args, plans: tuple[Plan, ...], etats: dict[str, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._codes = [plan.code for plan in plans]
        for plan in plans:
            etat = etats.get(plan.code, Etat.INCONNU.value)
            self.fields[plan.code] = forms.ChoiceField(
                label=plan.nom,
                choices=Etat.choices,
                initial=etat,
                required=False,
                error_messages=HORS_LISTE,
            )
            self.fields[plan.code].template_name = CHAMP_LIBRE
            self.fields[f"vue-{plan.code}"] = forms.ChoiceField(
                choices=Etat.choices, initial=etat, required=False, widget=forms.HiddenInput
            )

    def list_reponses(self) -> list[Reponse]:
        """Return what was answered; a question left out says nothing."""
        return [
            Reponse(
                code,
                self.cleaned_data.get(f"vue-{code}") or Etat.INCONNU.value,
                self.cleaned_data[code],
            )
            for code in self._codes
            if self.cleaned_data.get(code)
        ]
