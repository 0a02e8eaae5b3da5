"""The form of a correction, of one contract or of many; an empty answer changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django import forms
from django.forms import BoundField
from dsfr.forms import DsfrBaseForm

from spaser.donnees.contrats.cellules import EUROS_MAX, HEURES_MAX, LOT_MAX
from spaser.donnees.envois.formats import DOCUMENTS
from spaser.donnees.referentiels.embarques import read_familles
from spaser.donnees.tables.cellules import MontantIllisible, read_centimes
from spaser.metier.corrections.champs import (
    DEFINITIONS,
    GROUPES,
    ChampMarche,
    Definition,
    NatureChamp,
    Reponse,
)
from spaser.metier.corrections.coherence import SaisieContradictoire, complete
from spaser.web.socle.fichiers import Envoi, ErreurFichier, examine

_INCHANGE: Final = "Ne pas changer"
_CENT: Final = 100


class ChampEuros(forms.CharField):
    """An amount as people write it; kept as « 1234.50 »."""

    def to_python(self, value: Any) -> str:  # noqa: ANN401 - Django's signature
        texte = super().to_python(value)
        if not texte:
            return ""
        try:
            centimes = read_centimes(texte)
        except MontantIllisible as erreur:
            raise forms.ValidationError(
                "Ce montant ne se lit pas : écrivez-le comme 1 234,50 €."
            ) from erreur
        if not 0 <= centimes <= EUROS_MAX * _CENT:
            raise forms.ValidationError("Donnez un montant entre 0 et 10 milliards d’euros.")
        return f"{centimes // _CENT}.{centimes % _CENT:02d}"


def _make_etat(definition: Definition) -> forms.Field:
    choix = [("", _INCHANGE), *((etat.value, etat.libelle) for etat in Reponse)]
    return forms.ChoiceField(
        label=definition.libelle, help_text=definition.aide, choices=choix, required=False
    )


def _make_euros(definition: Definition) -> forms.Field:
    return ChampEuros(
        label=definition.libelle,
        help_text=definition.aide,
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def _make_heures(definition: Definition) -> forms.Field:
    return forms.IntegerField(
        label=definition.libelle,
        help_text=definition.aide,
        required=False,
        min_value=0,
        max_value=HEURES_MAX,
        error_messages={"invalid": "Écrivez un nombre entier d’heures, comme 350."},
    )


def _make_jour(definition: Definition) -> forms.Field:
    return forms.DateField(
        label=definition.libelle,
        help_text=definition.aide,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Cette date ne se lit pas : écrivez-la comme 31/12/2025."},
    )


def _make_texte(definition: Definition) -> forms.Field:
    return forms.CharField(
        label=definition.libelle, help_text=definition.aide, required=False, max_length=LOT_MAX
    )


def _make_famille(definition: Definition) -> forms.Field:
    choix = [("", _INCHANGE), *read_familles().items()]
    return forms.ChoiceField(
        label=definition.libelle, help_text=definition.aide, choices=choix, required=False
    )


_FABRIQUES: Final = {
    NatureChamp.FAMILLE: _make_famille,
    NatureChamp.ETAT: _make_etat,
    NatureChamp.EUROS: _make_euros,
    NatureChamp.HEURES: _make_heures,
    NatureChamp.JOUR: _make_jour,
    NatureChamp.TEXTE: _make_texte,
}


_FormChamps = type(
    "_FormChamps",
    (DsfrBaseForm,),
    {
        champ.value: _FABRIQUES[definition.nature](definition)
        for champ, definition in DEFINITIONS.items()
    },
)


class FormCorrection(_FormChamps):  # type: ignore[misc, valid-type]  # its fields are drawn above
    justification = forms.CharField(
        label="Sur quoi vous fondez-vous ?",
        help_text="Une phrase : l’article du marché, la page du règlement de consultation, la "
        "délibération… Elle reste avec la correction.",
        max_length=500,
        min_length=5,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Dites en une phrase sur quoi la correction se fonde.",
            "min_length": "Dites-le en une phrase : quelques mots suffisent.",
        },
    )
    preuve = forms.FileField(
        label="Pièce à l’appui",
        required=False,
        help_text="PDF, ODT ou DOCX, 20 Mo au plus.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.odt,.docx", "class": "fr-upload"}),
    )

    def clean_preuve(self) -> Envoi | None:
        preuve = self.cleaned_data.get("preuve")
        try:
            return examine(preuve, DOCUMENTS) if preuve else None
        except ErreurFichier as refus:
            raise forms.ValidationError(str(refus)) from refus

    def clean(self) -> dict[str, Any]:
        """Refuse answers that contradict each other, and an act that says nothing."""
        nettes: dict[str, Any] = super().clean() or {}
        if self.errors:
            return nettes
        saisies = self.read()
        if not saisies:
            raise forms.ValidationError(
                "Rien n’est changé : répondez à une question au moins, ou revenez à la liste."
            )
        etats = {
            c: Reponse(v) for c, v in saisies.items() if c.definition.nature is NatureChamp.ETAT
        }
        try:
            complete({}, etats)
        except SaisieContradictoire as erreur:
            self.add_error(erreur.champ.value, str(erreur))
        return nettes

    def read(self) -> dict[ChampMarche, str]:
        return {
            champ: _write(valeur)
            for champ in DEFINITIONS
            if (valeur := self.cleaned_data.get(champ.value)) not in (None, "")
        }

    def groupes(self) -> Iterator[tuple[str, list[BoundField]]]:
        for groupe, titre in GROUPES.items():
            yield titre, [self[c.value] for c, d in DEFINITIONS.items() if d.groupe is groupe]


def _write(valeur: object) -> str:
    return valeur.isoformat() if isinstance(valeur, date) else str(valeur).strip()
