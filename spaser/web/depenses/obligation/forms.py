"""The questions whose answers decide, asked inside a space."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.http import QueryDict

from spaser.metier.assujettissement.montants import write_montant
from spaser.metier.assujettissement.regle import Depenses
from spaser.metier.obligations.application import AcheteurConnu
from spaser.web.depenses.selectors import Depenses as DepensesLues
from spaser.web.espace.forms import FormulaireConcerne

_HABITANTS_MAX: Final = 100_000_000


class FormConclusion(FormulaireConcerne):
    """The public questions; the amount may be left to the extracts."""

    habitants = forms.IntegerField(
        label="Nombre d’habitants",
        required=False,
        min_value=1,
        max_value=_HABITANTS_MAX,
        help_text="Pour une collectivité : certaines obligations en dépendent.",
        error_messages={
            "invalid": "Écrivez un nombre entier d’habitants, comme 50000.",
            "min_value": "Écrivez un nombre d’habitants positif.",
            "max_value": "Ce nombre d’habitants est trop grand.",
        },
    )

    def __init__(
        self, data: QueryDict | None, aujourdhui: date, depenses: DepensesLues, connu: AcheteurConnu
    ) -> None:
        super().__init__(data, aujourdhui)
        self._depenses = depenses
        for champ in ("nature", "territoire", "habitants"):
            if (valeur := getattr(connu, champ)) is not None:
                self.fields[champ].initial = valeur
        if closes := [a for a in depenses.annees if a < aujourdhui.year]:
            self.fields["annee"].initial = str(closes[0])
        self.fields["etendue"].initial = None  # an extract may be a part: she says so herself
        if depenses.annees:
            self["montant"].help_text = self._tell_totaux()

    def _tell_totaux(self) -> str:
        totaux = [
            f"{annee} : {format_bornes(total.bas, total.haut)}"
            for annee in self._depenses.annees
            if (total := self._depenses.total(annee))
        ]
        lus = " ; ".join(totaux)
        return f"Laissez vide pour prendre le total HT de vos extraits ({lus})."

    @property
    def vient_des_extraits(self) -> bool:
        absent = self.cleaned_data["montant"] is None
        return absent and self._depenses.total(self.cleaned_data["annee"]) is not None

    def clean(self) -> dict[str, Any]:
        """Ask for an amount only when the extracts have none."""
        reponses = super().clean() or self.cleaned_data
        annee = reponses.get("annee")
        connue = self._depenses.total(annee) is not None if annee else False
        if self._depenses.annees and not connue and reponses.get("montant") is None and annee:
            lues = ", ".join(map(str, self._depenses.annees))
            self.add_error(
                "montant",
                f"Vos extraits ne disent rien de {annee} (années lues : {lues}). Écrivez le "
                "montant, ou choisissez une de ces années.",
            )
        return reponses

    def _make_depenses(self) -> Depenses:
        total = self._depenses.total(self.cleaned_data["annee"])
        if not self.vient_des_extraits or total is None:
            return super()._make_depenses()
        depenses = Depenses(max(total.bas, Decimal(0)), max(total.haut, Decimal(0)))
        return depenses.partielles() if self.cleaned_data["etendue"] == "partie" else depenses


def format_bornes(bas: Decimal, haut: Decimal) -> str:
    return (
        write_montant(bas)
        if bas == haut
        else f"entre {write_montant(bas)} et {write_montant(haut)}"
    )
