"""The columns of a table that somebody hands over, confirmed one by one before it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.erreurs import ErreurSpaser

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from spaser.donnees.tables.titres import ChampCherche

NE_PAS_LIRE = "Ne pas lire"


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
