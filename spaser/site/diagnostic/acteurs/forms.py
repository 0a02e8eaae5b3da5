"""Forms of stakeholders: one of them, the quick entry."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django import forms
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from spaser.elements import is_siren
from spaser.regles import acteurs
from spaser.regles.acteurs_importes import extract_siren
from spaser.regles.champs import GenreDit, change
from spaser.regles.droits import Operation
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic import models
from spaser.site.diagnostic.acteurs import services
from spaser.site.diagnostic.acteurs.services import create_acteur, list_acteurs, update_acteur
from spaser.site.espace.ressource import FormRessource
from spaser.site.organisations.espaces import fil_outil, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.socle.champs import ask_champ
from spaser.site.socle.formulaires import list_choix, refuse_lien
from spaser.site.socle.versions import VersionDepassee

# --- The forms of a stakeholder ---


_GROUPES: Final = [
    [c.nom for c in models.ACTEUR if c.groupe == groupe] for groupe in services.GROUPES
]
_TEXTES: Final = [c.nom for c in models.ACTEUR if c.groupe and c.genre is GenreDit.TEXTE]


class FormActeur(FormRessource):
    class Meta:
        model = models.Acteur
        fields: ClassVar = [nom for noms in _GROUPES for nom in noms]
        formfield_callback = ask_champ
        error_messages: ClassVar = {
            "nom": {
                "required": "Donnez le nom de la structure : c’est par lui qu’on la retrouve.",
                "max_length": "Raccourcissez ce nom : %(limit_value)s signes au plus.",
            },
            "siren": {"max_length": "Un SIREN compte neuf chiffres."},
        }

    def clean_nom(self) -> str:
        nom = acteurs.clean_nom(self.cleaned_data["nom"])
        if not nom:
            raise forms.ValidationError(self.fields["nom"].error_messages["required"])
        refuse_lien(nom)
        return nom

    def clean_siren(self) -> str:
        """Read a SIREN, or the one of a SIRET."""
        saisi = self.cleaned_data["siren"].strip()
        siren = extract_siren(saisi) if saisi else ""
        if saisi and not is_siren(siren):
            raise forms.ValidationError(
                "Ce n’est pas un SIREN : neuf chiffres, par exemple 001 010 016. Ou laissez vide."
            )
        return siren

    def clean(self) -> dict[str, Any]:
        lus = super().clean()
        lus |= {nom: acteurs.clean_texte(lus[nom]) for nom in _TEXTES if nom in lus}
        return lus | {"formes": acteurs.sort_formes(lus.get("formes", ()))}

    def read(self) -> acteurs.ActeurDit:
        """Return the line; what the form does not ask stays as it was."""
        lu: acteurs.ActeurDit = self.instance.read()
        return lu if self.instance.pk else change(lu, cle="")

    @property
    def etapes(self) -> list[list[forms.BoundField]]:
        return [[self[nom] for nom in noms] for noms in _GROUPES]


# --- The quick entry: a line a stakeholder, roles given in the order of the workshop sheet ---


VIDES: Final = 10
_CHAMPS: Final = {
    "typologie": "Typologie",
    "nom": "Nom",
    "role": "Rôle",
    "forme": "Forme",
    "contribution": "Contribution",
}


class LigneSaisie(forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """A line of the grid; without a name it says nothing."""

    forme = forms.ChoiceField(
        required=False, choices=list_choix(acteurs.FormeSollicitation, "À définir")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = models.Acteur
        fields = ("typologie", "nom", "role", "contribution")
        formfield_callback = ask_champ
        error_messages: ClassVar = {
            "nom": {"max_length": "Nom trop long : %(limit_value)s signes au plus."}
        }

    def __init__(
        self,
        envoye: QueryDict | None,
        *,
        prefix: str,
        rang: str,
        acteur: models.Acteur | None = None,
    ) -> None:
        super().__init__(envoye, prefix=prefix, instance=copy(acteur))
        if acteur:
            self.initial["forme"] = "".join(acteur.formes[:1])
            self.initial["version"] = acteur.version
        self.fields["nom"].required = False
        self.fields["contribution"].widget.attrs["rows"] = 1
        for nom, libelle in _CHAMPS.items():
            self.fields[nom].help_text = ""  # the page says it once
            widget = self.fields[nom].widget
            classe = "fr-select" if isinstance(widget, forms.Select) else "fr-input"
            widget.attrs |= {"class": classe, "aria-label": f"{libelle}, ligne {rang}"}

    def clean_nom(self) -> str:
        nom = acteurs.clean_nom(self.cleaned_data["nom"])
        refuse_lien(nom)
        return nom

    def clean(self) -> dict[str, object]:
        reponses = super().clean() or self.cleaned_data
        dits = [champ for champ in _CHAMPS if champ != "nom" and reponses.get(champ)]
        if "nom" in reponses and not reponses["nom"] and dits:
            self.add_error("nom", "Donnez le nom de cette ligne, ou videz-la.")
        return reponses

    def read(self) -> acteurs.ActeurDit:
        """Return the line; its only form stands for all those that it had, if it is another."""
        lu: acteurs.ActeurDit = self.instance.read()
        forme = self.cleaned_data["forme"]
        return change(
            lu,
            nom=lu.nom or self.initial["nom"],
            contribution=acteurs.clean_texte(lu.contribution),
            formes=acteurs.sort_formes({forme}) if "forme" in self.changed_data else lu.formes,
        )


@dataclass(frozen=True)
class BilanSaisie:
    ajoutes: int
    modifies: int
    depasses: list[str]  # stakeholders that somebody else changed meanwhile


class Grille:
    """The lines of the sheet: those that are there, then empty ones."""

    def __init__(
        self, acteurs: Sequence[models.Acteur], debut: int, envoye: QueryDict | None = None
    ) -> None:
        self.existantes = [
            (acteur, LigneSaisie(envoye, prefix=f"a{acteur.pk}", rang=str(rang), acteur=acteur))
            for rang, acteur in enumerate(acteurs, start=debut)
        ]
        self.nouvelles = [
            LigneSaisie(envoye, prefix=f"n{rang}", rang=f"+{rang}") for rang in range(1, VIDES + 1)
        ]

    def is_valid(self) -> bool:
        lignes = [*(ligne for _, ligne in self.existantes), *self.nouvelles]
        return all(ligne.is_valid() for ligne in lignes)

    @property
    def erreurs(self) -> list[tuple[str, str]]:
        lignes = [*(ligne for _, ligne in self.existantes), *self.nouvelles]
        return [
            (ligne[nom].id_for_label, f"{ligne.fields[nom].widget.attrs['aria-label']} : {texte}")
            for ligne in lignes
            for nom, textes in ligne.errors.items()
            for texte in textes
        ]

    @transaction.atomic
    def save(self, espace: Espace, auteur: Utilisateur) -> BilanSaisie:
        """Write what changed; a line that somebody else changed is left and named."""
        modifies, depasses = 0, []
        for acteur, ligne in self.existantes:
            apres = ligne.read()
            if apres == acteur.read():
                continue
            try:
                update_acteur(acteur, apres, ligne.cleaned_data["version"] or 0, auteur)
            except VersionDepassee:
                depasses.append(acteur.nom)
            else:
                modifies += 1
        nommees = [ligne for ligne in self.nouvelles if ligne.cleaned_data["nom"]]
        for ligne in nommees:
            create_acteur(espace, ligne.read(), auteur)
        return BilanSaisie(len(nommees), modifies, depasses)


# --- What the pages of stakeholders share ---


def find_acteur(espace: Espace, pk: int) -> models.Acteur:
    """Return a stakeholder of the space, or 404."""
    return get_object_or_404(list_acteurs(espace).select_related("modifie_par"), pk=pk)


def make_contexte_acteurs(
    request: HttpRequest, espace: Espace, *suite: tuple[str, str | None], **reste: object
) -> dict[str, Any]:
    return {
        "fil": fil_outil("Acteurs du territoire", "acteurs:tableau", request, espace, *suite),
        "espace": espace,
        "modifier": peut_dans(request, espace, Operation.MODIFIER_ACTEURS),
        **reste,
    }


def link_acteur(acteur: models.Acteur) -> tuple[str, str]:
    return acteur.nom, acteur.get_absolute_url()
