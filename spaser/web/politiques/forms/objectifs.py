"""The objectives of a plan: a table, one a line, typed or pasted from a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict

from spaser.lettres import fold_mots
from spaser.metier.indicateurs import SousTheme, load_bibliotheque
from spaser.web.espace.bibliotheque import list_choix_indicateurs, list_choix_themes
from spaser.web.socle.formulaires import HORS_LISTE, FormLibre

OBJECTIFS_MAX: Final = 60
TEXTE_MAX: Final = 500
_LIGNES_MAX: Final = 200  # of the table as it is sent
_COLLAGE_MAX: Final = 100_000  # signs pasted in one cell
_PREFIXE: Final = "objectif"
_D_UN_OBJECTIF: Final = ("texte", "sous_theme", "indicateur")
_SANS_THEME: Final = "À ranger"
_SANS_INDICATEUR: Final = "Aucun pour l’instant"

type Ligne = dict[str, str]
type Tableau = BaseFormSet[FormObjectif]


class FormObjectif(FormLibre):
    """An objective that touches purchasing; a line left empty is no objective."""

    texte = forms.CharField(
        label="Objectif",
        required=False,
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "max_length": "Ce texte est trop long : gardez %(limit_value)s signes au plus."
        },
    )
    sous_theme = forms.ChoiceField(
        label="Thème",
        required=False,
        choices=lambda: [("", _SANS_THEME), *list_choix_themes()],
        error_messages=HORS_LISTE,
    )
    indicateur = forms.ChoiceField(
        label="Indicateur pour le suivre",
        required=False,
        choices=lambda: [("", _SANS_INDICATEUR), *list_choix_indicateurs()],
        error_messages=HORS_LISTE,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the words of an objective that has a theme or an indicator."""
        lus = super().clean() or self.cleaned_data
        seul = not lus.get("texte") and (lus.get("sous_theme") or lus.get("indicateur"))
        if seul and "texte" not in self.errors:
            self.add_error("texte", "Écrivez cet objectif, ou videz la ligne.")
        return lus


class _Tableau(BaseFormSet[FormObjectif]):
    def add_fields(self, form: FormObjectif, index: int | None) -> None:
        super().add_fields(form, index)
        for nom in _D_UN_OBJECTIF:
            form[nom].label = f"{form[nom].label}, ligne {(index or 0) + 1}"

    def clean(self) -> None:
        nombre = sum(bool(form.cleaned_data.get("texte")) for form in self if form.is_valid())
        if nombre > OBJECTIFS_MAX:
            raise forms.ValidationError(
                f"{nombre} objectifs sont écrits : gardez-en {OBJECTIFS_MAX} au plus, ceux qui "
                "touchent le plus les achats."
            )


_FormsObjectifs = formset_factory(
    FormObjectif, formset=_Tableau, extra=2, max_num=OBJECTIFS_MAX, absolute_max=_LIGNES_MAX
)


def open_objectifs(data: QueryDict | None, gardes: Sequence[Mapping[str, str]]) -> Tableau:
    """Return the lines of a plan; a form sent without its lines has none.

    When several lines were pasted in one cell, each is on its own in a table to be read again: it
    is not valid yet.
    """
    if data is not None and f"{_PREFIXE}-TOTAL_FORMS" not in data:
        data = data.copy()
        data.update({f"{_PREFIXE}-TOTAL_FORMS": "0", f"{_PREFIXE}-INITIAL_FORMS": "0"})
    formes = _FormsObjectifs(data, initial=gardes, prefix=_PREFIXE)
    if data is None:
        return formes
    typees = list_typees(formes)
    deroulees = unfold_lignes(typees, [objectif["texte"] for objectif in gardes])
    return formes if deroulees == typees else make_tableau(deroulees)


def make_tableau(lignes: Sequence[Ligne], *, en_plus: int = 2) -> Tableau:
    """Return a table of these lines, not saved yet, and a few empty ones."""
    formes = _FormsObjectifs(initial=lignes, prefix=_PREFIXE)
    formes.extra = en_plus
    return formes


def read_objectifs(formes: Tableau) -> list[Ligne]:
    return [
        {nom: form.cleaned_data[nom] for nom in _D_UN_OBJECTIF}
        for form in formes
        if form.cleaned_data.get("texte")
    ]


def list_typees(formes: Tableau) -> list[Ligne]:
    return [{nom: form[nom].value() or "" for nom in _D_UN_OBJECTIF} for form in formes]


def tell_objectifs(objectifs: Iterable[Mapping[str, str]]) -> str:
    themes = {theme.value: theme.libelle for theme in SousTheme}
    return "\n".join(
        ", ".join(filter(None, [o["texte"], themes.get(o["sous_theme"], ""), o["indicateur"]]))
        for o in objectifs
        if o["texte"]
    )


def unfold_lignes(lignes: Sequence[Ligne], gardes: Iterable[str]) -> list[Ligne]:
    """Return a line for each one that a cell holds; a text already kept stays as it is."""
    connus = {_flatten(texte) for texte in gardes}
    deroulees: list[Ligne] = []
    for ligne in lignes:
        rangees = [] if _flatten(ligne["texte"]) in connus else _cut(ligne["texte"])
        if len(rangees) > 1 or any(any(cellules[1:]) for cellules in rangees):
            premiere, *suivantes = map(_read_cellules, rangees)
            deroulees.append({nom: premiere[nom] or ligne[nom] for nom in _D_UN_OBJECTIF})
            deroulees.extend(suivantes)
        else:
            deroulees.append(ligne)
    return deroulees if len(deroulees) <= _LIGNES_MAX else list(lignes)


def _cut(texte: str) -> list[list[str]]:
    """Return the lines and cells of a text; a spreadsheet quotes a cell of several lines."""
    if len(texte) > _COLLAGE_MAX:
        return []
    rangees: Iterable[list[str]]
    if texte.count('"') % 2:
        rangees = (ligne.split("\t") for ligne in texte.splitlines())
    else:
        rangees = csv.reader(texte.strip().splitlines(keepends=True), delimiter="\t")
    aplaties = ([_flatten(cellule) for cellule in cellules] for cellules in rangees)
    return [cellules for cellules in aplaties if any(cellules)]


def _read_cellules(cellules: Sequence[str]) -> Ligne:
    """Return an objective; what names neither a theme nor an indicator stays beside its words."""
    texte, *autres = cellules
    lue = dict.fromkeys(_D_UN_OBJECTIF, "")
    restes = []
    for autre in filter(None, autres):
        champ, code = _list_mots().get(fold_mots(autre), ("", ""))
        if not champ or (code and lue[champ]):
            restes.append(autre)
        elif code:
            lue[champ] = code
    lue["texte"] = " ".join(filter(None, [texte, f"({' ; '.join(restes)})" if restes else ""]))
    return lue


@cache
def _list_mots() -> dict[str, tuple[str, str]]:
    """Return what names a theme or an indicator in a cell: its field and its code."""
    mots = {fold_mots(_SANS_THEME): ("sous_theme", "")}
    mots[fold_mots(_SANS_INDICATEUR)] = ("indicateur", "")
    for fiche in load_bibliotheque().indicateurs:
        for nom in (fiche.libelle, fiche.code, f"{fiche.code} {fiche.libelle}"):
            mots[fold_mots(nom)] = ("indicateur", fiche.code)
    for theme in SousTheme:
        for nom in (theme.value, theme.libelle):
            mots[fold_mots(nom)] = ("sous_theme", theme.value)
    return mots


def _flatten(texte: str) -> str:
    return " ".join(texte.split())
