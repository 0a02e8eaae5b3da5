"""What one writes in a discussion, and looks for in the history of a space."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.web.commun.models import TEXTE_MAX
from spaser.web.commun.versions import FormVersionne
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.siren import SirenRefuse, read_siren

type Choix = Iterable[tuple[str, str]]


def _text_field() -> forms.CharField:
    return forms.CharField(
        label="Votre commentaire",
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Écrivez votre commentaire.",
            "max_length": "Ce commentaire compte %(show_value)d caractères : gardez-en "
            "%(limit_value)d au plus.",
        },
    )


class FormCommentaire(DsfrBaseForm):
    texte = _text_field()
    mention = forms.ChoiceField(
        label="Prévenir un collègue",
        required=False,
        help_text="Son nom, précédé de @, ouvrira votre commentaire. Vous pouvez aussi l’écrire "
        "vous-même dans le texte.",
        error_messages={"invalid_choice": "Choisissez une personne de la liste."},
    )

    def __init__(self, *args: Any, collegues: Iterable[Utilisateur], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.collegues = {str(c.pk): c.nom_complet for c in collegues}
        if self.collegues:
            mention = cast("forms.ChoiceField", self.fields["mention"])
            mention.choices = [("", "Personne"), *self.collegues.items()]
            self.fields["texte"].widget.attrs["data-mentions"] = ""
        else:
            del self.fields["mention"]

    def clean(self) -> dict[str, Any]:
        """Name in the text whoever was picked in the list."""
        reponses = super().clean() or self.cleaned_data
        nom = self.collegues.get(reponses.get("mention", ""))
        texte = reponses.get("texte", "")
        if nom and texte and f"@{nom}" not in texte:
            reponses["texte"] = f"@{nom} {texte}"
        return reponses


class FormReprise(FormVersionne, DsfrBaseForm):
    texte = _text_field()


_DATE = "Écrivez une date, comme 24/11/2026."


def _date(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": _DATE},
    )


class FormPeriode(DsfrBaseForm):
    """Filters between two days; a wrong one narrows nothing."""

    du = _date("Du")
    au = _date("Au")

    def clean(self) -> dict[str, Any]:
        reponses = super().clean() or self.cleaned_data
        du, au = reponses.get("du"), reponses.get("au")
        if du and au and au < du:
            self.add_error("au", "Cette date est avant la première : échangez-les.")
        return reponses

    @property
    def retenus(self) -> dict[str, Any]:
        """Return the filters that could be read; a wrong one is not among them."""
        self.is_valid()
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur}


class FormFiltres(FormPeriode):
    qui = forms.ChoiceField(
        label="Personne",
        required=False,
        error_messages={"invalid_choice": "Choisissez une personne de la liste."},
    )
    outil = forms.ChoiceField(
        label="Outil",
        required=False,
        error_messages={"invalid_choice": "Choisissez un outil de la liste."},
    )
    field_order = ("qui", "outil", "du", "au")

    def __init__(self, *args: Any, personnes: Choix, outils: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["qui"]).choices = [("", "Tout le monde"), *personnes]
        cast("forms.ChoiceField", self.fields["outil"]).choices = [("", "Tous les outils"), *outils]


class FormJournal(FormPeriode):
    outil = forms.ChoiceField(
        label="Sujet",
        required=False,
        error_messages={"invalid_choice": "Choisissez un sujet de la liste."},
    )
    siren = forms.CharField(label="SIREN de l’organisation", required=False, max_length=30)
    field_order = ("outil", "siren", "du", "au")

    def __init__(self, *args: Any, sujets: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["outil"]).choices = [("", "Tous"), *sujets]

    def clean_siren(self) -> str:
        texte: str = self.cleaned_data["siren"]
        try:
            return read_siren(texte) if texte else ""
        except SirenRefuse as erreur:
            raise forms.ValidationError(str(erreur)) from erreur
