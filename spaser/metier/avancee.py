"""How far buyers have come: the furthest step that something proves, counted for many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from spaser.metier.confidentialite import SEUIL, hide_small
from spaser.metier.registre.nomenclatures import Nomenclature


class Jalon(Nomenclature):
    """The steps, in their order; each is reached by what is in the space."""

    ESPACE = "espace", "Espace ouvert"
    PERIMETRE = "perimetre", "Périmètre précisé"
    DIAGNOSTIC = "diagnostic", "Autodiagnostic terminé"
    ACTEURS = "acteurs", "Acteurs identifiés"
    PLAN = "plan", "Plan d’action commencé"
    REDACTION = "redaction", "Schéma en cours d’écriture"
    ADOPTE = "adopte", "Schéma adopté"
    SUIVI = "suivi", "Résultats suivis"


JALONS: Final = tuple(Jalon)

PREUVES: Final[Mapping[Jalon, str]] = {
    Jalon.ESPACE: "L’organisation a ouvert son espace.",
    Jalon.PERIMETRE: "Les questions du périmètre ont une réponse.",
    Jalon.DIAGNOSTIC: "Une campagne d’autodiagnostic est close.",
    Jalon.ACTEURS: "Le tableau des acteurs a une ligne au moins.",
    Jalon.PLAN: "Le plan a une action au moins.",
    Jalon.REDACTION: "Quelqu’un a écrit une rubrique du schéma.",
    Jalon.ADOPTE: "Le jour de l’adoption est donné, ou une fiche du registre le donne.",
    Jalon.SUIVI: "Une année est close, ou des résultats sont publiés ici.",
}


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a buyer stands, with what it is sorted by: empty when it is not known."""

    jalon: Jalon
    region: str
    type: str


@dataclass(frozen=True, slots=True)
class TableauMontre:
    """Counts that may be shown, None where one is hidden: a line for each value of an axis."""

    valeurs: tuple[str, ...]
    cellules: tuple[tuple[int | None, ...], ...]
    lignes: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class EtatDesLieux:
    """How many buyers there are at each step, in all and along two axes that share these sums."""

    jalons: tuple[int | None, ...]
    total: int | None
    regions: TableauMontre
    types: TableauMontre


def find_jalon(prouves: Iterable[Jalon]) -> Jalon:
    """Return the furthest step of those that something proves: none is asked of those before."""
    atteints = set(prouves)
    return next((j for j in reversed(JALONS) if j in atteints), Jalon.ESPACE)


def count_situations(situations: Sequence[Situation], seuil: int = SEUIL) -> EtatDesLieux:
    """Count buyers by step, region and kind, and hide what is too small to be shown.

    Both tables add up to the same counts by step: one may not hide a sum that the other shows.
    Steps whose sum is hidden are held as one column, that nobody sees, until none is any more.
    """
    sommes = [sum(s.jalon is jalon for s in situations) for jalon in JALONS]
    axes = [_count_by([s.region for s in situations], situations),
            _count_by([s.type for s in situations], situations)]  # fmt: skip
    national = hide_small([sommes], seuil)
    fondus = {rang for rang, somme in enumerate(national.colonnes) if somme is None}
    while True:
        masques = [_hide(comptes, fondus, seuil) for _, comptes in axes]
        caches = set().union(*(caches for _, caches in masques))
        if not caches or len(fondus) == len(JALONS):
            break
        vus = [rang for rang in range(len(JALONS)) if rang not in fondus]
        fondus |= {rang for rang in caches if rang is not None} or {
            min(vus, key=lambda rang: sommes[rang])
        }
    tableaux = [
        TableauMontre(valeurs, *(montre if not perdu else _blank(len(valeurs))))
        for (valeurs, _), (montre, perdu) in zip(axes, masques, strict=True)
    ]
    jalons = tuple(None if rang in fondus else somme for rang, somme in enumerate(sommes))
    return EtatDesLieux(jalons, national.total, *tableaux)


type _Montre = tuple[tuple[tuple[int | None, ...], ...], tuple[int | None, ...]]


def _count_by(
    valeurs: Sequence[str], situations: Sequence[Situation]
) -> tuple[tuple[str, ...], list[list[int]]]:
    ordre = tuple(sorted(set(valeurs)))
    rangs = {valeur: rang for rang, valeur in enumerate(ordre)}
    comptes = [[0] * len(JALONS) for _ in ordre]
    for valeur, situation in zip(valeurs, situations, strict=True):
        comptes[rangs[valeur]][JALONS.index(situation.jalon)] += 1
    return ordre, comptes


def _hide(
    comptes: list[list[int]], fondus: set[int], seuil: int
) -> tuple[_Montre, set[int | None]]:
    """Hide the small counts of a table; return also the steps whose sum it would hide.

    None stands for the column of the steps that are held as one.
    """
    vus = [rang for rang in range(len(JALONS)) if rang not in fondus]
    tableau = [
        [*(ligne[rang] for rang in vus), *([sum(ligne[r] for r in fondus)] if fondus else [])]
        for ligne in comptes
    ]
    masque = hide_small(tableau, seuil)
    places: list[int | None] = [*vus, *([None] if fondus else [])]
    caches = {place for place, somme in zip(places, masque.colonnes, strict=False) if somme is None}
    cellules = tuple(
        tuple(ligne[vus.index(rang)] if rang in vus else None for rang in range(len(JALONS)))
        for ligne in masque.cellules
    )
    return (cellules, masque.lignes), caches if masque.total is not None else {*caches, None}


def _blank(hauteur: int) -> _Montre:
    return tuple((None,) * len(JALONS) for _ in range(hauteur)), (None,) * hauteur
