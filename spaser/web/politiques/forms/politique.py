"""A plan and its objectives."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.metier.indicateurs import SousTheme
from spaser.metier.politiques import (
    ANNEES,
    EtatPlan,
    explain_periode,
    find_au_catalogue,
    find_jumelle,
    load_plans,
)
from spaser.web.commun.versions import Difference, FormVersionne
from spaser.web.politiques.forms.objectifs import (
    list_typees,
    make_tableau,
    open_objectifs,
    read_objectifs,
    tell_objectifs,
)
from spaser.web.politiques.models import CHOIX_ETAT, Politique
from spaser.web.socle.formulaires import HORS_LISTE

_LONG: Final = "Ce texte est trop long : gardez %(limit_value)s signes au plus."


class FormPolitique(FormVersionne, DsfrBaseForm):
    """A plan: when, who, where, which themes; then its objectives, in `objectifs`."""

    nom = forms.CharField(
        label="Nom du plan",
        max_length=200,
        error_messages={"required": "Donnez le nom du plan.", "max_length": _LONG},
    )
    etat = forms.ChoiceField(
        label="Où en est-il ?",
        choices=CHOIX_ETAT,
        initial=EtatPlan.EXISTE,
        error_messages={"required": "Dites où en est ce plan.", **HORS_LISTE},
    )
    debut = forms.IntegerField(
        label="Première année",
        required=False,
        min_value=ANNEES[0],
        max_value=ANNEES[1],
        help_text="Par exemple 2022.",
    )
    fin = forms.IntegerField(
        label="Dernière année",
        required=False,
        min_value=ANNEES[0],
        max_value=ANNEES[1],
        help_text="Laissez vide s’il n’a pas de terme.",
    )
    service = forms.CharField(
        label="Service ou fonction pilote",
        required=False,
        max_length=200,
        help_text="Une fonction plutôt qu’un nom : « direction de la transition écologique ».",
        error_messages={"max_length": _LONG},
    )
    lien = forms.URLField(
        label="Adresse du document",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Une adresse complète, comme https://www.exemple.fr/plan.pdf.",
        error_messages={
            "invalid": "Nous ne reconnaissons pas cette adresse : copiez-la entière depuis votre "
            "navigateur, avec https:// au début.",
            "max_length": _LONG,
        },
    )
    document = forms.CharField(
        label="Ou bien : où le trouver",
        required=False,
        max_length=300,
        help_text="Une délibération, un dossier partagé : « délibération 2022-45 ».",
        error_messages={"max_length": _LONG},
    )
    sous_themes = forms.MultipleChoiceField(
        label="Thèmes dont il parle",
        required=False,
        choices=[(theme.value, theme.libelle) for theme in SousTheme],
        widget=forms.CheckboxSelectMultiple,
        error_messages=HORS_LISTE,
    )

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401 - Django's
        *,
        objectifs: Sequence[Mapping[str, str]] = (),
        autres: Collection[str],
        du_catalogue: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self._gardes = objectifs
        self.objectifs = open_objectifs(data, objectifs)
        self.a_relire = self.is_bound and not self.objectifs.is_bound  # lines were pasted
        self._autres, self._du_catalogue = autres, du_catalogue
        for nom in ("debut", "fin"):
            self.fields[nom].error_messages |= dict.fromkeys(
                ("invalid", "min_value", "max_value"),
                f"Écrivez une année entre {ANNEES[0]} et {ANNEES[1]}.",
            )

    def clean_nom(self) -> str:
        """Refuse a plan that is there already, here or in the catalogue."""
        nom = " ".join(self.cleaned_data["nom"].split())
        if jumelle := find_jumelle(nom, self._autres):
            raise forms.ValidationError(
                f"Vous avez déjà décrit « {jumelle} » : complétez-le, ou donnez un autre nom."
            )
        plan = None if self._du_catalogue else find_au_catalogue(nom, load_plans())
        if plan:
            raise forms.ValidationError(
                f"« {plan.nom} » est au catalogue : ouvrez-le depuis la liste de vos plans."
            )
        return nom

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        if faute := explain_periode(lus.get("debut"), lus.get("fin")):
            self.add_error("fin", faute)
        return lus

    def is_valid(self) -> bool:
        return super().is_valid() and self.objectifs.is_valid()

    def read(self) -> dict[str, Any]:
        lus: dict[str, Any] = super().read()
        return lus | {"objectifs": read_objectifs(self.objectifs)}

    def list_differences(self) -> Iterator[Difference]:
        yield from super().list_differences()
        la_leur = tell_objectifs(self._gardes)
        la_votre = tell_objectifs(list_typees(self.objectifs))
        if la_leur.split() != la_votre.split():
            yield Difference("Objectifs", la_leur, la_votre)

    def add_ligne(self) -> None:
        """Keep the objectives typed, and give one more line."""
        self.objectifs = make_tableau(list_typees(self.objectifs), en_plus=1)


def fill_politique(politique: Politique) -> dict[str, Any]:
    noms = "nom etat debut fin service lien document sous_themes".split()
    return {nom: getattr(politique, nom) for nom in noms}
