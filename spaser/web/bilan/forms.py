"""What a space agrees to."""

from __future__ import annotations

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.web.bilan.models import MOT_MAX
from spaser.web.socle.formulaires import ask_texte


class FormParticipation(DsfrBaseForm):
    comptee = forms.BooleanField(
        label="Compter notre jalon parmi ceux des autres acheteurs",
        required=False,
        help_text="Un nombre par région et par nature, sans nom\u00a0; rien n’est montré sous cinq "
        "acheteurs.",
    )
    aide = forms.BooleanField(
        label="Nous aimerions être aidés",
        required=False,
        help_text="L’équipe du programme le lit, avec le nom de votre organisation, et vous "
        "contacte.",
    )
    mot = ask_texte(
        "Ce qui nous aiderait",
        MOT_MAX,
        aide="N’y nommez personne. L’équipe seule le lit.",
    )

    def read(self) -> tuple[bool, str | None]:
        lu = self.cleaned_data
        return lu["comptee"], lu["mot"] if lu["aide"] else None
