"""To which partner a link is given, and for how long; what she says by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from dsfr.forms import DsfrBaseForm

from spaser.web.acteurs.models import Acteur
from spaser.web.socle.formulaires import HORS_LISTE, ask_texte, has_lien

MESSAGE_MAX: Final = 2000
_DUREES: Final = {"90": "Trois mois", "180": "Six mois", "365": "Un an"}


class FormAcces(DsfrBaseForm):
    partenaire = forms.ChoiceField(
        label="À quel partenaire ?",
        error_messages={"required": "Choisissez un partenaire.", **HORS_LISTE},
    )
    duree = forms.ChoiceField(
        label="Pour combien de temps ?",
        choices=list(_DUREES.items()),
        initial="90",
        error_messages={"required": "Choisissez une durée.", **HORS_LISTE},
    )

    def __init__(self, *args: Any, partenaires: Sequence[Acteur], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partenaires = {str(acteur.pk): acteur for acteur in partenaires}
        champ = self.fields["partenaire"]
        assert isinstance(champ, forms.ChoiceField)  # noqa: S101 - declared above
        champ.choices = [(pk, acteur.nom) for pk, acteur in self.partenaires.items()]

    @property
    def acteur(self) -> Acteur:
        return self.partenaires[self.cleaned_data["partenaire"]]

    @property
    def pendant(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["duree"]))


class FormMessage(DsfrBaseForm):
    """What a partner says of an action: plain words, which also go by mail."""

    texte = ask_texte("Votre message", MESSAGE_MAX, manque="Écrivez votre message.")

    def clean_texte(self) -> str:
        """Refuse the address of a site, that mail readers would turn into a link."""
        texte: str = self.cleaned_data["texte"]
        if has_lien(texte):
            raise ValidationError(
                "Retirez l’adresse de site ou de messagerie : dites en mots ce qu’on y trouve."
            )
        return texte
