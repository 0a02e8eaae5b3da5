"""The catalogue: kinds of stakeholders, those known by region, and the themes they speak to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.metier.acteurs.modele import Acteur, FormeSollicitation, RoleActeur, fold_nom_acteur
from spaser.metier.appuis import list_par_acteur
from spaser.metier.indicateurs import Rubrique, SousTheme
from spaser.metier.registre.nomenclatures import Confiance
from spaser.metier.sources import Source


class Typologie(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of stakeholder; `exemples` names some that a source names."""

    code: str
    libelle: str
    court: str
    apport: str
    exemples: str = ""
    du_programme: bool
    autres_noms: tuple[str, ...] = ()


class ActeurSuggere(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stakeholder that a source names; without region, it works for the whole country.

    The regions of one that « Qui peut m’aider » tells of are those that are said there.
    """

    code: str
    typologie: str
    nom: str
    description: str
    regions: tuple[str, ...] = ()
    role: RoleActeur
    formes: tuple[FormeSollicitation, ...]
    themes: tuple[str, ...] = ()
    reserve: str = ""
    sources: tuple[Source, ...]

    @property
    def confiance(self) -> Confiance:
        return min((source.confiance for source in self.sources), key=lambda c: c.value)

    @property
    def verifie_le(self) -> date:
        return max(source.verifie_le for source in self.sources)

    @property
    def est_nationale(self) -> bool:
        return not self.regions

    def make_acteur(self) -> Acteur:
        return Acteur(
            nom=self.nom,
            typologie=self.typologie,
            description=self.description,
            commentaire=self.reserve,
            role=self.role,
            formes=tuple(
                forme for forme in FormeSollicitation if forme in self.formes
            ),  # as files say them
            source="\n".join(f"{source.libelle} : {source.url}" for source in self.sources),
            verifie_le=self.verifie_le,
        )


class PlaceActeur(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where stakeholders of a kind usually stand around a scheme, with names as examples."""

    typologie: str
    role: RoleActeur
    noms: tuple[str, ...]


class ThemeActeurs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sub-theme of one of the four rubrics, and the kinds of stakeholders to meet about it.

    `sous_theme` is its code in the other tools of a space, where they name it otherwise.
    """

    code: str
    rubrique: str
    libelle: str
    typologies: tuple[str, ...]
    sous_theme: str = ""


@dataclass(frozen=True, slots=True)
class RubriqueActeurs:
    code: str
    libelle: str
    themes: tuple[ThemeActeurs, ...]


class Catalogue(msgspec.Struct, frozen=True, kw_only=True):
    """All three files, read together."""

    typologies: tuple[Typologie, ...]
    suggestions: tuple[ActeurSuggere, ...]
    themes: tuple[ThemeActeurs, ...]

    def find_typologie(self, code: str) -> Typologie | None:
        return next((t for t in self.typologies if t.code == code), None)

    def find_suggestion(self, code: str) -> ActeurSuggere | None:
        return next((s for s in self.suggestions if s.code == code), None)

    def find_themes(self, code: str) -> tuple[ThemeActeurs, ...]:
        return tuple(theme for theme in self.themes if code in {theme.code, theme.rubrique})

    def find_code(self, theme: str) -> str:
        """Return the theme or the rubric to look under for a sub-theme of the other tools."""
        if self.find_themes(theme):
            return theme
        voisins = (t.code for t in self.themes if theme and t.sous_theme == theme)
        rubriques = (t.rubrique.value for t in SousTheme if t.value == theme)
        return next(chain(voisins, rubriques), "")

    @property
    def rubriques(self) -> tuple[RubriqueActeurs, ...]:
        return tuple(
            RubriqueActeurs(rubrique.value, rubrique.libelle, self.find_themes(rubrique.value))
            for rubrique in Rubrique
        )

    def name_typologie(self, code: str) -> str:
        trouvee = self.find_typologie(code)
        return trouvee.libelle if trouvee else ""

    def read_typologie(self, texte: str) -> str:
        return _index_noms(self.typologies).get(fold_nom_acteur(texte), "")

    def suggest(self, region: str, theme: str = "") -> tuple[ActeurSuggere, ...]:
        """Return who may be met in a region, its own first; a theme keeps those who speak to it."""
        themes = self.find_themes(theme)
        codes = {t.code for t in themes}
        placees = _place(self.suggestions)
        proches = (s for s in placees if region and region in s.regions)
        nationales = (s for s in placees if s.est_nationale)
        return tuple(
            s for s in (*proches, *nationales) if not themes or codes.intersection(s.themes)
        )

    def list_typologies(self, theme: str) -> tuple[Typologie, ...]:
        codes = {code for t in self.find_themes(theme) for code in t.typologies}
        return tuple(t for t in self.typologies if t.code in codes)


def _place(suggestions: Iterable[ActeurSuggere]) -> list[ActeurSuggere]:
    """Give stakeholders the regions that « Qui peut m’aider » gives for them."""
    appuis = list_par_acteur()
    return [
        msgspec.structs.replace(s, regions=tuple(r for a in appuis[s.code] for r in a.regions))
        if s.code in appuis
        else s
        for s in suggestions
    ]


@cache
def load_catalogue() -> Catalogue:
    return Catalogue(
        typologies=read_contenu("acteurs/typologies.json", tuple[Typologie, ...]),
        suggestions=read_contenu("acteurs/suggestions.json", tuple[ActeurSuggere, ...]),
        themes=read_contenu("acteurs/themes.json", tuple[ThemeActeurs, ...]),
    )


@cache
def load_ecosysteme() -> tuple[PlaceActeur, ...]:
    return read_contenu("acteurs/ecosysteme.json", tuple[PlaceActeur, ...])


@cache
def _index_noms(typologies: tuple[Typologie, ...]) -> dict[str, str]:
    return {
        fold_nom_acteur(nom): typologie.code
        for typologie in reversed(typologies)
        for nom in (typologie.code, typologie.libelle, typologie.court, *typologie.autres_noms)
    }
