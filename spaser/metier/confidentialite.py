"""Hides the small counts of a table, and the others from which they could be computed.

A table and its totals are seen as a network: lines, columns and totals are nodes, each count is an
arc from a line to a column. A hidden count cannot be computed where a cycle of hidden counts goes
through it. Enough other counts are hidden for each small one to be, for all that is shown, `seuil`
more than it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

SEUIL: Final = 5

type _Arc = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Masque:
    """A table with its totals, None where a count is hidden."""

    cellules: tuple[tuple[int | None, ...], ...]
    lignes: tuple[int | None, ...]
    colonnes: tuple[int | None, ...]
    total: int | None


def hide_small(tableau: Sequence[Sequence[int]], seuil: int = SEUIL) -> Masque:
    """Hide every count under a threshold, zero too, and those that would let it be found again."""
    if not tableau:
        return Masque((), (), (), None)
    hauteur, largeur = len(tableau), len(tableau[0])
    arcs = _read_arcs(tableau, hauteur, largeur)
    sommes = {hauteur, hauteur + 1 + largeur}
    petits = [arc for arc, nombre in arcs.items() if nombre < seuil]
    prix = {arc: 1 + nombre * (1 + len(sommes & set(arc))) for arc, nombre in arcs.items()}
    prix |= dict.fromkeys(petits, 0)  # what is hidden costs nothing, a total costs most
    for arc in petits:
        prix |= dict.fromkeys(_find_boucle(arc, arcs, prix, seuil), 0)

    def show(ligne: int, colonne: int) -> int | None:
        arc = _name(ligne, colonne, hauteur, largeur)
        return arcs[arc] if prix[arc] else None

    return Masque(
        tuple(tuple(show(i, j) for j in range(largeur)) for i in range(hauteur)),
        tuple(show(i, largeur) for i in range(hauteur)),
        tuple(show(hauteur, j) for j in range(largeur)),
        show(hauteur, largeur),
    )


def _name(ligne: int, colonne: int, hauteur: int, largeur: int) -> _Arc:
    """Return the arc of a count: those of the totals of lines and of columns run backwards."""
    noeud = hauteur + 1 + colonne
    return (noeud, ligne) if (ligne == hauteur) != (colonne == largeur) else (ligne, noeud)


def _read_arcs(tableau: Sequence[Sequence[int]], hauteur: int, largeur: int) -> dict[_Arc, int]:
    lignes = [[*ligne, sum(ligne)] for ligne in tableau]
    lignes.append([sum(ligne[j] for ligne in lignes) for j in range(largeur + 1)])
    return {
        _name(i, j, hauteur, largeur): nombre
        for i, ligne in enumerate(lignes)
        for j, nombre in enumerate(ligne)
    }


def _find_boucle(
    arc: _Arc, arcs: Mapping[_Arc, int], prix: Mapping[_Arc, int], seuil: int
) -> tuple[_Arc, ...]:
    """Return a cycle where a count may grow by `seuil`: the one that hides the least of the rest.

    On it a count that runs the same way grows, without bound; another falls, to zero at most.
    """
    depart, arrivee = arc
    file: list[tuple[int, int, tuple[_Arc, ...]]] = [(0, arrivee, ())]
    vus: set[int] = set()
    while True:  # at worst the totals lead back
        cout, noeud, chemin = heappop(file)
        if noeud == depart:
            return chemin
        if noeud in vus:
            continue
        vus.add(noeud)
        for autre, nombre in arcs.items():
            grandit = autre[0] == noeud
            if noeud not in autre or autre == arc or not (grandit or nombre >= seuil):
                continue
            suivant = autre[1] if grandit else autre[0]
            heappush(file, (cout + prix[autre], suivant, (*chemin, autre)))
