"""Forms of one kind, whatever they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.donnees.tables.colonnes import Nature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from spaser.donnees.tables.colonnes import Colonne

CHAMP_LIBRE: Final = "socle/composants/champ_libre.html"
_LISTE: Final = {"invalid_choice": "Choisissez dans la liste."}


class FormLibre(DsfrBaseForm):
    """Filters, short lines: every question may be left empty, so none is marked optional."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            champ.template_name = CHAMP_LIBRE  # type: ignore[attr-defined]  # not in the stubs


def declare_champs[F: DsfrBaseForm](
    colonnes: Iterable[Colonne], choix: Mapping[str, Any], *, texte_max: int
) -> Callable[[type[F]], type[F]]:
    """Give a form a question a column, in their order; one that the form writes itself stays."""
    champs = {c.nom: make_champ(c, choix.get(c.nom, ()), texte_max=texte_max) for c in colonnes}

    def complete(forme: type[F]) -> type[F]:
        propres = forme.base_fields
        autres = {nom: champ for nom, champ in propres.items() if nom not in champs}
        forme.base_fields = autres | {nom: propres.get(nom, champ) for nom, champ in champs.items()}
        return forme

    return complete


def make_champ(colonne: Colonne, choix: Any, *, texte_max: int) -> forms.Field:  # noqa: ANN401 - a list, or what makes it
    """Return the question that a column asks; an answer is never required."""
    commun: dict[str, Any] = {
        "label": colonne.question or colonne.titre,
        "help_text": colonne.aide,
        "required": False,
    }
    if colonne.nature is Nature.CHOIX:
        return forms.ChoiceField(**commun, choices=choix, error_messages=_LISTE)
    if colonne.nature is Nature.CHOIX_MULTIPLES:
        return forms.MultipleChoiceField(
            **commun, choices=choix, widget=forms.CheckboxSelectMultiple, error_messages=_LISTE
        )
    if colonne.nature is Nature.OUI_NON:
        return forms.BooleanField(**commun)
    plusieurs = colonne.nature is Nature.TEXTE
    return forms.CharField(
        **commun,
        strip=not plusieurs,
        max_length=texte_max,
        widget=forms.Textarea({"rows": 2}) if plusieurs else forms.TextInput(),
        error_messages={"max_length": f"Raccourcissez ce texte : {texte_max} signes au plus."},
    )
