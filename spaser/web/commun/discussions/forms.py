"""What one writes in a discussion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.web.commun.models.discussions import TEXTE_MAX
from spaser.web.commun.versions import FormVersionne

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spaser.web.comptes.models import Utilisateur


def _text_field() -> forms.CharField:
    return forms.CharField(
        label="Votre commentaire",
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Écrivez votre commentaire.",
            "max_length": "Ce commentaire compte %(show_value)d caractères : gardez-en "
            "%(limit_value)d au plus.",
        },
    )


class FormCommentaire(DsfrBaseForm):
    """A comment, and the colleague it calls."""

    texte = _text_field()
    mention = forms.ChoiceField(
        label="Prévenir un collègue",
        required=False,
        help_text="Son nom, précédé de @, ouvrira votre commentaire. Vous pouvez aussi l’écrire "
        "vous-même dans le texte.",
        error_messages={"invalid_choice": "Choisissez une personne de la liste."},
    )

    def __init__(self, *args, collegues: Iterable[Utilisateur], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.collegues = {str(c.pk): c.nom_complet for c in collegues}
        if self.collegues:
            self.fields["mention"].choices = [("", "Personne"), *self.collegues.items()]
            self.fields["texte"].widget.attrs["data-mentions"] = ""
        else:
            del self.fields["mention"]

    def clean(self) -> dict[str, Any]:
        """Name in the text whoever was picked in the list."""
        reponses = super().clean() or self.cleaned_data
        nom = self.collegues.get(reponses.get("mention", ""))
        texte = reponses.get("texte", "")
        if nom and texte and f"@{nom}" not in texte:
            reponses["texte"] = f"@{nom} {texte}"
        return reponses


class FormReprise(FormVersionne, DsfrBaseForm):
    """A comment that its author changes."""

    texte = _text_field()
