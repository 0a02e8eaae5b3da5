"""Which lines are purchases: one rule after the other, the first that answers wins."""

from __future__ import annotations

import re
from typing import Final

_CIVILITE: Final = re.compile(r"(m|mr|mme|mlle|monsieur|madame|mademoiselle|m et mme|m ou mme) .+")
_PERSONNES: Final = re.compile(
    r"\b(particuliers?|personnes? physiques?|agents?|salaries?|elus?|usagers?|allocataires?)\b"
)
_SANS_ENTREPRISE: Final = re.compile(r"\b(sarl|sas|sasu|eurl|sa|scp|selarl|ei|eirl|cabinet)\b")
_NON_PAYE: Final = re.compile(r"\b(rejet\w*|refus\w*|suspen\w*|annul\w*|abandon\w*|brouillon)\b")
_AVOIR: Final = re.compile(
    r"\b(avoirs?|annulati\w*|reductions?|notes? de credit|annulatif\w*|reductif\w*)\b"
)
_RECETTE: Final = re.compile(r"\b(recettes?|titres?)\b")
_TOTAL: Final = re.compile(
    r"(sous )?tota(l|ux)( .*)?|(montant )?cumul( .*)?|report|a reporter|total general.*"
)


def is_particulier(nom: str, genre: str) -> bool:
    """Tell a person by the kind of supplier, or by a civility before the name (folded texts)."""
    if _PERSONNES.search(genre):
        return True
    return bool(_CIVILITE.fullmatch(nom)) and not _SANS_ENTREPRISE.search(nom)


def is_non_paye(statut: str) -> bool:
    """Tell a piece that was not paid, by its status (folded)."""
    return bool(_NON_PAYE.search(statut))


def is_avoir(genre: str) -> bool:
    """Tell a credit note or a cancelling mandat, by its kind (folded)."""
    return bool(_AVOIR.search(genre))


def is_recette(genre: str) -> bool:
    """Tell an income by the kind of piece (folded)."""
    return bool(_RECETTE.search(genre))


def is_total(texte: str) -> bool:
    """Tell the first words of a line of total (folded)."""
    return bool(_TOTAL.fullmatch(texte))
