"""The questions: who the buyer is, what it spends, which duties to show."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from django import forms
from django.http import QueryDict
from dsfr.forms import DsfrBaseForm

from spaser.metier.assujettissement.acheteurs import NatureAcheteur, Territoire
from spaser.metier.assujettissement.conclusion import Verdict
from spaser.metier.assujettissement.depenses import Depenses
from spaser.metier.assujettissement.montants import ErreurMontant, read_montant
from spaser.metier.assujettissement.regimes import load_regle
from spaser.metier.assujettissement.regle import Situation
from spaser.metier.obligations.calendrier import Etat
from spaser.metier.obligations.modele import Theme
from spaser.metier.obligations.portee import Acheteur
from spaser.metier.registre.nomenclatures import Nomenclature

_BLANCS: Final = re.compile(r"[\s\u00a0\u2009\u202f]+")
_HABITANTS_MAX: Final = 100_000_000
_TAXES: Final = (("ht", "Hors taxes"), ("ttc", "Toutes taxes comprises"))
_ETENDUES: Final = (
    ("total", "Toutes les dépenses de marchés de l’année"),
    ("partie", "Une partie seulement : le total est plus élevé"),
)


def _choices(valeurs: type[Nomenclature], vide: str = "") -> list[tuple[str, str]]:
    choix = [(valeur.value, valeur.libelle) for valeur in valeurs]
    return [("", vide), *choix] if vide else choix


def _unknown(quoi: str) -> dict[str, str]:
    texte = f"« %(value)s » n’est pas {quoi} que nous connaissons : choisissez dans la liste."
    return {"invalid_choice": texte}


class FormulaireConcerne(DsfrBaseForm):
    """Whether the buyer must have a SPASER."""

    nature = forms.ChoiceField(
        label="Votre structure est",
        choices=_choices(NatureAcheteur, "Choisissez"),
        error_messages={
            "required": "Choisissez ce qu’est votre structure, ou « Je ne sais pas ».",
            **_unknown("un type de structure"),
        },
    )
    annee = forms.TypedChoiceField(
        label="Année civile des dépenses",
        coerce=int,
        help_text="De préférence la dernière année close.",
        error_messages={"required": "Choisissez une année.", **_unknown("une année")},
    )
    montant = forms.CharField(
        label="Dépenses de marchés de cette année-là",
        required=False,
        max_length=60,
        help_text="Par exemple « 62 500 000 » ou « 62,5 M€ ». Laissez vide si vous ne savez pas.",
        error_messages={"max_length": "Ce texte est trop long : écrivez seulement le montant."},
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    taxe = forms.ChoiceField(
        label="Ce montant est",
        choices=_TAXES,
        initial="ht",
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si la taxe est comprise.", **_unknown("une réponse")},
    )
    etendue = forms.ChoiceField(
        label="Il couvre",
        choices=_ETENDUES,
        initial="total",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Dites si le montant couvre toutes vos dépenses.",
            **_unknown("une réponse"),
        },
    )
    territoire = forms.ChoiceField(
        label="Territoire",
        choices=_choices(Territoire),
        initial=Territoire.METROPOLE.value,
        error_messages={"required": "Choisissez un territoire.", **_unknown("un territoire")},
    )

    def __init__(self, data: QueryDict | None, aujourdhui: date) -> None:
        close = str(aujourdhui.year - 1)
        super().__init__(self._complete(data, close) if data is not None else None)
        premiere = load_regle().regimes[0].depuis.year
        annees = range(aujourdhui.year, premiere - 1, -1)
        champ = self.fields["annee"]
        champ.choices = [
            (str(a), f"{a} (en cours)" if a == aujourdhui.year else str(a)) for a in annees
        ]
        champ.initial = close

    @classmethod
    def _complete(cls, data: QueryDict, annee: str) -> QueryDict:
        """Take what a short address leaves out for the usual answer."""
        complet = data.copy()
        for nom, champ in cls.base_fields.items():
            complet.setdefault(nom, champ.initial or "")
        if "annee" not in data:
            complet["annee"] = annee
        return complet

    def clean_montant(self) -> Decimal | None:
        """Read the amount as people write it."""
        texte = self.cleaned_data["montant"]
        if not texte:
            return None
        try:
            return read_montant(texte)
        except ErreurMontant as faute:
            raise forms.ValidationError(str(faute)) from faute

    def make_situation(self) -> Situation:
        """Return the answers as the rule takes them."""
        reponses = self.cleaned_data
        return Situation(
            nature=NatureAcheteur(reponses["nature"]),
            annee=reponses["annee"],
            depenses=self._make_depenses(),
            territoire=Territoire(reponses["territoire"]),
        )

    def _make_depenses(self) -> Depenses:
        montant = self.cleaned_data["montant"]
        if montant is None:
            return Depenses()
        ttc = self.cleaned_data["taxe"] == "ttc"
        depenses = Depenses.ttc(montant) if ttc else Depenses.exactes(montant)
        return depenses.partielles() if self.cleaned_data["etendue"] == "partie" else depenses


class FormulaireObligations(DsfrBaseForm):
    """Which duties to show. A question left empty filters nothing, so none is marked optional."""

    nature = forms.ChoiceField(
        label="Votre structure",
        choices=_choices(NatureAcheteur, "Toutes"),
        required=False,
        error_messages=_unknown("un type de structure"),
    )
    habitants = forms.CharField(
        label="Nombre d’habitants",
        required=False,
        max_length=20,
        error_messages={"max_length": "Ce nombre est trop long : par exemple « 50 000 »."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    territoire = forms.ChoiceField(
        label="Territoire",
        choices=_choices(Territoire, "Tous"),
        required=False,
        error_messages=_unknown("un territoire"),
    )
    spaser = forms.ChoiceField(
        label="SPASER",
        choices=[
            ("", "Je ne sais pas"),
            (Verdict.OBLIGE.value, "Obligatoire pour nous"),
            (Verdict.NON_OBLIGE.value, "Pas obligatoire pour nous"),
        ],
        required=False,
        error_messages=_unknown("une réponse"),
    )
    theme = forms.ChoiceField(
        label="Thème",
        choices=_choices(Theme, "Tous"),
        required=False,
        error_messages=_unknown("un thème"),
    )
    etat = forms.ChoiceField(
        label="Quand",
        choices=_choices(Etat, "Passées, en vigueur et à venir"),
        required=False,
        error_messages=_unknown("une période"),
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        for champ in self.fields.values():
            champ.template_name = "espace/composants/filtre.html"

    def clean_habitants(self) -> int | None:
        """Read a number with or without spaces."""
        texte = _BLANCS.sub("", self.cleaned_data["habitants"])
        if not texte:
            return None
        if not (texte.isascii() and texte.isdigit() and int(texte) <= _HABITANTS_MAX):
            raise forms.ValidationError("Écrivez un nombre entier d’habitants, comme « 50 000 ».")
        return int(texte)

    def make_acheteur(self) -> Acheteur:
        """Return what is known of the buyer; an answer that was refused is not known."""
        return Acheteur(
            nature=self._read("nature", NatureAcheteur),
            habitants=self.cleaned_data.get("habitants"),
            territoire=self._read("territoire", Territoire),
            spaser=self._read("spaser", Verdict),
        )

    def read_theme(self) -> Theme | None:
        """Return the theme asked for."""
        return self._read("theme", Theme)

    def read_etat(self) -> Etat | None:
        """Return the state asked for."""
        return self._read("etat", Etat)

    def _read[T: Nomenclature](self, nom: str, valeurs: type[T]) -> T | None:
        valeur = self.cleaned_data.get(nom)
        return valeurs(valeur) if valeur else None
