"""The questions: who the buyer is, what it spends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from django import forms
from django.http import QueryDict
from dsfr.forms import DsfrBaseForm

from spaser.metier.assujettissement.acheteurs import NatureAcheteur, Territoire
from spaser.metier.assujettissement.montants import ErreurMontant, read_depenses_annuelles
from spaser.metier.assujettissement.regimes import load_regle
from spaser.metier.assujettissement.regle import Depenses, Situation
from spaser.web.socle.choix import list_choix, tell_inconnue

_TAXES: Final = (("ht", "Hors taxes"), ("ttc", "Toutes taxes comprises"))
_ETENDUES: Final = (
    ("total", "Toutes les dépenses de marchés de l’année"),
    ("partie", "Une partie seulement : le total est plus élevé"),
)


class FormulaireConcerne(DsfrBaseForm):
    """Whether the buyer must have a SPASER."""

    nature = forms.ChoiceField(
        label="Votre structure est",
        choices=list_choix(NatureAcheteur, "Choisissez"),
        error_messages={
            "required": "Choisissez ce qu’est votre structure, ou « Je ne sais pas ».",
            **tell_inconnue("un type de structure"),
        },
    )
    annee = forms.TypedChoiceField(
        label="Année civile des dépenses",
        coerce=int,
        help_text="De préférence la dernière année close.",
        error_messages={"required": "Choisissez une année.", **tell_inconnue("une année")},
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
        error_messages={
            "required": "Dites si la taxe est comprise.",
            **tell_inconnue("une réponse"),
        },
    )
    etendue = forms.ChoiceField(
        label="Il couvre",
        choices=_ETENDUES,
        initial="total",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Dites si le montant couvre toutes vos dépenses.",
            **tell_inconnue("une réponse"),
        },
    )
    territoire = forms.ChoiceField(
        label="Territoire",
        choices=list_choix(Territoire),
        initial=Territoire.METROPOLE.value,
        error_messages={"required": "Choisissez un territoire.", **tell_inconnue("un territoire")},
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
            return read_depenses_annuelles(texte)
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
