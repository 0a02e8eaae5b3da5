"""The steps of an action, all on one page."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils import timezone

from spaser.metier.plan.colonnes import clean_titre
from spaser.metier.plan.dates import read_jour
from spaser.metier.plan.modele import TITRE_MAX
from spaser.metier.plan.suivi import ActionSuivie, EtapeSuivie, list_incoherences
from spaser.web.plan.forms.champs import ChampMois
from spaser.web.plan.models import Action
from spaser.web.socle.formulaires import FormLibre

ETAPES_DE_PLUS: Final = 3
ETAPES_MAX: Final = 40


class FormEtape(FormLibre):
    """A step; a line without a title is nothing."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    titre = forms.CharField(label="Étape", max_length=TITRE_MAX, required=False)
    fin = ChampMois("Échéance", "")
    faite = forms.BooleanField(label="Faite", required=False)

    def clean_titre(self) -> str:
        return clean_titre(self.cleaned_data["titre"])

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        if not lus.get("titre") and (lus.get("fin") or lus.get("faite")):
            self.add_error("titre", "Écrivez l’étape, ou videz toute la ligne.")
        return lus


_FormsEtapes: Final = formset_factory(
    FormEtape, extra=ETAPES_DE_PLUS, max_num=ETAPES_MAX, absolute_max=ETAPES_MAX + 10
)


class FormsEtapes(_FormsEtapes):  # type: ignore[misc,valid-type]  # made by Django
    """The steps of an action, with the version of the action that was read."""

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        self.action = action
        super().__init__(*args, prefix="etape", initial=_fill_etapes(action), **kwargs)

    def clean(self) -> None:
        """Refuse a step that does not stand between the beginning and the end of its action."""
        if any(self.errors):
            return
        suivie = ActionSuivie(
            debut=self.action.commence,
            fin=self.action.finit,
            etapes=tuple(EtapeSuivie(e["titre"], read_jour(e["fin"])) for e in self.read()),
        )
        fautes = [i for i in list_incoherences(suivie) if i.champ == "etapes"]
        if fautes:
            raise ValidationError([f"{i.probleme} {i.remede}" for i in fautes])

    def read(self) -> list[dict[str, Any]]:
        faites = {etape.pk: etape.faite_le for etape in self.action.etapes.all()}
        return [
            {
                "pk": lue.get("pk"),
                "titre": lue["titre"],
                "fin": lue["fin"],
                "faite_le": (faites.get(lue.get("pk") or 0) or timezone.localdate())
                if lue["faite"]
                else None,
            }
            for form in self.forms
            if (lue := form.cleaned_data) and lue["titre"]
        ]


def _fill_etapes(action: Action) -> list[dict[str, Any]]:
    return [
        {"pk": e.pk, "titre": e.titre, "fin": e.fin, "faite": e.faite_le is not None}
        for e in action.etapes.all()
    ]
