"""The forms of the tools, as somebody without account fills them: nothing of them is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.forms import formset_factory
from django.http import QueryDict

from spaser.metier.indicateurs import Rubrique
from spaser.web.acteurs.forms import FormActeur
from spaser.web.grille.forms.lignes import FormsLignes
from spaser.web.socle.formulaires import FormLibre

type Lignes = forms.BaseFormSet[Any]

_PREFIXE: Final = "ligne"
_DE_PLUS: Final = 3
_MAX: Final = 50


class FormActeurLibre(FormLibre, FormActeur):
    """A line of the table, bare: many stand on a page."""


_FormsActeurs = formset_factory(FormActeurLibre, extra=_DE_PLUS, max_num=_MAX, absolute_max=_MAX)


def open_acteurs(envoye: QueryDict | None) -> Lignes:
    return _FormsActeurs(_add_lignes(envoye, {}), prefix=_PREFIXE)


def open_grille(envoye: QueryDict | None) -> Lignes:
    """Return the lines of the grid as they were sent; a row says nothing by its heading alone."""
    initial = {"rubrique": Rubrique.ENVIRONNEMENT.value}
    donnees = _add_lignes(envoye, initial)
    return FormsLignes(donnees, prefix=_PREFIXE, form_kwargs={"initial": initial})


def _add_lignes(envoye: QueryDict | None, initial: Mapping[str, str]) -> QueryDict | None:
    """Give a few more lines, as they are first shown, to who asks for them; keep what was typed."""
    if envoye is None or "ajouter_lignes" not in envoye:
        return envoye
    donnees, total = envoye.copy(), f"{_PREFIXE}-TOTAL_FORMS"
    lu = donnees.get(total, "")
    nombre = int(lu) if lu.isascii() and lu.isdigit() and len(lu) < 4 else 0  # noqa: PLR2004
    voulu = min(nombre + _DE_PLUS, _MAX)
    donnees[total] = str(voulu)
    for rang in range(nombre, voulu):
        for champ, valeur in initial.items():
            donnees[f"{_PREFIXE}-{rang}-{champ}"] = valeur
    return donnees
