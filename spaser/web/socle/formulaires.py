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
_MESSAGES: Final = {
    "invalid_choice": "Choisissez dans la liste.",
    "max_length": "Raccourcissez ce texte : %(limit_value)s signes au plus.",
}


class FormLibre(DsfrBaseForm):
    """Filters, short lines: every question may be left empty, so none is marked optional."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            champ.template_name = CHAMP_LIBRE


def declare_champs[F: DsfrBaseForm](
    colonnes: Iterable[Colonne],
    choix: Mapping[str, Any],
    *,
    texte_max: int,
    messages: Mapping[str, str] = _MESSAGES,
) -> Callable[[type[F]], type[F]]:
    """Give a form a question a column, in their order; one that the form writes itself stays."""
    champs = {c.nom: _make_champ(c, choix.get(c.nom, ()), texte_max, messages) for c in colonnes}

    def complete(forme: type[F]) -> type[F]:
        propres = forme.base_fields
        autres = {nom: champ for nom, champ in propres.items() if nom not in champs}
        tous = autres | {nom: propres.get(nom, champ) for nom, champ in champs.items()}
        forme.base_fields = forme.declared_fields = tous
        return forme

    return complete


def _make_champ(
    colonne: Colonne,
    choix: Any,  # noqa: ANN401 - a list, or what makes it
    texte_max: int,
    messages: Mapping[str, str],
) -> forms.Field:
    """Return the question that a column asks; an answer is never required."""
    commun = {
        "label": colonne.question or colonne.titre,
        "help_text": colonne.aide,
        "required": False,
        "error_messages": messages,
    }
    match colonne.nature:
        case Nature.CHOIX:
            return forms.ChoiceField(**commun, choices=choix)
        case Nature.CHOIX_MULTIPLES:
            cases = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(**commun, choices=choix, widget=cases)
        case Nature.OUI_NON:
            return forms.BooleanField(**commun)
        case Nature.TEXTE:
            lignes = forms.Textarea({"rows": 2})
            return forms.CharField(**commun, strip=False, max_length=texte_max, widget=lignes)
    return forms.CharField(**commun, max_length=texte_max)
