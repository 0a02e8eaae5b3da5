"""The forms of people and contacts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final, cast

from django import forms
from django.utils import timezone
from dsfr.forms import DsfrBaseForm

from spaser.metier.acteurs.modele import TEXTE_MAX, Moyen, clean_nom, clean_texte
from spaser.web.acteurs.models import Acteur, Echange, Personne
from spaser.web.commun.versions import FormVersionne

_ANCIEN: Final = date(1990, 1, 1)
_LOIN: Final = timedelta(days=5 * 366)
_DATE: Final = "Écrivez une date, par exemple 24/11/2026."


def _jour(label: str, aide: str = "", *, voulu: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=aide,
        required=voulu,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _DATE, "required": _DATE},
    )


def _court(
    label: str, aide: str = "", longueur: int = 150, *, voulu: bool = False
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=aide,
        required=voulu,
        max_length=longueur,
        error_messages={
            "required": "Donnez un nom.",
            "max_length": f"Raccourcissez : {longueur} signes au plus.",
        },
    )


class FormContact(FormVersionne, DsfrBaseForm):
    nom = _court("Nom", voulu=True)
    fonction = _court("Fonction")
    courriel = forms.EmailField(
        label="Adresse électronique",
        required=False,
        error_messages={"invalid": "Écrivez une adresse comme prenom.nom@exemple.fr."},
    )
    telephone = _court("Téléphone", longueur=40)
    dernier_contact = _jour(
        "Dernier contact",
        "Trois ans après ce jour, sans échange noté entre-temps, la personne est effacée. "
        "Un courriel l’annonce un mois avant.",
    )

    def clean_nom(self) -> str:
        return clean_nom(self.cleaned_data["nom"])

    def clean_dernier_contact(self) -> date:
        return _check_passe(self.cleaned_data["dernier_contact"])


class FormEchange(FormVersionne, DsfrBaseForm):
    jour = _jour("Quand")
    moyen = forms.ChoiceField(
        label="Comment",
        choices=[(moyen.value, moyen.libelle) for moyen in Moyen],
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )
    personne = forms.ModelChoiceField(
        label="Avec qui",
        queryset=Personne.objects.none(),
        required=False,
        empty_label="Sans personne en particulier",
        error_messages={"invalid_choice": "Cette personne n’est plus notée : choisissez-en une."},
    )
    dit = forms.CharField(
        label="Ce qui s’est dit",
        strip=False,
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Notez en une phrase ce qui s’est dit ou décidé.",
            "max_length": f"Raccourcissez ce texte : {TEXTE_MAX} signes au plus.",
        },
    )
    relance_le = _jour(
        "Prochaine date",
        "Elle paraîtra dans les relances ; un courriel vous la rappellera la veille.",
        voulu=False,
    )

    def __init__(self, *args: Any, acteur: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        personne = cast("forms.ModelChoiceField[Personne]", self.fields["personne"])
        personne.queryset = acteur.personnes.all()
        self.personnes = list(personne.queryset)  # evaluated once: the page asks several times
        noms = [(p.pk, p.nom) for p in self.personnes]
        personne.choices = [("", personne.empty_label), *noms]

    def clean_jour(self) -> date:
        return _check_passe(self.cleaned_data["jour"])

    def clean_dit(self) -> str:
        dit = clean_texte(self.cleaned_data["dit"])
        if not dit:
            raise forms.ValidationError(self.fields["dit"].error_messages["required"])
        return dit

    def clean_relance_le(self) -> date | None:
        jour: date | None = self.cleaned_data["relance_le"]
        if jour and not _ANCIEN <= jour <= timezone.localdate() + _LOIN:
            raise forms.ValidationError("Choisissez une date dans les cinq ans qui viennent.")
        return jour

    def clean(self) -> dict[str, Any]:
        """Refuse to come back before having met."""
        reponses = super().clean() or self.cleaned_data
        jour, relance = reponses.get("jour"), reponses.get("relance_le")
        if jour and relance and relance < jour:
            self.add_error("relance_le", "La prochaine date ne peut pas précéder l’échange.")
        return reponses


def fill_echange(echange: Echange) -> dict[str, Any]:
    noms = ("jour", "moyen", "personne", "dit", "relance_le")
    return {nom: getattr(echange, nom) for nom in noms}


def fill_personne(personne: Personne) -> dict[str, Any]:
    noms = ("nom", "fonction", "courriel", "telephone", "dernier_contact")
    return {nom: getattr(personne, nom) for nom in noms}


def _check_passe(jour: date) -> date:
    if not _ANCIEN <= jour <= timezone.localdate():
        raise forms.ValidationError("Ce jour n’est pas encore venu, ou il est trop ancien.")
    return jour
