"""National values that a buyer may set its own beside, each with the base it was counted on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from spaser.faits.lecture import load_faits, load_sujets
from spaser.metier.sources import Source, cite

_SUJET: Final = "resultats-nationaux"
_PLAN: Final = "PNAD-2022-2025"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repere:
    """A national share of one year; never the same base as a buyer's figure.

    A year that was looked for and not found has no share: `manque` says why.
    """

    indicateur: str
    annee: int
    part: float | None
    base: str
    source: Source
    variante: Literal["nombre", "montant"] = "nombre"
    manque: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CibleNationale:
    """The share that a national plan aimed at for a year, and what became of the plan."""

    indicateur: str
    annee: int
    part: float
    enonce: str
    source: Source


@cache
def load_reperes() -> tuple[Repere, ...]:
    """Return every national value, the gaps too, in the order of the facts."""
    return tuple(
        Repere(
            indicateur=valeur.indicateur,
            annee=valeur.annee or 0,
            part=None if valeur.valeur is None else round(valeur.valeur / 100, 6),
            base=valeur.objet,
            source=cite([fait.code])[0],
            variante=valeur.variante,
            manque=valeur.reserve if valeur.valeur is None else "",
        )
        for fait in load_sujets()[_SUJET]
        for valeur in fait.valeurs
    )


def list_reperes(indicateur: str) -> list[Repere]:
    """Return the known national values of an indicator, the latest first."""
    trouves = [r for r in load_reperes() if r.indicateur == indicateur and r.part is not None]
    return sorted(trouves, key=lambda repere: -repere.annee)


def find_cible(indicateur: str) -> CibleNationale | None:
    """Return what the last national plan known aimed at for an indicator."""
    plan = load_faits()[_PLAN]
    for valeur in plan.valeurs:
        if valeur.indicateur == indicateur and valeur.valeur is not None:
            return CibleNationale(
                indicateur=indicateur,
                annee=valeur.annee or 0,
                part=valeur.valeur / 100,
                enonce=plan.enonce,
                source=cite([plan.code])[0],
            )
    return None
