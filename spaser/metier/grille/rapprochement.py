"""What a file would change in a grid: lines that are new, changed, or the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from spaser.lettres import fold_mots
from spaser.metier.grille.modele import ContenuLigne


@dataclass(frozen=True, slots=True)
class Connue[T]:
    """A line of the grid, with what the caller knows it by."""

    cle: T
    ligne: ContenuLigne


@dataclass(frozen=True, slots=True)
class LigneChangee[T]:
    """A line that the file would change; an empty cell changes nothing."""

    cle: T
    avant: ContenuLigne
    apres: ContenuLigne

    @property
    def champs(self) -> tuple[str, ...]:
        """Return the names of the fields that change."""
        return tuple(
            f.name
            for f in fields(ContenuLigne)
            if getattr(self.avant, f.name) != getattr(self.apres, f.name)
        )


@dataclass(frozen=True, slots=True)
class Rapprochement[T]:
    """The whole: nothing that the grid holds is taken out."""

    nouvelles: tuple[ContenuLigne, ...]
    changements: tuple[LigneChangee[T], ...]
    identiques: int


def compare_grilles[T](
    lues: Sequence[ContenuLigne], connues: Iterable[Connue[T]]
) -> Rapprochement[T]:
    """Match the same lines first, then those of the same sub-theme and indicator."""
    restantes = list(connues)
    inconnues = [lue for lue in lues if not _take(restantes, lue, exact=True)]
    nouvelles, changements = [], []
    for lue in inconnues:
        connue = _take(restantes, lue, exact=False)
        if connue is None:
            nouvelles.append(lue)
            continue
        apres = replace(connue.ligne, **_list_written(lue))
        if apres != connue.ligne:
            changements.append(LigneChangee(connue.cle, connue.ligne, apres))
    identiques = len(lues) - len(nouvelles) - len(changements)
    return Rapprochement(tuple(nouvelles), tuple(changements), identiques)


def _take[T](restantes: list[Connue[T]], lue: ContenuLigne, *, exact: bool) -> Connue[T] | None:
    for rang, connue in enumerate(restantes):
        if connue.ligne == lue or (not exact and _is_same(connue.ligne, lue)):
            return restantes.pop(rang)
    return None


def _is_same(connue: ContenuLigne, lue: ContenuLigne) -> bool:
    """Tell the same sub-theme and indicator: by their codes when both have one, else by words."""
    if (connue.rubrique, fold_mots(connue.sous_thematique)) != (
        lue.rubrique,
        fold_mots(lue.sous_thematique),
    ):
        return False
    if connue.code and lue.code:
        return connue.code == lue.code
    return fold_mots(connue.indicateur) == fold_mots(lue.indicateur)


def _list_written(lue: ContenuLigne) -> dict[str, Any]:
    """Return the fields that the file fills: what is empty or unsaid erases nothing."""
    return {f.name: getattr(lue, f.name) for f in fields(ContenuLigne) if getattr(lue, f.name)}
