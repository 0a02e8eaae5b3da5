"""Forms of the team, and those by which readers and buyers reach it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils import timezone
from dsfr.forms import DsfrBaseForm

from spaser.metier.dates import DatePartielle
from spaser.metier.registre import nomenclatures
from spaser.metier.registre.fiche import (
    DocumentPublic,
    Periode,
    Schema,
    SourcePublique,
    Spaser,
    Structure,
)
from spaser.metier.statuts import DECLARABLES, Statut
from spaser.web.registre.depot.formulaires.champs import (
    ChampChoix,
    ChampDate,
    ChampDepartements,
    ChampEntier,
    ChampOuiNon,
    ChampRegion,
    ChampSiren,
)
from spaser.web.registre.models import NatureSignalement
from spaser.web.socle.formulaires import ChampAdresse, Texte

MOTIF_MAX: Final = 2000
_REPONSE_REQUISE: Final = "Écrivez ce qu’il faut corriger, ou pourquoi : la personne le recevra."


def _texte(label: str, aide: str, requis: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=aide,
        required=bool(requis),
        max_length=MOTIF_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": requis,
            "max_length": f"Raccourcissez ce texte : {MOTIF_MAX} caractères au plus.",
        },
    )


class FormVerdict(DsfrBaseForm):
    """An answer; a reason is asked for by the decisions that need one."""

    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    reponse = _texte(
        "Message",
        "Facultatif pour accepter ; demandé pour renvoyer, refuser ou retirer. La personne le "
        "reçoit par courriel.",
    )

    def require_reponse(self) -> bool:
        """Ask for a reason; say whether there is one."""
        if self.cleaned_data.get("reponse", "").strip():
            return True
        self.add_error("reponse", _REPONSE_REQUISE)
        return False


class FormRetrait(DsfrBaseForm):
    """Why a sheet leaves the register; the public reads it."""

    motif = _texte(
        "Motif du retrait", "Publié à l’adresse de la fiche.", "Donnez le motif du retrait."
    )


class FormRetour(DsfrBaseForm):
    """Why a sheet goes back to a former version; the public reads it among the versions."""

    depuis = forms.IntegerField(widget=forms.HiddenInput())
    motif = forms.CharField(
        label="Pourquoi ?",
        help_text="En une phrase. Publié dans la liste des versions.",
        max_length=200,
        error_messages={
            "required": "Dites en une phrase pourquoi la fiche revient en arrière.",
            "max_length": "Raccourcissez cette phrase : 200 caractères au plus.",
        },
    )


class FormRevendication(DsfrBaseForm):
    """Who claims a sheet, and how the team can tell."""

    siren = ChampSiren("SIREN de votre organisation", requis="Donnez le SIREN de l’organisation.")
    message = _texte(
        "Votre message",
        "Votre fonction, et comment l’équipe peut vérifier que la fiche est à vous.",
        "Dites en une phrase comment l’équipe peut vérifier.",
    )


class FormSignalement(DsfrBaseForm):
    """What a reader finds wrong. `site` is a trap: people do not see it, machines fill it."""

    nature = forms.ChoiceField(
        label="Ce qui ne va pas",
        choices=NatureSignalement.choices,
        widget=forms.RadioSelect(),
        error_messages={
            "required": "Choisissez ce qui ne va pas.",
            "invalid_choice": "Choisissez dans la liste.",
        },
    )
    message = _texte(
        "Précisions",
        "Ce qui est faux, ce qui serait juste, et si possible où on peut le lire.",
        "Décrivez l’erreur en une phrase.",
    )
    courriel = forms.EmailField(
        label="Votre adresse électronique",
        required=False,
        help_text="Si vous voulez une réponse. Elle ne sert qu’à cela.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Cette adresse n’a pas la forme nom@domaine.fr. Corrigez-la."},
    )
    site = forms.CharField(label="Ne remplissez pas ce champ", required=False)


class FormRecensement(DsfrBaseForm):
    """A scheme found in a public source: only what it says."""

    source_url = ChampAdresse("Adresse de la source", requis="Donnez l’adresse de la page lue.")
    source_libelle = Texte(
        "Qui le dit",
        requis="Dites qui publie cette page.",
        aide="Par exemple : site de la structure, délibération, La Gazette",
    )
    source_date = ChampDate("Lue le", requis="Donnez le jour de votre lecture.", aide="24/11/2026")
    confiance = ChampChoix(
        "Confiance", nomenclatures.Confiance, requis="Dites à quel point la source est sûre."
    )
    nom = Texte("Nom de la structure", requis="Donnez le nom usuel de la structure.")
    siren = ChampSiren(aide="À laisser vide si la source ne le donne pas")
    type = ChampChoix(
        "Type de structure",
        nomenclatures.TypeStructure,
        requis="Choisissez le type de la structure.",
    )
    code_region = ChampRegion()
    codes_departement = ChampDepartements()
    titre = Texte("Titre du schéma")
    statut = ChampChoix("Statut", DECLARABLES)
    edition = ChampEntier("Édition", 1, 50)
    adopte_le = ChampDate("Adopté le")
    debut = ChampDate("Début de la période")
    fin = ChampDate("Fin de la période")
    mutualise = ChampOuiNon("Mutualisé")
    document_url = ChampAdresse("Adresse du texte du schéma")
    malgre_doublon = forms.BooleanField(
        label="Publier même si une autre fiche semble parler du même schéma", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source_date"].initial = timezone.localdate().isoformat()

    def clean_source_date(self) -> str:
        """Ask for a day, not later than today."""
        jour: str = self.cleaned_data["source_date"]
        if len(jour) < len("2026-11-24"):
            raise forms.ValidationError("Donnez le jour, par exemple 24/11/2026.")
        if jour > timezone.localdate().isoformat():
            raise forms.ValidationError("Ce jour n’est pas encore venu.")
        return jour

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        super().clean()
        donnees = self.cleaned_data
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if debut and fin and DatePartielle(fin).fin < DatePartielle(debut).debut:
            self.add_error("fin", "La fin est avant le début. Échangez-les, ou corrigez l’une.")
        return donnees

    def read(self) -> Spaser:
        """Return the sheet."""
        lu = self.cleaned_data
        return Spaser(
            structure=Structure(
                nom=lu["nom"],
                siren=lu["siren"],
                type=nomenclatures.TypeStructure(lu["type"]),
                code_region=lu["code_region"],
                codes_departement=tuple(lu["codes_departement"] or ()),
            ),
            schema=Schema(
                titre=lu["titre"],
                statut=Statut(lu["statut"]) if lu["statut"] else None,
                edition=lu["edition"],
                adopte_le=_date(lu["adopte_le"]),
                periode=Periode(debut=_date(lu["debut"]), fin=_date(lu["fin"])),
                mutualise=lu["mutualise"],
            ),
            documents=self._documents(),
            sources=(
                SourcePublique(
                    libelle=lu["source_libelle"],
                    url=lu["source_url"],
                    consulte_le=_date(lu["source_date"]),
                ),
            ),
        )

    def _documents(self) -> tuple[DocumentPublic, ...]:
        url = self.cleaned_data["document_url"]
        if not url:
            return ()
        return (
            DocumentPublic(
                titre="Texte du schéma", url=url, nature=nomenclatures.TypeDocument.SCHEMA
            ),
        )


def _date(texte: str | None) -> DatePartielle | None:
    return DatePartielle(texte) if texte else None
