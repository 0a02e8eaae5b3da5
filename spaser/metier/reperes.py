"""What stands beside a rate: the buyer's own objective, a plan's target, national values.

Each says the base it was counted on. None shares the base of a buyer's rate: they are set beside
it, and nothing here subtracts one from the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from spaser.faits.lecture import cache_faits, find_fait, load_sujets, tell
from spaser.faits.modele import Fait, Valeur
from spaser.metier.sources import Source, cite

_SUJET: Final = "resultats-nationaux"
_PLAN: Final = "PNAD-2022-2025"
_TOUS: Final = "part"  # the value of every buyer, in the facts
_NOMS: Final = {_TOUS: "À l’échelle nationale", "part_ministeres": "Les seuls ministères"}
_VARIANTES: Final = frozenset({"nombre", "montant"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ValeurNationale:
    """A national share of one year.

    A year that was looked for and not found has no share: `manque` says why.
    """

    indicateur: str
    variante: Literal["nombre", "montant"]
    annee: int
    part: float | None
    qui: str  # the name of the value in its fact: every buyer, or some
    base: str
    base_courte: str  # told beside the share, wherever it is
    source: Source
    manque: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objectif:
    """What a buyer set itself for an indicator, in its own words, and where it wrote them."""

    enonce: str
    ou: str
    adresse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repere:
    """One yardstick: an objective in words, or a share of a year with its base and its source."""

    nom: str
    texte: str = ""
    part: float | None = None
    quand: str = ""  # with its base: « en 2023 (clauses seules, dès 90 000 € HT) »
    mention: str = ""  # what may never be left out beside the share
    base: str = ""
    reserve: str = ""
    adresse: str = ""
    source: Source | None = None
    partiel: bool = False  # of some buyers only: left out where room is short


@cache_faits()
def load_nationales() -> tuple[ValeurNationale, ...]:
    """Return every national value, the gaps too, in the order of the facts."""
    return tuple(
        ValeurNationale(
            indicateur=valeur.indicateur,
            variante=valeur.variante,
            annee=valeur.annee or 0,
            part=_read_part(valeur),
            qui=valeur.nom,
            base=valeur.objet,
            base_courte=valeur.base,
            source=cite([fait.code])[0],
            manque=valeur.reserve if valeur.valeur is None else "",
        )
        for fait in load_sujets()[_SUJET]
        if fait.est_sur
        for valeur in fait.valeurs
    )


def list_nationales(indicateur: str) -> list[ValeurNationale]:
    """Return the national values of an indicator, the gaps too, the latest first."""
    trouvees = [v for v in load_nationales() if v.indicateur == indicateur]
    return sorted(trouvees, key=lambda valeur: -valeur.annee)


def list_reperes(
    indicateur: str, variante: str, annee: int | None, objectifs: Sequence[Objectif] = ()
) -> list[Repere]:
    """Return what stands beside a rate of a year: what the buyer aims at first, then the others."""
    siens = [
        Repere(nom="Votre objectif", texte=o.enonce, reserve=o.ou, adresse=o.adresse)
        for o in objectifs
    ]
    if variante not in _VARIANTES:
        return siens
    return [
        *siens,
        *_list_cibles(indicateur, variante, annee),
        *_list_proches(indicateur, variante, annee),
    ]


def _list_cibles(indicateur: str, variante: str, annee: int | None) -> Iterator[Repere]:
    """Yield what the last plan known aimed at, for the years since it began."""
    plan = find_fait(_PLAN)
    if not plan.est_sur or (annee and plan.depuis and annee < plan.depuis.year):
        return
    for valeur in plan.valeurs:
        if (valeur.indicateur, valeur.variante) == (indicateur, variante):
            yield _make_cible(plan, valeur)


def _make_cible(plan: Fait, valeur: Valeur) -> Repere:
    return Repere(
        nom="Cible d’un plan national",
        part=_read_part(valeur),
        quand=f"visés pour {valeur.annee} ({valeur.base})",
        mention=tell(f"{_PLAN}.suite"),
        base=f"{plan.texte} : {valeur.objet}.",
        reserve=plan.reserve,
        source=cite([plan.code])[0],
    )


def _list_proches(indicateur: str, variante: str, annee: int | None) -> Iterator[Repere]:
    """Yield the national value of the year, or of the closest year that has one."""
    for qui, nom in _NOMS.items():
        serie = [v for v in list_nationales(indicateur) if (v.variante, v.qui) == (variante, qui)]
        connues = [v for v in serie if v.part is not None]
        if connues:
            proche = min(connues, key=lambda v: abs(v.annee - annee) if annee else -v.annee)
            yield Repere(
                nom=f"{nom}, en valeur" if variante == "montant" else nom,
                part=proche.part,
                quand=f"en {proche.annee} ({proche.base_courte})",
                base=proche.base,
                reserve=_tell_manques(proche, serie, annee),
                source=proche.source,
                partiel=qui != _TOUS,
            )


def _tell_manques(
    proche: ValeurNationale, serie: Sequence[ValeurNationale], annee: int | None
) -> str:
    suite = [v for v in serie if v.annee > proche.annee]
    if annee == proche.annee:
        return ""
    if annee is not None and (annee < proche.annee or any(v.part is not None for v in suite)):
        return f"Aucune valeur de {annee} n’a été trouvée."
    phrases = [f"{v.annee} : {v.manque[:1].lower()}{v.manque[1:]}" for v in reversed(suite)]
    return " ".join([*phrases, "Rien de plus récent n’a été trouvé."])


def _read_part(valeur: Valeur) -> float | None:
    return None if valeur.valeur is None else round(valeur.valeur / 100, 6)
