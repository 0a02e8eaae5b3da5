"""A name, printed or recognised and kept nowhere; the days between which to count."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.lettres import fold_mots
from spaser.web.socle.formulaires import FormLibre, Texte, ask_jour, refuse_lien

NOM_MAX: Final = 120
AN: Final = timedelta(days=365)


class FormNom(DsfrBaseForm):
    nom = Texte(
        "Prénom et nom",
        requis="Écrivez le prénom et le nom.",
        max_length=NOM_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, aide: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nom"].help_text = aide

    def clean_nom(self) -> str:
        nom: str = self.cleaned_data["nom"]
        refuse_lien(nom)
        if not fold_mots(nom):
            raise forms.ValidationError("Écrivez ce nom en lettres latines.")
        return nom


class FormPeriode(FormLibre):
    """From a day to another; a year until today when nothing is asked."""

    debut = ask_jour("Du")
    fin = ask_jour("Au")

    def read(self, jour: date) -> tuple[date, date]:
        lus = self.cleaned_data if self.is_valid() else {}
        fin = lus.get("fin") or jour
        debut = lus.get("debut") or max(fin, date.min + AN) - AN
        return min(debut, fin), max(debut, fin)
