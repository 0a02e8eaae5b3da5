"""Forms to send extracts of spend, and to say what their columns are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from django import forms
from django.utils import timezone
from django.utils.html import escape
from dsfr.forms import DsfrBaseForm
from dsfr.utils import dsfr_input_class_attr

from spaser.donnees.depenses.colonnes import (
    MONTANTS,
    ChampExtrait,
    CorrespondanceExtrait,
    TableTrouvee,
)
from spaser.donnees.envois.formats import MEGA, TAILLE_TABLEUR
from spaser.web.socle.formulaires import NE_PAS_LIRE, ChampFichiers, FormCorrespondance

PREMIERE_ANNEE: Final = 2010
FICHIERS_MAX: Final = 10
AUCUN: Final = "aucun"
_VIDE: Final = "Colonne vide."
_NATURES: Final = (
    ("", "Je ne sais pas : comptez une fourchette"),
    ("ht", "Hors taxes"),
    ("ttc", "Toutes taxes comprises"),
)
_GROUPES: Final = (
    ("Montants", (*MONTANTS, ChampExtrait.TAUX_TVA, ChampExtrait.MONTANT_TVA)),
    ("Dates", (ChampExtrait.DATE_PAIEMENT, ChampExtrait.DATE, ChampExtrait.EXERCICE)),
    (
        "Fournisseur",
        (
            ChampExtrait.TIERS,
            ChampExtrait.SIRET,
            ChampExtrait.SIREN,
            ChampExtrait.CODE_POSTAL,
            ChampExtrait.TYPE_TIERS,
        ),
    ),
    (
        "Pièce",
        (
            ChampExtrait.COMPTE,
            ChampExtrait.MARCHE,
            ChampExtrait.PIECE,
            ChampExtrait.TYPE_PIECE,
            ChampExtrait.STATUT,
            ChampExtrait.OBJET,
        ),
    ),
    ("Autres", (ChampExtrait.FAMILLE, ChampExtrait.CPV, ChampExtrait.ACHETEUR)),
)


class FormDepot(DsfrBaseForm):
    fichiers = ChampFichiers(
        label="Vos extraits",
        maximum=FICHIERS_MAX,
        help_text="Mandats, factures ou commandes : les colonnes sont trouvées par leurs titres, "
        "et vous les vérifiez. CSV, XLSX ou ODS, "
        f"{TAILLE_TABLEUR // MEGA} Mo au plus par envoi.",
        error_messages={"required": "Choisissez au moins un fichier."},
    )
    annee = forms.IntegerField(
        label="Année attendue",
        required=False,
        min_value=PREMIERE_ANNEE,
        help_text="Si vous la donnez, les lignes d’une autre année sont mises à part et montrées.",
        error_messages={
            "invalid": "Écrivez une année, comme 2025.",
            "min_value": f"Écrivez une année à partir de {PREMIERE_ANNEE}.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_annee(self) -> int | None:
        annee: int | None = self.cleaned_data["annee"]
        if annee and annee > timezone.localdate().year:
            raise forms.ValidationError("Cette année n’a pas commencé.")
        return annee


class FormColonnes(FormCorrespondance):
    champ = ChampExtrait
    aucun = AUCUN
    doublon = f"gardez-en une, et mettez l’autre sur « {NE_PAS_LIRE} »."

    version = forms.IntegerField(widget=forms.HiddenInput)
    montant_est = forms.ChoiceField(
        label="La colonne « Montant, sans dire HT ou TTC » est",
        choices=_NATURES,
        required=False,
        widget=forms.RadioSelect,
    )
    annee = forms.IntegerField(
        label="Année de toutes les lignes",
        required=False,
        min_value=PREMIERE_ANNEE,
        help_text="Seulement si aucune colonne ne porte de date ni d’exercice.",
        error_messages={
            "invalid": "Écrivez une année, comme 2025.",
            "min_value": f"Écrivez une année à partir de {PREMIERE_ANNEE}.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, data: Any, apercu: TableTrouvee, version: int) -> None:  # noqa: ANN401 - Django's
        depart = apercu.correspondance
        initial = {
            "version": version,
            "montant_est": depart.montant_est or "",
            "annee": depart.annee,
        }
        super().__init__(data, apercu, initial)
        for nom in self.titres:
            dsfr_input_class_attr(self[nom])

    def ask(self, titre: str, exemples: tuple[str, ...]) -> forms.ChoiceField:
        return forms.ChoiceField(
            label=titre,
            # What a file holds is written in a page: never as HTML.
            help_text=escape(f"Par exemple : {' ; '.join(exemples)}" if exemples else _VIDE),
            choices=[(AUCUN, NE_PAS_LIRE), *_list_choix()],
            error_messages={
                "required": f"Dites ce que contient cette colonne, ou « {NE_PAS_LIRE} ».",
                "invalid_choice": "Choisissez dans la liste.",
            },
        )

    @property
    def colonnes(self) -> list[forms.BoundField]:
        return [self[nom] for nom in self.titres]

    @property
    def reste(self) -> list[forms.BoundField]:
        return [self["montant_est"], self["annee"]]

    def show_autre(self, autre: CorrespondanceExtrait) -> None:
        """Say beside each column what somebody else has just saved."""
        lues = {titre: champ.libelle for champ, titre in autre.colonnes.items()}
        for nom, titre in self.titres.items():
            self[nom].help_text = f"Enregistré entre-temps : {lues.get(titre, NE_PAS_LIRE)}."

    def read(self) -> CorrespondanceExtrait:
        depart: CorrespondanceExtrait = self.depart
        return msgspec.structs.replace(
            depart,
            colonnes=self.read_colonnes(),
            montant_est=self.cleaned_data.get("montant_est") or None,
            annee=self.cleaned_data.get("annee"),
        )


def _list_choix() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for groupe, champs in _GROUPES:
        yield groupe, [(champ.value, champ.libelle) for champ in champs]
