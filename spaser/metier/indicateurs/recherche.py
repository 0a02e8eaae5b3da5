"""Find indicators of the library by words and by what they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spaser.donnees.valeurs import StatutJuridique
from spaser.lettres import unaccent
from spaser.metier.indicateurs.modele import FicheIndicateur, OrigineDonnees
from spaser.metier.indicateurs.themes import Rubrique, SousTheme


@dataclass(frozen=True, slots=True, kw_only=True)
class RechercheIndicateurs:
    """What one looks for; what is left empty filters nothing."""

    texte: str = ""
    rubrique: Rubrique | None = None
    sous_theme: SousTheme | None = None
    origine: OrigineDonnees | None = None
    statut: StatutJuridique | None = None
    calcule: bool = False


def search_indicateurs(
    fiches: Iterable[FicheIndicateur], demande: RechercheIndicateurs
) -> tuple[FicheIndicateur, ...]:
    """Keep the indicators that answer: every word must be there, accents apart."""
    mots = unaccent(demande.texte).split()
    return tuple(
        fiche
        for fiche in fiches
        if demande.rubrique in {None, fiche.rubrique}
        and demande.sous_theme in {None, fiche.sous_theme}
        and demande.origine in {None, fiche.origine}
        and demande.statut in {None, fiche.statut}
        and (fiche.est_calcule or not demande.calcule)
        and _holds(fiche, mots)
    )


def _holds(fiche: FicheIndicateur, mots: list[str]) -> bool:
    texte = unaccent(
        f"{fiche.code} {fiche.libelle} {fiche.formule} {fiche.donnees} {fiche.sous_theme.libelle}"
    )
    return all(mot in texte for mot in mots)
