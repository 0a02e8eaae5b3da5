"""What an organisation is, when the tables do not say."""

from __future__ import annotations

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.donnees.referentiels.annuaire import departements
from spaser.web.organisations.forms.champs import list_regions
from spaser.web.organisations.models import Organisation
from spaser.web.organisations.models.organisation import TYPES
from spaser.web.socle.formulaires import refuse_lien

POPULATION_MAXIMUM = 100_000_000


def _departements() -> list[tuple[str, str]]:
    return [("", "Aucun"), *((d.code, f"{d.code} – {d.nom}") for d in departements().values())]


class FormEssai(DsfrBaseForm):
    """Who the buyer of a trial is: asked once, read by every tool."""

    nom = forms.CharField(
        label="Nom de l’acheteur",
        max_length=200,
        validators=[refuse_lien],
        help_text="Tel qu’il s’écrira sur vos documents.",
        error_messages={"required": "Écrivez le nom de l’acheteur."},
    )
    type = forms.ChoiceField(
        label="Type de structure", choices=[("", "Non renseigné"), *TYPES], required=False
    )
    code_region = forms.ChoiceField(label="Région", choices=list_regions, required=False)


class FormIdentite(DsfrBaseForm):
    """Name, kind and place of an organisation that is not in the tables."""

    nom = forms.CharField(
        label="Nom",
        max_length=200,
        validators=[refuse_lien],
        error_messages={"required": "Écrivez le nom de l’organisation."},
    )
    type = forms.ChoiceField(
        label="Type de structure", choices=[("", "Non renseigné"), *TYPES], required=False
    )
    code_region = forms.ChoiceField(label="Région", choices=list_regions, required=False)
    code_departement = forms.ChoiceField(
        label="Département",
        choices=_departements,
        required=False,
        help_text="Pour un organisme national ou régional, choisissez « Aucun ».",
    )
    population = forms.IntegerField(
        label="Nombre d’habitants",
        min_value=0,
        max_value=POPULATION_MAXIMUM,
        required=False,
        help_text="Seulement pour une collectivité ou une intercommunalité. Exemple : 125000",
        error_messages={
            "invalid": "Écrivez un nombre entier, sans espace ni virgule. Exemple : 125000",
            "min_value": "Un nombre d’habitants n’est pas négatif.",
            "max_value": "Ce nombre dépasse la population du pays : vérifiez-le.",
        },
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        self.organisation = organisation
        kwargs["initial"] = {
            "nom": organisation.nom,
            "type": organisation.type,
            "code_region": organisation.code_region,
            "code_departement": organisation.code_departement,
            "population": organisation.population,
        }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Keep region and department in step."""
        super().clean()
        donnees = self.cleaned_data
        departement = departements().get(donnees.get("code_departement", ""))
        region = donnees.get("code_region", "")
        if departement and region and departement.code_region != region:
            self.add_error(
                "code_departement",
                f"{departement.nom} n’est pas dans cette région : changez l’un ou l’autre.",
            )
        elif departement:
            donnees["code_region"] = departement.code_region
        return donnees

    def fill(self) -> Organisation:
        """Put the answers on the organisation, unsaved."""
        donnees = self.cleaned_data
        self.organisation.nom = " ".join(donnees["nom"].split())
        self.organisation.type = donnees["type"]
        self.organisation.code_region = donnees["code_region"]
        code = donnees["code_departement"]
        if code != self.organisation.code_departement:  # one choice must not lose the other codes
            self.organisation.codes_departement = [code] if code else []
        self.organisation.population = donnees["population"]
        return self.organisation
