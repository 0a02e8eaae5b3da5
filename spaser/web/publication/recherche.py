"""How the public list is narrowed: words of a name or a SIREN, place, kind, year, demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django import forms
from django.db.models import Q
from django.http import QueryDict

from spaser.lettres import fold_mots
from spaser.web.organisations.forms.champs import list_regions
from spaser.web.organisations.models.organisation import TYPES
from spaser.web.publication.models import Publications
from spaser.web.socle.formulaires import FormLibre

_TEXTE_MAX: Final = 100


class FormRecherche(FormLibre):
    """What to look for; everything may be left empty."""

    q = forms.CharField(label="Nom ou SIREN", required=False, max_length=_TEXTE_MAX)
    region = forms.ChoiceField(
        label="Région", required=False, choices=lambda: list_regions("Toutes")
    )
    type = forms.ChoiceField(
        label="Type de structure", required=False, choices=[("", "Tous"), *TYPES]
    )
    annee = forms.IntegerField(
        label="Année", required=False, min_value=2000, max_value=2100, help_text="Par exemple 2025."
    )


@dataclass(frozen=True)
class Recherche:
    """A form as it was sent; what is wrong in it narrows nothing."""

    form: FormRecherche

    @property
    def filtre(self) -> bool:
        return any(self.form.cleaned_data.values())

    def narrow(self, publications: Publications) -> Publications:
        dits = self.form.cleaned_data
        if mots := fold_mots(dits.get("q", "")):
            publications = publications.filter(_match(mots))
        if region := dits.get("region"):
            publications = publications.filter(espace__organisation__code_region=region)
        if nature := dits.get("type"):
            publications = publications.filter(espace__organisation__type=nature)
        if annee := dits.get("annee"):
            publications = publications.filter(debut__lte=annee, annee__gte=annee)
        return publications


def read_recherche(donnees: QueryDict) -> Recherche:
    form = FormRecherche(donnees)
    form.is_valid()
    return Recherche(form)


def _match(mots: str) -> Q:
    """Return what finds every word in the name, or the number."""
    chiffres = mots.replace(" ", "")
    if chiffres.isdigit():
        return Q(espace__siren__startswith=chiffres)
    trouve = Q()
    for mot in mots.split():
        trouve &= Q(espace__organisation__nom_plie__contains=f" {mot}")
    return trouve
