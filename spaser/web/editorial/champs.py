"""The form of a text, and the fields that several kinds share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.metier.registre.nomenclatures import Nomenclature
from spaser.web.socle.formulaires import (
    ChampJour,
    Texte,
    TexteLong,
    let_wait,
    list_choix,
    tell_inconnue,
)
from spaser.web.socle.repetitions import FormRepete, Liste

UN_PAR_LIGNE = "Un par ligne."
LIGNES_MAX, LIGNE_MAX = 60, 1_000
AIDE_CORPS = (
    "Une ligne vide sépare deux paragraphes ; « - » commence une ligne de liste, **deux étoiles** "
    "mettent en gras. [mots](/adresse/) mène à une page, [[CODE]] cite un texte lu du site, "
    "{{CODE:nombre}} en reprend un nombre, qui le suivra."
)


class ChampLignes(TexteLong):
    def to_python(self, value: object) -> tuple[str, ...]:  # type: ignore[override]  # typed as a text
        """Return the lines that hold something."""
        lignes = (super().to_python(value) or "").split("\n")
        gardees = tuple(ligne.strip() for ligne in lignes if ligne.strip())
        if len(gardees) > LIGNES_MAX or any(len(ligne) > LIGNE_MAX for ligne in gardees):
            raise forms.ValidationError(
                f"Raccourcissez\u00a0: {LIGNES_MAX} lignes au plus, de {LIGNE_MAX} caractères."
            )
        return gardees

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, tuple | list) else value

    def run_validators(self, value: object) -> None:
        """Run no validator of a text field: the value is not a text."""


class ChampCorps(TexteLong):
    def __init__(self, label: str, *, rows: int = 12, aide: str = "", **options: Any) -> None:
        super().__init__(label, rows=rows, aide=aide or AIDE_CORPS, **options)


class ChampPlusieurs(forms.MultipleChoiceField):
    def __init__(
        self, label: str, valeurs: Iterable[Nomenclature], quoi: str, aide: str = ""
    ) -> None:
        connues = tuple(valeurs)
        super().__init__(
            label=label,
            help_text=aide,
            required=False,
            choices=[(valeur.value, valeur.libelle) for valeur in connues],
            widget=forms.CheckboxSelectMultiple(),
            error_messages=tell_inconnue(quoi),
        )

    def clean(self, value: Any) -> tuple[str, ...]:  # noqa: ANN401 - Django's
        return tuple(super().clean(value))


class ChampUn(forms.ChoiceField):
    def __init__(self, label: str, valeurs: type[Nomenclature], manque: str, quoi: str) -> None:
        super().__init__(
            label=label,
            choices=list_choix(valeurs),
            error_messages={"required": manque, **tell_inconnue(quoi)},
        )


class FormPartie(FormRepete):
    titre = Texte("Titre de la partie", requis="Donnez un titre à cette partie.", max_length=150)
    texte = ChampCorps("Texte", requis="Écrivez le texte de cette partie.")


PARTIES = Liste("parties", FormPartie, "Parties", "Partie", "Ajouter une partie", 30, ouverte=True)


class FormContenu(DsfrBaseForm):
    """A text: the fields of its kind come before those that say when to show it, and why.

    A kind may lay its fields in groups, each with a title.
    """

    GROUPES: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = ()
    PUBLICATION: ClassVar = ("effet_le", "motif")
    AUTOUR: ClassVar = frozenset({"version", *PUBLICATION})

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    effet_le = ChampJour(
        "Montrer ce texte à partir du",
        requis="Donnez le jour à partir duquel montrer ce texte.",
        aide="Le jour de l’approbation s’il est déjà passé",
    )
    motif = let_wait(
        Texte("Ce qui change, et pourquoi", aide="Demandé à l’envoi, pour la personne qui relit")
    )

    @classmethod
    def list_groupes(cls) -> tuple[tuple[str, tuple[str, ...]], ...]:
        propres = tuple(nom for nom in cls.base_fields if nom not in cls.AUTOUR)
        return cls.GROUPES or (("Le texte", propres),)

    def read(self) -> dict[str, Any]:
        return {
            nom: valeur
            for nom, valeur in self.cleaned_data.items()
            if nom not in self.AUTOUR and valeur is not None
        }
