"""What a target says in words: a number or a dated fact, that its indicator can tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from spaser.lettres import unaccent
from spaser.metier.indicateurs import name_indicateur

VAGUE: Final = "ni nombre ni date, ce n’est pas une cible"
REFUS_VAGUE: Final = (
    "Une cible est un nombre ou un fait daté. Écrivez par exemple « 4 offres par marché en 2028 », "
    "ou « une charte signée avant juin 2027 »."
)
_MESURE: Final = re.compile(
    r"\d|\b(?:chaque|tous|toutes?|aucune?|totalite|moitie|tiers|quart|doubler|tripler|zero)\b"
)
_CUMUL: Final = re.compile(  # the first « et » will do: no other is tried, or long texts would last
    r"\bclauses?\b(?>[^.;/]*?\bet\b)(?>[^.;/]*?\bcriteres?\b)"
    r"|\bcriteres?\b(?>[^.;/]*?\bet\b)(?>[^.;/]*?\bclauses?\b)"
)
_SOCIAUX: Final = ("SOC-03", "SOC-04")
# The indicators that count one or the other, and those that count both, or each.
_PROPOSES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("ENV-01", "ENV-02", "ENV-03", "ENV-04"), ("ENV-05",)),
    **dict.fromkeys(("SOC-01", "SOC-02"), _SOCIAUX),
}


def is_cible(texte: str) -> bool:
    """Say whether words aim at something that can be checked: how many, or when."""
    return _MESURE.search(unaccent(texte)) is not None


def explain_cumul(texte: str, code: str) -> str:
    """Say that a target of both hangs on an indicator of either, and which fits; else nothing."""
    proposes = _PROPOSES.get(code, ())
    if not proposes or not _CUMUL.search(unaccent(texte)):
        return ""
    noms = " et ".join(f"« {name_indicateur(p)} » ({p})" for p in proposes)
    return (
        "La cible demande une clause et un critère ; l’indicateur ne compte pas les deux ensemble. "
        f"Suivez plutôt {noms}."
    )
