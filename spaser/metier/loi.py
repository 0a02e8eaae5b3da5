"""What the law asks of a scheme and of consultations, and what it does not fix: from facts.

The day a consultation was launched is not in published data: no contract is ever judged here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.faits.lecture import find_fait, load_sujets, tell
from spaser.faits.modele import Fait
from spaser.metier.sources import Source, cite

TITRE: Final = "Ce que la loi demande, et ce qu’elle ne fixe pas"
_SEUILS: Final = "SEUILS-UE"
_ARTICLE: Final = "CCP-L2111-3"

# A heading, the facts or points it states, what they mean for a rate.
_PARTIES: Final = (
    (
        "Dans un SPASER : des cibles à se donner, aucun taux imposé",
        ("CCP-L2111-3.cibles", "CCP-L2111-3.esus", "CCP-L2111-3.inclusion", "CCP-L2111-3.taux"),
        "",
    ),
    (
        "30 % et 100 % : les cibles d’un plan, pas d’une loi",
        ("PNAD-2022-2025",),
        "",
    ),
    (
        "Les consultations lancées depuis août 2026 : plus que « 100 % environnemental »",
        (
            "CCP-L2112-2.condition", "CCP-L2152-7.critere", "CCP-21-22-AOUT-2026",
            "CCP-DEFENSE-2026", "DEFINITION-CONSIDERATIONS",
        ),
        (
            "Un taux de 100 % ne dit donc pas que ces règles sont suivies : il suffit d’une clause "
            "ou d’un critère pour qu’un marché y compte, quand elles demandent les deux."
        ),
    ),
    (
        "À partir des seuils européens : une obligation sociale, et ses exceptions",
        ("CCP-L2112-2-1.condition", "CCP-L2112-2-1", _SEUILS, "CCP-CONCESSIONS-2026"),
        "",
    ),
    (
        "Pourquoi aucun marché n’est jugé ici",
        ("CCP-CONSULTATIONS-LANCEES",),
        (
            "Ces chiffres comptent ce que les données disent. Aucune page ne dit d’un marché qu’il "
            "respecte ou non ces règles."
        ),
    ),
)  # fmt: skip


def tell_lecture() -> str:
    """Say what the four figures are: the article names their subjects, not their sums."""
    article = find_fait(_ARTICLE).articles[0].rpartition(" ")[2]
    return f"notre lecture de l’article {article}"


@dataclass(frozen=True, slots=True)
class Enonce:
    """A statement, and the text it comes from."""

    texte: str
    de: str


@dataclass(frozen=True, slots=True)
class PartieLoi:
    """A subject: what the facts state, what follows, what is not sure, where it was read."""

    titre: str
    enonces: tuple[Enonce, ...]
    suite: str
    reserves: tuple[str, ...]
    sources: tuple[Source, ...]


def read_loi(jour: date) -> list[PartieLoi]:
    """Return every subject; a fact that is not sure, or is no law yet on that day, is left out."""
    return [
        _read_partie(titre, _choose(citations, jour), suite) for titre, citations, suite in _PARTIES
    ]


def _choose(citations: tuple[str, ...], jour: date) -> list[str]:
    voulues = [c for citation in citations for c in _resolve(citation, jour)]
    return [c for c in voulues if _is_shown(find_fait(c), jour)]


def _resolve(citation: str, jour: date) -> list[str]:
    """Return a citation as it is; thresholds are those of the day."""
    if citation != _SEUILS:
        return [citation]
    seuils = load_sujets()["seuils"]
    return [f.code for f in seuils if f.code.startswith(_SEUILS) and f.holds_on(jour)]


def _is_shown(fait: Fait, jour: date) -> bool:
    return fait.est_sur and (fait.depuis is None or fait.depuis <= jour)


def _read_partie(titre: str, citations: list[str], suite: str) -> PartieLoi:
    faits = [find_fait(citation) for citation in citations]
    return PartieLoi(
        titre=titre,
        enonces=tuple(
            Enonce(tell(citation), fait.texte)
            for citation, fait in zip(citations, faits, strict=True)
        ),
        suite=suite,
        reserves=_gather({fait.reserve: None for fait in faits if fait.reserve}),
        sources=cite(citations),
    )


def _gather(reserves: Iterable[str]) -> tuple[str, ...]:
    """Leave out what a longer reserve says already."""
    toutes = list(reserves)
    return tuple(r for r in toutes if not any(r != autre and r in autre for autre in toutes))
