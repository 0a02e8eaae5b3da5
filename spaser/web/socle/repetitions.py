"""Lines that repeat in a form: one more by a button, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from dsfr.forms import DsfrBaseForm

AJOUTER: Final = "ajouter"
RETIRER: Final = "retirer"
MONTER: Final = "monter"
DESCENDRE: Final = "descendre"
_MARGE: Final = 50  # lines beyond the maximum that are still read, to say so


class FormRepete(DsfrBaseForm):
    """A line; its fields bear the names of what is kept."""

    def has_changed(self) -> bool:
        """Say whether somebody filled something: what she does not see does not count."""
        return any(not self[nom].is_hidden for nom in self.changed_data)

    def read(self) -> dict[str, Any]:
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur is not None}


@dataclass(frozen=True)
class Liste:
    """A list: its name, its form, its words and how long it may be."""

    nom: str
    form: type[FormRepete]
    titre: str
    element: str
    ajout: str
    maximum: int
    aide: str = ""
    ouverte: bool = False  # shown with an empty line when there is none
    ordonnee: bool = False  # its lines can be moved


class _Lignes(BaseFormSet):  # type: ignore[type-arg]  # not generic when it runs
    """Lines of which an empty one counts for nothing, the first included."""

    def initial_form_count(self) -> int:
        """Count no line as given once the form is sent: an emptied line is then left out."""
        return 0 if self.is_bound else super().initial_form_count()


class Repetition:
    """The lines of a list in a page: shown, one more or one less, read."""

    def __init__(
        self, liste: Liste, lignes: list[dict[str, Any]], donnees: QueryDict | None = None
    ) -> None:
        self.liste, self.gardees = liste, lignes
        fabrique = formset_factory(
            liste.form,
            formset=_Lignes,
            extra=1 if liste.ouverte and not lignes else 0,
            max_num=liste.maximum,
            absolute_max=liste.maximum + _MARGE,
            validate_max=True,
        )
        initial = [
            {champ: ligne.get(champ) for champ in liste.form.base_fields} for ligne in lignes
        ]
        self.lignes = fabrique(
            donnees,
            prefix=liste.nom,
            initial=None if donnees is not None else initial,
            error_messages={
                "too_many_forms": f"{liste.maximum} lignes au plus : retirez-en.",
                "missing_management_form": "La page est arrivée incomplète : renvoyez-la.",
            },
        )

    def is_valid(self) -> bool:
        return self.lignes.is_valid()

    def read(self) -> list[dict[str, Any]]:
        """Return the lines that hold something."""
        return [ligne.read() for ligne in self.lignes if ligne.has_changed()]

    def focus_last(self) -> None:
        if self.lignes.forms:
            premier = self.lignes.forms[-1].visible_fields()[0]
            premier.field.widget.attrs["autofocus"] = True


def turn_page(donnees: QueryDict, listes: Mapping[str, Liste]) -> tuple[QueryDict, str]:
    """Apply the button pressed, one line more, one less or moved; return the name of the list."""
    changees = donnees.copy()
    ajout, retrait = donnees.get(AJOUTER, ""), donnees.get(RETIRER, "")
    if ajout in listes:
        _resize(changees, listes[ajout], 1)
        return changees, ajout
    for valeur, turn in (
        (retrait, _drop),
        (donnees.get(MONTER, ""), _lift),
        (donnees.get(DESCENDRE, ""), _lower),
    ):
        nom, _, rang = valeur.partition("-")
        if nom in listes and rang.isascii() and rang.isdigit():
            turn(changees, listes[nom], int(rang))
            return changees, nom
    return changees, ""


def is_turned(donnees: QueryDict) -> bool:
    """Say whether a page was sent by one of the buttons of its lists."""
    return not {AJOUTER, RETIRER, MONTER, DESCENDRE}.isdisjoint(donnees)


def focus_liste(repetitions: Iterable[Repetition], nom: str) -> None:
    for repetition in repetitions:
        if repetition.liste.nom == nom:
            repetition.focus_last()


def list_erreurs(
    form: forms.BaseForm, repetitions: Iterable[Repetition]
) -> list[tuple[str, str, str]]:
    trouvees = _errors(form, "")
    for repetition in repetitions:
        liste = repetition.liste
        trouvees += [("", liste.titre, str(e)) for e in repetition.lignes.non_form_errors()]
        for rang, ligne in enumerate(repetition.lignes, 1):
            trouvees += _errors(ligne, f"{liste.element} {rang}, ")
    return trouvees


def _errors(form: forms.BaseForm, devant: str) -> list[tuple[str, str, str]]:
    erreurs = [("", "", str(e)) for e in form.non_field_errors()]
    for champ in form:
        erreurs += [(champ.id_for_label, f"{devant}{champ.label}", str(e)) for e in champ.errors]
    return erreurs


def _resize(donnees: QueryDict, liste: Liste, pas: int) -> None:
    total = _count(donnees, liste) + pas
    donnees[f"{liste.nom}-TOTAL_FORMS"] = str(max(0, min(total, liste.maximum + 1)))


def _drop(donnees: QueryDict, liste: Liste, rang: int) -> None:
    """Move the lines that follow up by one."""
    nom, total = liste.nom, _count(donnees, liste)
    if rang >= total:
        return
    for place in range(rang, total):
        for champ in liste.form.base_fields:
            suivante = donnees.get(f"{nom}-{place + 1}-{champ}", "") if place + 1 < total else ""
            donnees[f"{nom}-{place}-{champ}"] = suivante
    _resize(donnees, liste, -1)


def _lift(donnees: QueryDict, liste: Liste, rang: int) -> None:
    if not 0 < rang < _count(donnees, liste):
        return
    for champ in liste.form.base_fields:
        ici, avant = (f"{liste.nom}-{place}-{champ}" for place in (rang, rang - 1))
        donnees[ici], donnees[avant] = donnees.get(avant, ""), donnees.get(ici, "")


def _lower(donnees: QueryDict, liste: Liste, rang: int) -> None:
    _lift(donnees, liste, rang + 1)


def _count(donnees: QueryDict, liste: Liste) -> int:
    total = donnees.get(f"{liste.nom}-TOTAL_FORMS", "")
    borne = liste.maximum + _MARGE
    return min(int(total), borne) if total.isascii() and total.isdigit() else 0
