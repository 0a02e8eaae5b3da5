"""Plans, themes and indicators side by side: what overlaps, what nothing covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from spaser.metier.indicateurs import Bibliotheque, FicheIndicateur, SousTheme
from spaser.metier.registre.nomenclatures import Nomenclature


class EtatTheme(Nomenclature):
    """What to do of a theme, the most urgent first."""

    TROU = "trou", "Trou"
    SANS_OBJECTIF = "sans_objectif", "Sans objectif d’achat"
    SANS_INDICATEUR = "sans_indicateur", "Sans indicateur"
    RECOUVREMENT = "recouvrement", "Recouvrement"
    COUVERT = "couvert", "Couvert"

    @property
    def sens(self) -> str:
        """Say what the state means."""
        return _SENS[self]


_SENS: Final = {
    EtatTheme.TROU: "Aucun plan n’en parle.",
    EtatTheme.SANS_OBJECTIF: "Un plan en parle, sans objectif relevé qui touche les achats.",
    EtatTheme.SANS_INDICATEUR: "Un objectif est relevé, sans indicateur pour le suivre.",
    EtatTheme.RECOUVREMENT: "Plusieurs plans en parlent : accordez leurs objectifs.",
    EtatTheme.COUVERT: "Un plan, un objectif, un indicateur.",
}


@dataclass(frozen=True, slots=True)
class ObjectifAchats:
    """What a plan promises that touches purchasing."""

    texte: str
    sous_theme: SousTheme | None = None
    indicateur: str = ""


@dataclass(frozen=True, slots=True)
class Politique:
    """A plan that exists, as far as the cross-table needs to know."""

    nom: str
    sous_themes: tuple[SousTheme, ...]
    indicateurs: tuple[str, ...] = ()
    objectifs: tuple[ObjectifAchats, ...] = ()


@dataclass(frozen=True, slots=True)
class Croise:
    """A theme, the plans that speak of it, their objectives, the indicators to follow them."""

    sous_theme: SousTheme
    politiques: tuple[Politique, ...]
    objectifs: tuple[tuple[Politique, ObjectifAchats], ...]
    indicateurs: tuple[FicheIndicateur, ...]

    @property
    def etat(self) -> EtatTheme:
        """Say what is missing first, then what overlaps."""
        if not self.politiques:
            return EtatTheme.TROU
        if not self.objectifs:
            return EtatTheme.SANS_OBJECTIF
        if not self.indicateurs:
            return EtatTheme.SANS_INDICATEUR
        if len(self.politiques) > 1:
            return EtatTheme.RECOUVREMENT
        return EtatTheme.COUVERT


@dataclass(frozen=True, slots=True)
class Croisement:
    """The whole table; `a_ranger` are the objectives that name no theme."""

    themes: tuple[Croise, ...]
    a_ranger: tuple[tuple[Politique, ObjectifAchats], ...]

    def list_etat(self, etat: EtatTheme) -> tuple[Croise, ...]:
        """Return the themes in a state."""
        return tuple(croise for croise in self.themes if croise.etat is etat)


def cross(politiques: Sequence[Politique], bibliotheque: Bibliotheque) -> Croisement:
    """Put each theme beside what speaks of it; an objective speaks of its theme for its plan."""
    objectifs = [
        (politique, objectif) for politique in politiques for objectif in politique.objectifs
    ]
    return Croisement(
        themes=tuple(_cross(theme, politiques, bibliotheque) for theme in SousTheme),
        a_ranger=tuple(paire for paire in objectifs if paire[1].sous_theme is None),
    )


def _cross(theme: SousTheme, politiques: Sequence[Politique], bibliotheque: Bibliotheque) -> Croise:
    objectifs = tuple(
        (politique, objectif)
        for politique in politiques
        for objectif in politique.objectifs
        if objectif.sous_theme is theme
    )
    portes = {politique.nom for politique, _ in objectifs}
    concernees = tuple(p for p in politiques if theme in p.sous_themes or p.nom in portes)
    cites = {objectif.indicateur for _, objectif in objectifs}
    suivis = {code for politique in concernees for code in politique.indicateurs}
    indicateurs = tuple(
        fiche
        for fiche in bibliotheque.indicateurs
        if fiche.code in cites or (fiche.code in suivis and fiche.sous_theme is theme)
    )
    return Croise(theme, concernees, objectifs, indicateurs)
