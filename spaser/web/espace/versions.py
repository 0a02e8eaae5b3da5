"""Two people at once: the second to save sees both versions, and loses nothing.

A model takes `Versionne`; its form takes `FormVersionne`, first among its parents; its service ends
with `save_version`; its template includes `espace/composants/versions.html`, which tells the errors
too, then writes `form.version` and each of `form.visible_fields`. What is kept as a pile of lines
gives the number of the last one for its version.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPASSEE = (
    "Une autre personne a enregistré une version pendant que vous écriviez. Rien n’est perdu : "
    "comparez, complétez la vôtre si besoin, puis enregistrez."
)


class VersionDepassee(Exception):
    """Somebody else has saved since this person read."""


class Versionne(models.Model):
    """A line that several people edit: its version grows by one each time it is saved."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        """A part of other tables."""

        abstract = True


def save_version(objet: Versionne, lue: int, **champs: Any) -> None:  # noqa: ANN401 - any value
    """Write these fields in one statement; VersionDepassee when the line is no longer as read."""
    meme = type(objet)._default_manager.filter(pk=objet.pk, version=lue)  # noqa: SLF001 - Django's own name for it
    if not meme.update(version=F("version") + 1, **champs):
        raise VersionDepassee
    objet.refresh_from_db()


@dataclass(frozen=True)
class Difference:
    """A field that two people filled differently, in words."""

    libelle: str
    la_leur: str
    la_votre: str


class FormVersionne(forms.Form):
    """Sends the version that was read; `initial` holds what is saved now, `version` its number."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, version: int, **kwargs) -> None:
        self.actuelle = version
        super().__init__(*args, **kwargs)
        self.initial["version"] = version

    @property
    def est_depassee(self) -> bool:
        """Say whether somebody saved after this form was read."""
        return self.is_bound and DEPASSEE in self.non_field_errors()

    def clean(self) -> dict[str, Any]:
        """Compare the versions; once told, the next sending is a choice made with both in sight."""
        reponses = super().clean() or self.cleaned_data
        if (reponses.get("version") or 0) != self.actuelle and any(self._list_differences()):
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = str(self.actuelle)
            raise ValidationError(DEPASSEE)
        reponses["version"] = self.actuelle
        return reponses

    @property
    def differences(self) -> list[Difference]:
        """Return what differs between what is saved and what is being sent."""
        return list(self._list_differences())

    def _list_differences(self) -> Iterator[Difference]:
        for champ in self.visible_fields():
            la_leur = _write(champ, self.get_initial_for_field(champ.field, champ.name))
            la_votre = _write(champ, champ.data)
            if la_leur.split() != la_votre.split():
                yield Difference(champ.label, la_leur, la_votre)


def _write(champ: forms.BoundField, valeur: object) -> str:
    """Return a value as a reader knows it: the words of a choice, not its code."""
    choix = {str(code): str(mots) for code, mots in getattr(champ.field, "choices", ())}
    valeurs = valeur if isinstance(valeur, list | tuple) else [valeur]
    return "\n".join(choix.get(str(v), str(v)) for v in valeurs if v not in {None, ""})
