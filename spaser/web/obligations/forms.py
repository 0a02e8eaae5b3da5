"""Which duties to show."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from django import forms

from spaser.donnees.referentiels.embarques import read_familles
from spaser.metier.assujettissement.acheteurs import NatureAcheteur, Territoire
from spaser.metier.assujettissement.regle import Assujettissement
from spaser.metier.obligations.application import AcheteurConnu, Vigueur
from spaser.metier.obligations.modele import Theme
from spaser.metier.registre.nomenclatures import Nomenclature
from spaser.web.socle.formulaires import FormLibre, ask_jour, list_choix, tell_inconnue

_BLANCS: Final = re.compile(r"[\s\u00a0\u2009\u202f]+")
_HABITANTS_MAX: Final = 100_000_000
_JOURS: Final = (date(2015, 1, 1), date(2050, 12, 31))  # what the texts speak of


class FormulaireObligations(FormLibre):
    nature = forms.ChoiceField(
        label="Votre structure",
        choices=list_choix(NatureAcheteur, "Toutes"),
        required=False,
        error_messages=tell_inconnue("un type de structure"),
    )
    famille = forms.ChoiceField(
        label="Ce que vous achetez",
        choices=lambda: [("", "Toutes les familles d’achats"), *read_familles().items()],
        required=False,
        error_messages=tell_inconnue("une famille d’achats"),
    )
    jour = ask_jour("Au jour du")
    habitants = forms.CharField(
        label="Nombre d’habitants",
        required=False,
        max_length=20,
        error_messages={"max_length": "Ce nombre est trop long : par exemple « 50 000 »."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    territoire = forms.ChoiceField(
        label="Territoire",
        choices=list_choix(Territoire, "Tous"),
        required=False,
        error_messages=tell_inconnue("un territoire"),
    )
    spaser = forms.ChoiceField(
        label="SPASER",
        choices=[
            ("", "Je ne sais pas"),
            (Assujettissement.OBLIGE.value, "Obligatoire pour nous"),
            (Assujettissement.NON_OBLIGE.value, "Pas obligatoire pour nous"),
        ],
        required=False,
        error_messages=tell_inconnue("une réponse"),
    )
    theme = forms.ChoiceField(
        label="Thème",
        choices=list_choix(Theme, "Tous"),
        required=False,
        error_messages=tell_inconnue("un thème"),
    )
    etat = forms.ChoiceField(
        label="Quand",
        choices=list_choix(Vigueur, "Passées, en vigueur et à venir"),
        required=False,
        error_messages=tell_inconnue("une période"),
    )

    def clean_habitants(self) -> int | None:
        texte = _BLANCS.sub("", self.cleaned_data["habitants"])
        if not texte:
            return None
        if not (texte.isascii() and texte.isdigit() and int(texte) <= _HABITANTS_MAX):
            raise forms.ValidationError("Écrivez un nombre entier d’habitants, comme « 50 000 ».")
        return int(texte)

    def clean_jour(self) -> date | None:
        jour: date | None = self.cleaned_data["jour"]
        debut, fin = _JOURS
        if jour and not debut <= jour <= fin:
            raise forms.ValidationError(f"Choisissez un jour entre {debut.year} et {fin.year}.")
        return jour

    def make_acheteur(self) -> AcheteurConnu:
        """Return what is known of the buyer; an answer that was refused is not known."""
        return AcheteurConnu(
            nature=self._read("nature", NatureAcheteur),
            habitants=self.cleaned_data.get("habitants"),
            territoire=self._read("territoire", Territoire),
            spaser=self._read("spaser", Assujettissement),
        )

    def read_famille(self) -> str:
        return self.cleaned_data.get("famille") or ""

    def read_jour(self, aujourd_hui: date) -> date:
        """Return the day asked for; today when none is."""
        return self.cleaned_data.get("jour") or aujourd_hui

    def read_theme(self) -> Theme | None:
        return self._read("theme", Theme)

    def read_etat(self) -> Vigueur | None:
        return self._read("etat", Vigueur)

    def _read[T: Nomenclature](self, nom: str, valeurs: type[T]) -> T | None:
        valeur = self.cleaned_data.get(nom)
        return valeurs(valeur) if valeur else None
