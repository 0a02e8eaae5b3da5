"""A plan handed over: a file or a pasted text, then what its columns say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final, cast

from django import forms
from django.forms.boundfield import BoundField
from dsfr.forms import DsfrBaseForm

from spaser.metier.plan.colonnes import PAR_NOM
from spaser.metier.plan.lecture.comparaison import Decision
from spaser.web.plan.importation.champs import ChampPlan, CorrespondancePlan
from spaser.web.plan.importation.lecture import TableLue
from spaser.web.socle.formulaires import HORS_LISTE, FormCorrespondance

_COLLE_MAX: Final = 400_000
_EXEMPLES: Final = 3
_LARGEUR: Final = 60


class FormImport(DsfrBaseForm):
    fichier = forms.FileField(
        label="Votre fichier",
        required=False,
        help_text="Excel (.xlsx), LibreOffice (.ods), CSV ou Word (.docx), 5 Mo au plus.",
        widget=forms.FileInput(attrs={"class": "fr-upload", "accept": ".csv,.xlsx,.ods,.docx"}),
        error_messages={
            "invalid": "Choisissez un fichier de votre ordinateur.",
            "empty": "Ce fichier est vide : enregistrez-le de nouveau.",
        },
    )
    texte = forms.CharField(
        label="Ou collez votre tableau",
        required=False,
        strip=False,
        max_length=_COLLE_MAX,
        widget=forms.Textarea({"rows": 8}),
        help_text="Copiez le tableau ou la liste dans Word, Excel ou une page, puis collez ici : "
        "une ligne par action.",
        error_messages={"max_length": "Ce texte est trop long : envoyez plutôt un fichier."},
    )

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        if not self.errors and bool(lus.get("fichier")) == bool(lus.get("texte", "").strip()):
            raise forms.ValidationError(
                "Choisissez un fichier, ou collez un texte : l’un des deux."
            )
        return lus


class FormColonnes(FormCorrespondance):
    champ = ChampPlan
    doublon = "choisissez l’une des deux."

    def ask(self, titre: str, _exemples: tuple[str, ...]) -> forms.ChoiceField:
        return forms.ChoiceField(
            label=titre,
            choices=[("", "À garder dans les notes"), *list_champs()],
            required=False,
            error_messages=HORS_LISTE,
            widget=forms.Select(attrs={"class": "fr-select"}),
        )

    def read(self) -> CorrespondancePlan:
        return CorrespondancePlan(titres=self.depart.titres, colonnes=self.read_colonnes())

    def colonnes(self) -> Iterator[tuple[BoundField, tuple[str, ...]]]:
        for nom in self.titres:
            yield self[nom], self.apercu.exemples[self.find_rang(nom)]


class Apercu:
    def __init__(self, lue: TableLue, correspondance: CorrespondancePlan) -> None:
        self.correspondance = correspondance
        self.ecrits = lue.ecrits
        self.exemples = [_list_exemples(lue, rang) for rang in range(len(lue.ecrits))]


def make_colonnes(
    lue: TableLue, proposee: CorrespondancePlan, envoye: Mapping[str, str] | None
) -> FormColonnes:
    return FormColonnes(envoye, Apercu(lue, proposee), {})


def list_champs() -> list[tuple[str, str]]:
    ordre = list(PAR_NOM)
    rangs = {champ: ordre.index(champ) if champ in PAR_NOM else len(ordre) for champ in ChampPlan}
    champs = sorted(ChampPlan, key=lambda champ: rangs[champ])
    return [(champ.value, champ.libelle) for champ in champs]


def read_choix(envoye: Mapping[str, str]) -> dict[int, Decision]:
    return {
        int(nom.removeprefix("choix-")): Decision(valeur)
        for nom, valeur in cast("Any", envoye).items()
        if nom.startswith("choix-") and nom[6:].isdecimal() and valeur in set(Decision)
    }


def _list_exemples(lue: TableLue, rang: int) -> tuple[str, ...]:
    textes = (x.textes[rang] for x in lue.lignes if rang < len(x.textes) and x.textes[rang].strip())
    return tuple(" ".join(texte.split())[:_LARGEUR] for texte in islice(textes, _EXEMPLES))
