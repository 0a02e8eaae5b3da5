"""Forms of one kind, whatever they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.donnees.tables.colonnes import Nature
from spaser.erreurs import ErreurSpaser
from spaser.metier.registre.nomenclatures import Nomenclature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from spaser.donnees.tables.colonnes import Colonne
    from spaser.donnees.tables.titres import ChampCherche

NE_PAS_LIRE: Final = "Ne pas lire"
CHAMP_LIBRE: Final = "socle/composants/champ_libre.html"
_MESSAGES: Final = {
    "invalid_choice": "Choisissez dans la liste.",
    "max_length": "Raccourcissez ce texte : %(limit_value)s signes au plus.",
}


class FormLibre(DsfrBaseForm):
    """Filters, short lines: every question may be left empty, so none is marked optional."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            champ.template_name = CHAMP_LIBRE  # type: ignore[attr-defined]  # not in the stubs


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
    commun: dict[str, Any] = {
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


class FormCorrespondance(DsfrBaseForm):
    """One question a column: what it says. Two columns never say the same thing."""

    champ: ClassVar[Callable[[str], ChampCherche]]  # an enumeration: its value gives a field
    aucun: ClassVar[str] = ""  # the answer for a column that is not read
    doublon: ClassVar[str]  # what to do of two columns for one thing

    def __init__(self, data: Any, apercu: Any, initial: Mapping[str, Any]) -> None:  # noqa: ANN401 - of any kind of table
        super().__init__(data, initial=initial)
        self.apercu = apercu
        self.depart = apercu.correspondance
        self.titres = {f"colonne_{r}": t for r, t in enumerate(self.depart.titres) if t}
        lues = {titre: champ.value for champ, titre in self.depart.colonnes.items()}
        for nom, titre in self.titres.items():
            rang = self.find_rang(nom)
            self.fields[nom] = self.ask(apercu.ecrits[rang], apercu.exemples[rang])
            self.initial[nom] = lues.get(titre, self.aucun)

    def ask(self, titre: str, exemples: tuple[str, ...]) -> forms.ChoiceField:
        """Return the question about a column, whose first values are given."""
        raise NotImplementedError

    def find_rang(self, nom: str) -> int:
        """Return the rank of the column that a question is about."""
        return int(nom.removeprefix("colonne_"))

    def clean(self) -> dict[str, Any]:
        """Refuse two columns for one thing, and a table of which no line could be read."""
        reponses = super().clean() or self.cleaned_data
        vues: dict[str, str] = {}
        for nom in self.titres:
            champ = reponses.get(nom) or self.aucun
            if champ != self.aucun and champ in vues:
                autre = self.fields[vues[champ]].label
                libelle = type(self).champ(champ).libelle
                self.add_error(
                    nom, f"« {libelle} » est déjà la colonne « {autre} » : {self.doublon}"
                )
            vues.setdefault(champ, nom)
        if not self.errors:
            try:
                self.read().check()
            except ErreurSpaser as erreur:
                raise forms.ValidationError(f"{erreur.message} {erreur.conseil or ''}") from erreur
        return reponses

    def read(self) -> Any:  # noqa: ANN401 - the mapping of its own kind of table
        """Return the mapping."""
        raise NotImplementedError

    def read_colonnes(self) -> dict[Any, str]:
        """Return the title of each column that is read."""
        reponses = {nom: self.cleaned_data.get(nom) or self.aucun for nom in self.titres}
        return {
            type(self).champ(champ): self.titres[nom]
            for nom, champ in reponses.items()
            if champ != self.aucun
        }


# Closed lists as forms offer them.

HORS_LISTE: Final = {"invalid_choice": "Choisissez une des réponses proposées."}


def list_choix(valeurs: type[Nomenclature], vide: str = "") -> list[tuple[str, str]]:
    """Return the values with their names; `vide` names the choice of none."""
    choix = [(valeur.value, valeur.libelle) for valeur in valeurs]
    return [("", vide), *choix] if vide else choix


def tell_inconnue(quoi: str) -> dict[str, str]:
    """Return the message for a value that is not in the list."""
    texte = f"« %(value)s » n’est pas {quoi} que nous connaissons\u00a0: choisissez dans la liste."
    return {"invalid_choice": texte}
