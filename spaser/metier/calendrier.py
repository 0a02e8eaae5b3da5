"""The usual steps of a scheme, counted backward from the day wished for the vote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from spaser.grandeurs import add_mois

DUREES: Final = (6, 12, 24)
"""How long a preparation usually takes, in months."""

ADOPTION: Final = "adoption"
"""The step of the vote."""

_SAMEDI: Final = 5
_PARTS: Final = 24  # a preparation is cut in so many parts


@dataclass(frozen=True)
class _Etape:
    """A step; `avant` is the part of the preparation left when it ends, `apres` months after."""

    code: str
    titre: str
    texte: str
    avant: int = 0
    apres: int = 0


_ETAPES: Final = (
    _Etape(
        "cadrage",
        "Lancement et cadrage",
        "Nommer la personne qui porte le projet, dire le périmètre, écrire la lettre de mission.",
        avant=24,
    ),
    _Etape(
        "etat_des_lieux",
        "État des lieux et autodiagnostic",
        "Lire les chiffres de départ, répondre à l’autodiagnostic, recenser les plans existants.",
        avant=19,
    ),
    _Etape(
        "cartographie",
        "Cartographie des achats",
        "Classer les achats par famille, repérer ceux qui comptent et les marchés à renouveler.",
        avant=16,
    ),
    _Etape(
        "entretiens",
        "Entretiens et ateliers",
        "Entendre les services, les élus et les partenaires ; choisir les axes et les actions.",
        avant=10,
    ),
    _Etape(
        "redaction",
        "Rédaction",
        "Écrire le schéma, avec ses indicateurs et leurs cibles.",
        avant=5,
    ),
    _Etape(
        "validation",
        "Validation",
        "Faire relire par les directions, puis arrêter le texte en comité de pilotage.",
        avant=2,
    ),
    _Etape(ADOPTION, "Vote du schéma", "Présenter le schéma à l’instance qui décide."),
    _Etape(
        "publication",
        "Publication",
        "Mettre le schéma en ligne et le faire connaître aux services et aux entreprises.",
        apres=1,
    ),
    _Etape(
        "premier_suivi",
        "Premier suivi",
        "Relever les indicateurs, les présenter, corriger ce qui n’avance pas.",
        apres=12,
    ),
)


@dataclass(frozen=True)
class JalonPropose:
    """A step with the day it ends; the first one with the day it starts."""

    code: str
    titre: str
    jour: date
    texte: str


def propose_jalons(adoption: date, mois: int) -> tuple[JalonPropose, ...]:
    """Return the steps that lead to a vote and follow it, none on a weekend, in order.

    A step that must be over before the vote, and the vote, go back to Friday; the others wait
    for Monday.

    Raises:
        ValueError: the duration is not one of `DUREES`.
    """
    if mois not in DUREES:
        raise ValueError(mois)
    debut = add_mois(adoption, -mois)
    return tuple(
        JalonPropose(etape.code, etape.titre, _place(etape, debut, adoption), etape.texte)
        for etape in _ETAPES
    )


def _place(etape: _Etape, debut: date, adoption: date) -> date:
    if etape.apres:
        return _skip_weekend(add_mois(adoption, etape.apres))
    if etape.avant == _PARTS:
        return _skip_weekend(debut)
    jour = adoption - (adoption - debut) * etape.avant / _PARTS
    return jour - timedelta(days=max(0, jour.weekday() - _SAMEDI + 1))


def _skip_weekend(jour: date) -> date:
    return jour + timedelta(days=(7 - jour.weekday()) if jour.weekday() >= _SAMEDI else 0)


def list_durees(adoption: date, aujourdhui: date) -> tuple[int, ...]:
    """Return the durations that fit before a vote, for a start today at the earliest."""
    return tuple(mois for mois in DUREES if propose_jalons(adoption, mois)[0].jour >= aujourdhui)


def find_adoption(mois: int, aujourdhui: date) -> date:
    adoption = add_mois(aujourdhui, mois)
    while mois not in list_durees(_skip_weekend(adoption), aujourdhui):
        adoption += timedelta(days=1)
    return _skip_weekend(adoption)
